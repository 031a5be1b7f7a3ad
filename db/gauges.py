"""A few numbers about the state of things, for monitoring systems. Five short queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from db.tables import findings, scans
from db.tables_outbox import messages
from db.tables_runs import leases
from db.tables_users import sessions


@dataclass(frozen=True, slots=True)
class Gauges:
    """``findings`` and ``messages`` by state; ``scanned_at``: by kind of scan, the moment that the last judged one is
    for; ``beat_at``: the scheduler's last sign of life.
    """

    findings: Mapping[str, int]
    messages: Mapping[str, int]
    scanned_at: Mapping[str, datetime]
    beat_at: datetime | None
    sessions: int


def read(cx: Connection, at: datetime) -> Gauges:
    by_state = select(findings.c.state, func.count()).group_by(findings.c.state)
    waiting = select(messages.c.state, func.count()).group_by(messages.c.state)
    last = select(scans.c.kind, func.max(scans.c.as_of)).where(scans.c.state == "judged").group_by(scans.c.kind)
    living = select(func.count()).select_from(sessions).where(sessions.c.ends_at > at)
    return Gauges(
        _pairs(cx, by_state),
        _pairs(cx, waiting),
        _pairs(cx, last),
        cx.scalar(select(func.max(leases.c.beat_at))),
        int(cx.scalar(living) or 0),
    )


def _pairs(cx: Connection, query: Select[Any]) -> dict[str, Any]:
    return {row[0]: row[1] for row in cx.execute(query)}
