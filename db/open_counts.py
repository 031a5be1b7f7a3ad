"""How many findings are open, by site and account: what the overview is coloured by."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, and_, case, func, select

from db.ledger_states import CLOSED, URGENCY
from db.tables import findings
from db.tables_ledger_states import ledger_states
from inspection.finding import Severity
from inspection.ledger import State

_L = ledger_states.c
_RUNNING = (State.NOTIFIED.value, State.FIXING.value)
_SEVERITY = {number: Severity(word) for word, number in URGENCY.items()}


@dataclass(frozen=True, slots=True)
class OpenCount:
    """Open findings of one site or account and one severity. ``suspected`` ones wait for a decision; ``overdue`` ones
    have missed their deadline.
    """

    site_id: str | None
    account_id: str | None
    severity: Severity
    count: int
    suspected: int
    overdue: int


def open_counts(cx: Connection, day: date) -> list[OpenCount]:
    """All that is open on the Beijing ``day``; sites and accounts without anything open are left out."""
    late = and_(_L.state.in_(_RUNNING), _L.place < day.toordinal())
    waiting = _L.state == State.SUSPECTED.value
    query = (
        select(
            _L.site_id, _L.account_id, _L.urgency, func.count(),
            func.sum(case((waiting, 1), else_=0)), func.sum(case((late, 1), else_=0)),
        )
        .where(_L.place < CLOSED)
        .group_by(_L.site_id, _L.account_id, _L.urgency)
    )  # fmt: skip
    return [
        OpenCount(site_id, account_id, _SEVERITY[urgency], int(count), int(suspected), int(overdue))
        for site_id, account_id, urgency, count, suspected, overdue in cx.execute(query)
    ]


def warned(cx: Connection, scan_ids: Collection[int]) -> dict[tuple[str | None, str | None], int]:
    """By (site, account): how many early warnings were last seen by one of these scans."""
    query = (
        select(findings.c.site_id, findings.c.account_id, func.count())
        .where(findings.c.severity == Severity.WARNING.value, findings.c.last_scan_id.in_(sorted(scan_ids)))
        .group_by(findings.c.site_id, findings.c.account_id)
    )
    return {(site_id, account_id): int(count) for site_id, account_id, count in cx.execute(query)}


@dataclass(frozen=True, slots=True)
class Warned:
    """An early warning: something that will be a problem unless it is seen to. Words in Chinese."""

    finding_id: str
    column_id: str | None
    title: str
    message: str
    last_seen_at: datetime


def warnings(cx: Connection, scan_ids: Collection[int], *, site_id: str = "", account_id: str = "") -> list[Warned]:
    """The early warnings about one site or account that one of these scans saw last; at most 50, the newest first."""
    about = findings.c.site_id == site_id if site_id else findings.c.account_id == account_id
    query = (
        select(
            findings.c.id, findings.c.column_id, findings.c.title, findings.c.message, findings.c.last_seen_at,
        )
        .where(
            findings.c.severity == Severity.WARNING.value, findings.c.last_scan_id.in_(sorted(scan_ids)), about,
        )
        .order_by(findings.c.last_seen_at.desc(), findings.c.id)
        .limit(50)
    )  # fmt: skip
    return [Warned(*row) for row in cx.execute(query)]
