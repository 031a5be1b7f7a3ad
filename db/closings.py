"""Closed quarters: frozen, append-only documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from db.tables import closings


@dataclass(frozen=True, slots=True)
class Closing:
    """One closing of a quarter. ``version`` counts from 1; ``document`` is JSON text and ``sha256`` its hex digest."""

    quarter_id: str
    district: str
    version: int
    closed_at: datetime
    who: str
    document: str
    sha256: str


def close(cx: Connection, quarter_id: str, district: str, at: datetime, who: str, document: str, sha256: str) -> None:
    """Freeze a quarter. The same content again changes nothing; other content becomes the next version."""
    last = closing(cx, quarter_id, district)
    if last is not None and last.sha256 == sha256:
        return
    row = {
        "quarter_id": quarter_id, "district": district, "version": last.version + 1 if last else 1,
        "closed_at": at, "who": who, "document": document, "sha256": sha256,
    }  # fmt: skip
    cx.execute(insert(closings), row)


def closing(cx: Connection, quarter_id: str, district: str) -> Closing | None:
    """The latest closing of a quarter, ``None`` while it is open."""
    query = (
        select(closings)
        .where(closings.c.quarter_id == quarter_id, closings.c.district == district)
        .order_by(closings.c.version.desc())
        .limit(1)
    )
    for row in cx.execute(query):
        return Closing(row.quarter_id, row.district, row.version, row.closed_at, row.who, row.document, row.sha256)
    return None
