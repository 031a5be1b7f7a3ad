"""Where findings stand, read off their history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, select

from db.batches import batches
from db.tables import decisions, findings
from db.tables_ledger import step_details
from inspection.ledger import Entry, Standing, State, Step, replay


def histories(cx: Connection, finding_ids: Iterable[str]) -> dict[str, list[Entry]]:
    """The steps of each finding, oldest first, with reviewers' decisions about its rule and subject as a whole."""
    wanted = sorted(set(finding_ids))
    told: dict[str, list[tuple[int, Entry]]] = {one: [] for one in wanted}
    for batch in batches(wanted, 500):
        scopes: defaultdict[str, list[str]] = defaultdict(list)
        for row in cx.execute(select(findings.c.id, findings.c.scope).where(findings.c.id.in_(batch))):
            scopes[row.scope].append(row.id)
        rows = {row.id: row for query in _steps(batch, list(scopes)) for row in cx.execute(query)}
        for row in rows.values():
            entry = _entry(row)
            about = scopes[row.scope] if entry.step in (Step.IGNORE, Step.REOPEN) else [row.finding_id]
            for one in {*about, row.finding_id} & told.keys():
                told[one].append((row.id, entry))
    return {one: [entry for _, entry in sorted(rows, key=lambda row: row[0])] for one, rows in told.items()}


def standings(cx: Connection, finding_ids: Iterable[str]) -> dict[str, Standing]:
    """Where each finding stands. The reviewers' state that ``findings`` holds has the last word."""
    wanted = sorted(set(finding_ids))
    past = histories(cx, wanted)
    found: dict[str, Standing] = {}
    for batch in batches(wanted, 500):
        for row in cx.execute(select(findings.c.id, findings.c.state).where(findings.c.id.in_(batch))):
            found[row.id] = _standing(row.id, State(row.state), past[row.id])
    return found


def _standing(finding_id: str, reviewed: State, past: list[Entry]) -> Standing:
    own = [entry for entry in past if entry.finding_id == finding_id or not entry.step.by_review]
    first = State.CONFIRMED if _began_confirmed(reviewed, own) else State.SUSPECTED
    standing = Standing(first)
    for entry in past:
        if entry.finding_id == finding_id or _reaches(standing.state, entry.step):
            standing = replay(standing, [entry])
    if _review_state(standing.state) is not reviewed:
        return Standing(reviewed, past[-1].at if past else None, recurrences=standing.recurrences)
    return standing


def _began_confirmed(reviewed: State, own: list[Entry]) -> bool:
    """A finding that was followed up before anybody decided was confirmed by its rule."""
    first = next((entry for entry in own if entry.step is not Step.CHECK), None)
    return reviewed is State.CONFIRMED if first is None else not first.step.by_review


def _reaches(state: State, step: Step) -> bool:
    """Whether a decision about a sibling moves this one too; see ``db.decisions.decide``."""
    return state is not State.DISMISSED if step is Step.IGNORE else state is State.IGNORED


def _review_state(state: State) -> State:
    """What ``findings.state`` says of a finding in this state: all that is followed up is confirmed."""
    return state if state in (State.SUSPECTED, State.DISMISSED, State.IGNORED) else State.CONFIRMED


def _steps(finding_ids: list[str], scopes: list[str]) -> tuple[Select[Any], Select[Any]]:
    """All steps of the findings, and the decisions about their whole scopes: two questions, each with an index."""
    query = (
        select(decisions, findings.c.scope, step_details.c.due, step_details.c.basis, step_details.c.scan_id)
        .join(findings, findings.c.id == decisions.c.finding_id)
        .outerjoin(step_details, step_details.c.decision_id == decisions.c.id)
    )
    wide = findings.c.scope.in_(scopes) & decisions.c.action.in_((Step.IGNORE.value, Step.REOPEN.value))
    return query.where(decisions.c.finding_id.in_(finding_ids)), query.where(wide)


def _entry(row: Any) -> Entry:
    return Entry(
        Step(row.action), row.who, row.at, row.reason, row.due, row.basis or "", row.scan_id, row.finding_id
    )  # fmt: skip
