"""Keeps the table of current ledger states in step with the history, and says where the two differ."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, case, delete, func, select

from db.batches import batches, upsertable
from db.standings import standings
from db.tables import decisions, findings
from db.tables_ledger_states import ledger_states
from inspection.finding import Confidence, Severity
from inspection.ledger import Standing, State
from inspection.moment import beijing_day

_BATCH = 500
#: Places from here on are those of closed findings.
CLOSED = 10_000_000
_NO_DEADLINE = CLOSED - 1
_SURENESS = {one.value: number for number, one in enumerate(reversed(Confidence))}
#: The number that stands for a severity in ``ledger_states``.
URGENCY = {one.value: number for number, one in enumerate(reversed(Severity))}
#: Findings whose history is replayed by ``faults``: those decided last.
_LOOKED_AT = 500


def place_of(standing: Standing) -> int:
    """What the ledger is ordered by: open ones by deadline, those without one last; then closed ones, newest first."""
    if standing.state.open:
        return standing.due.toordinal() if standing.due else _NO_DEADLINE
    return 2 * CLOSED - (beijing_day(standing.since).toordinal() if standing.since else 0)


def keep(cx: Connection, finding_ids: Collection[str]) -> None:
    """Write down anew where these findings stand. For whoever changes a finding or its history, in that transaction."""
    for batch in batches(sorted(set(finding_ids)), _BATCH):  # one order for all writers, or PostgreSQL may deadlock
        stands = standings(cx, batch)
        query = select(findings).where(findings.c.id.in_(batch), findings.c.severity != Severity.WARNING.value)
        rows = [_columns(row, stands[row.id]) for row in cx.execute(query.order_by(findings.c.id))]
        if rows:
            upsert = upsertable(cx, ledger_states)
            changed = {name: upsert.excluded[name] for name in rows[0] if name != "finding_id"}
            cx.execute(upsert.on_conflict_do_update(index_elements=["finding_id"], set_=changed), rows)


def kept(cx: Connection, finding_ids: Iterable[str]) -> dict[str, Standing]:
    """Where these findings stand, as the table has it; early warnings have no row."""
    found: dict[str, Standing] = {}
    for batch in batches(sorted(set(finding_ids)), _BATCH):
        query = select(ledger_states).where(ledger_states.c.finding_id.in_(batch))
        found |= {row.finding_id: standing_of(row) for row in cx.execute(query)}
    return found


def in_states(cx: Connection, states: Collection[State], unit_ids: Collection[str] = ()) -> list[str]:
    """The ids of the findings of the units (empty = all) that stand in these states (empty = any)."""
    query = select(ledger_states.c.finding_id)
    for column, wanted in ((ledger_states.c.state, states), (ledger_states.c.unit_id, unit_ids)):
        if wanted:
            query = query.where(column.in_(sorted(wanted)))
    return list(cx.scalars(query))


def rebuild(cx: Connection) -> int:
    """Make all rows anew, and return how many there are."""
    cx.execute(delete(ledger_states))
    for batch in batches(cx.scalars(select(findings.c.id).order_by(findings.c.id)).all(), _BATCH):
        keep(cx, batch)
    return int(cx.scalar(select(func.count()).select_from(ledger_states)) or 0)


def faults(cx: Connection) -> list[str]:
    """What is wrong (Chinese) with the table: rows too few or too many, reviewers' states that differ, and, among the
    findings decided last, histories that say something else. Reads no more than these few histories.
    """
    told = []
    wanted = cx.scalar(select(func.count()).select_from(findings).where(findings.c.severity != Severity.WARNING.value))
    there = cx.scalar(select(func.count()).select_from(ledger_states))
    if wanted != there:
        told.append(f"应有 {wanted} 行，实有 {there} 行")
    other = cx.scalar(_differing())
    if other:
        told.append(f"{other} 行的状态与审核结果不符")
    newest = select(func.max(decisions.c.id)).group_by(decisions.c.finding_id).order_by(func.max(decisions.c.id).desc())
    ids = cx.scalars(select(decisions.c.finding_id).where(decisions.c.id.in_(newest.limit(_LOOKED_AT)))).all()
    stands, rows = standings(cx, ids), kept(cx, ids)
    wrong = sum(rows[one] != stands[one] for one in rows)
    if wrong:
        told.append(f"最近办理的 {len(rows)} 个问题中，{wrong} 行与办理记录不符")
    return told


def standing_of(row: Row[Any]) -> Standing:
    return Standing(
        state=State(row.state),
        since=row.since,
        due=row.due,
        ended=row.ended,
        missed=frozenset(map(date.fromisoformat, row.missed)),
        extensions=row.extensions,
        recurrences=row.recurrences,
        before_fix=State(row.before_fix) if row.before_fix else None,
        before_appeal=State(row.before_appeal) if row.before_appeal else None,
    )


def _columns(row: Row[Any], standing: Standing) -> dict[str, Any]:
    return {
        "finding_id": row.id, "unit_id": row.unit_id, "site_id": row.site_id, "account_id": row.account_id,
        "rule": row.rule, "urgency": URGENCY[row.severity], "sureness": _SURENESS[row.confidence],
        "first_seen_at": row.first_seen_at, "last_seen_at": row.last_seen_at,
        "state": standing.state.value, "since": standing.since, "due": standing.due, "ended": standing.ended,
        "missed": sorted(day.isoformat() for day in standing.missed),
        "extensions": standing.extensions, "recurrences": standing.recurrences,
        "before_fix": standing.before_fix, "before_appeal": standing.before_appeal,
        "place": place_of(standing),
    }  # fmt: skip


def _differing() -> Any:
    """How many rows contradict the reviewers' state that ``findings`` holds."""
    reviewed = [State.SUSPECTED.value, State.DISMISSED.value, State.IGNORED.value]
    said = case((ledger_states.c.state.in_(reviewed), ledger_states.c.state), else_=State.CONFIRMED.value)
    joined = ledger_states.join(findings, findings.c.id == ledger_states.c.finding_id)
    return select(func.count()).select_from(joined).where(said != findings.c.state)
