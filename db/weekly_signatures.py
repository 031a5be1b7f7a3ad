"""Signed weekly records: frozen, append-only documents, one a slot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from db.batches import upsertable
from db.tables_runs import weekly_signatures


@dataclass(frozen=True, slots=True)
class Signature:
    """``as_of`` is the moment of the weekly scan; ``document`` is JSON text and ``sha256`` its hex digest."""

    district: str
    as_of: datetime
    quarter_id: str
    scan_id: int
    who: str
    signed_at: datetime
    document: str
    sha256: str


def sign(cx: Connection, signature: Signature) -> bool:
    """Freeze a record; false, and nothing changes, when that week is signed already."""
    row = {name: getattr(signature, name) for name in Signature.__slots__}
    first = upsertable(cx, weekly_signatures).values(row).on_conflict_do_nothing().returning(weekly_signatures.c.id)
    return cx.execute(first).first() is not None


def signatures(cx: Connection, district: str, quarter_id: str) -> dict[datetime, Signature]:
    """By the scan's moment: the signed records of a quarter."""
    query = select(weekly_signatures).where(
        weekly_signatures.c.district == district, weekly_signatures.c.quarter_id == quarter_id
    )
    return {row.as_of: _signature(row._mapping) for row in cx.execute(query.order_by(weekly_signatures.c.as_of))}


def _signature(row: Any) -> Signature:
    return Signature(**{name: row[name] for name in Signature.__slots__})
