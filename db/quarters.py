"""What pages about quarters ask the database: which are closed, and whether anything a score rests on has changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, String, cast, func, select

from db.tables import closings, decisions, observations, scans
from db.tables_ledger_states import ledger_states
from db.tables_runs import weekly_signatures
from inspection.ledger import State

_RUNNING = (State.NOTIFIED.value, State.FIXING.value)


@dataclass(frozen=True, slots=True)
class ClosedHead:
    """The latest closing of a quarter, without its document."""

    quarter_id: str
    version: int
    closed_at: datetime
    who: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Two equal marks: nothing was observed, decided, scanned or signed in between."""

    decision: int
    observation: int
    scan: int
    judged: int
    signature: int


def mark(cx: Connection, district: str) -> Mark:
    """Where the database stands, as far as scores rest on it."""
    judged = select(func.count()).select_from(scans).where(scans.c.district == district, scans.c.state == "judged")
    newest = (decisions.c.id, observations.c.id, scans.c.id)
    decision, observation, scan = (cx.scalar(select(func.max(column))) or 0 for column in newest)
    signed = cx.scalar(select(func.max(weekly_signatures.c.id))) or 0
    return Mark(decision, observation, scan, cx.scalar(judged) or 0, signed)


def closed(cx: Connection, district: str) -> dict[str, ClosedHead]:
    """By quarter id: its latest closing; open quarters are left out."""
    columns = (
        closings.c.quarter_id, closings.c.version, closings.c.closed_at, closings.c.who, closings.c.sha256,
    )  # fmt: skip
    query = select(*columns).where(closings.c.district == district).order_by(closings.c.version)
    return {row.quarter_id: ClosedHead(*row) for row in cx.execute(query)}


def with_deadline_in(cx: Connection, first_day: date, last_day: date) -> list[str]:
    """Ids of findings that may have missed a deadline between these days (inclusive): it runs, or one was missed."""
    running = ledger_states.c.state.in_(_RUNNING) & ledger_states.c.due.between(first_day, last_day)
    missed = cast(ledger_states.c.missed, String) != "[]"
    return list(cx.scalars(select(ledger_states.c.finding_id).where(running | missed)))
