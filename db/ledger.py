"""The ledger: every step of every finding, appended to the history that ``db.decisions`` began."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, get_args

from sqlalchemy import Connection, Select, insert, select

from db.batches import batches
from db.decisions import Action, decide
from db.tables import decisions, findings
from db.tables_ledger import step_details
from inspection.ledger import Entry, Standing, State, Step, check, replay


def take_step(cx: Connection, finding_id: str, entry: Entry) -> Standing:
    """Append one step and return where the finding stands then. Reviewers' decisions go through ``decide``.

    Raises ``inspection.ledger.IllegalStep`` (Chinese) when it may not follow, ``ValueError`` for an unknown finding.
    """
    locked = select(findings.c.id).where(findings.c.id == finding_id).with_for_update()  # no second step in between
    if cx.scalar(locked) is None:
        raise ValueError(f"没有编号为“{finding_id}”的问题")
    past = histories(cx, [finding_id])[finding_id]
    check(standings(cx, [finding_id])[finding_id], entry, past[-1].at if past else None)
    if entry.step in get_args(Action):
        decide(cx, finding_id, entry.step.value, entry.who, entry.at, entry.reason)  # type: ignore[arg-type]
    else:
        _append(cx, finding_id, entry)
    return standings(cx, [finding_id])[finding_id]


def histories(cx: Connection, finding_ids: Iterable[str]) -> dict[str, list[Entry]]:
    """The steps of each finding, oldest first, with reviewers' decisions about its rule and subject as a whole."""
    wanted = sorted(set(finding_ids))
    told: dict[str, list[tuple[int, Entry]]] = {one: [] for one in wanted}
    for batch in batches(wanted, 500):
        scopes: defaultdict[str, list[str]] = defaultdict(list)
        for row in cx.execute(select(findings.c.id, findings.c.scope).where(findings.c.id.in_(batch))):
            scopes[row.scope].append(row.id)
        for row in cx.execute(_steps(batch, list(scopes))):
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


def ever_passed(cx: Connection, finding_ids: Iterable[str]) -> list[str]:
    """Those of the findings that passed a re-check at any time, sorted."""
    found: list[str] = []
    for batch in batches(sorted(set(finding_ids)), 500):
        passed = (decisions.c.action == Step.PASS.value) & decisions.c.finding_id.in_(batch)
        found += cx.scalars(select(decisions.c.finding_id).where(passed).distinct())
    return sorted(found)


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


def _append(cx: Connection, finding_id: str, entry: Entry) -> None:
    row = {
        "finding_id": finding_id, "action": entry.step.value, "who": entry.who.strip(), "at": entry.at,
        "reason": entry.reason.strip(),
    }  # fmt: skip
    decision_id = int(cx.execute(insert(decisions).returning(decisions.c.id), row).scalar_one())
    if entry.due is not None or entry.basis or entry.scan_id is not None:
        detail = {"decision_id": decision_id, "due": entry.due, "basis": entry.basis, "scan_id": entry.scan_id}
        cx.execute(insert(step_details), detail)


def _steps(finding_ids: list[str], scopes: list[str]) -> Select[Any]:
    """All steps of the findings, and the decisions about their whole scopes."""
    wide = findings.c.scope.in_(scopes) & decisions.c.action.in_((Step.IGNORE.value, Step.REOPEN.value))
    return (
        select(decisions, findings.c.scope, step_details.c.due, step_details.c.basis, step_details.c.scan_id)
        .join(findings, findings.c.id == decisions.c.finding_id)
        .outerjoin(step_details, step_details.c.decision_id == decisions.c.id)
        .where(decisions.c.finding_id.in_(finding_ids) | wide)
    )


def _entry(row: Any) -> Entry:
    return Entry(
        Step(row.action), row.who, row.at, row.reason, row.due, row.basis or "", row.scan_id, row.finding_id
    )  # fmt: skip
