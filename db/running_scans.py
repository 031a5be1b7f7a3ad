"""Scans that are under way, and how far they have come: what they have asked so far is stored as they go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from db.tables import scans, visits
from inspection.rule import ScanKind

#: No more than these are shown: a database with many unfinished scans has other troubles.
_MOST = 5


@dataclass(frozen=True, slots=True)
class RunningScan:
    """A scan that is not judged yet. ``judging``: all is fetched. ``sites`` are those it asked something of so far,
    ``asked_at`` is when it last asked anything.
    """

    id: int
    kind: ScanKind
    as_of: datetime
    unit_ids: frozenset[str]
    judging: bool
    started_at: datetime
    sites: int
    pages: int
    asked_at: datetime | None


def running_scans(cx: Connection, district: str) -> list[RunningScan]:
    """The newest unfinished scans of the district, the newest first; interrupted ones are left out."""
    columns = (scans.c.id, scans.c.kind, scans.c.as_of, scans.c.unit_ids, scans.c.state, scans.c.started_at)
    query = (
        select(*columns)
        .where(scans.c.district == district, scans.c.state.in_(("running", "fetched")))
        .order_by(scans.c.id.desc())
        .limit(_MOST)
    )
    rows = cx.execute(query).all()
    per_site = (
        select(visits.c.scan_id, visits.c.site_id, func.count().label("pages"), func.max(visits.c.at).label("at"))
        .where(visits.c.scan_id.in_([row.id for row in rows]))
        .group_by(visits.c.scan_id, visits.c.site_id)
    )
    parts = cx.execute(per_site).all() if rows else []
    found = []
    for row in rows:
        own = [part for part in parts if part.scan_id == row.id]
        found.append(
            RunningScan(
                row.id, ScanKind(row.kind), row.as_of, frozenset(row.unit_ids), row.state == "fetched", row.started_at,
                sum(part.site_id is not None for part in own), sum(part.pages for part in own),
                max((part.at for part in own), default=None),
            )
        )  # fmt: skip
    return found
