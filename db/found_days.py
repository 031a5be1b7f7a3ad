"""How many findings each scan was the first to see."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from db.tables_ledger_states import ledger_states
from inspection.ledger import State
from inspection.moment import BEIJING, beijing_day

_L = ledger_states.c


def found_by_day(cx: Connection, first: date) -> dict[date, int]:
    """Findings by the Beijing day they were first seen on, from ``first`` (inclusive) on; without early warnings and
    without those that were dismissed.
    """
    since = datetime(first.year, first.month, first.day, tzinfo=BEIJING)
    query = (
        select(_L.first_seen_at, func.count())  # as many rows as scans: all findings of a scan share its moment
        .where(_L.first_seen_at >= since, _L.state != State.DISMISSED.value)
        .group_by(_L.first_seen_at)
    )
    days: Counter[date] = Counter()
    for at, number in cx.execute(query):
        days[beijing_day(at)] += number
    return dict(days)
