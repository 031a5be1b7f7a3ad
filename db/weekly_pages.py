"""What the list of weekly scans shows, without reading any record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from db.tables import findings, observations
from db.tables_runs import weekly_signatures
from inspection.finding import Severity


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A signature without the record that was signed."""

    as_of: datetime
    scan_id: int
    who: str
    signed_at: datetime
    sha256: str


def signed_heads(cx: Connection, district: str, quarter_id: str) -> dict[datetime, SignedHead]:
    """By the scan's moment: who signed which weeks of a quarter."""
    w = weekly_signatures.c
    query = select(w.as_of, w.scan_id, w.who, w.signed_at, w.sha256)
    of_quarter = query.where(w.district == district, w.quarter_id == quarter_id)
    return {row.as_of: SignedHead(*row) for row in cx.execute(of_quarter)}


def faults_seen(cx: Connection, scan_ids: Sequence[int], moments: Sequence[datetime]) -> dict[int, int]:
    """By scan: how many findings it saw that cost points or are vetoes. ``moments`` are those of the scans."""
    severe = [one.value for one in Severity if one.rank >= Severity.ERROR.rank]
    query = (
        select(observations.c.scan_id, func.count(observations.c.finding_id.distinct()).label("number"))
        .join(findings, findings.c.id == observations.c.finding_id)
        .where(observations.c.as_of.in_(moments), observations.c.scan_id.in_(scan_ids))
        .where(func.coalesce(findings.c.severity, "").in_(severe))  # not by its index: the moments leave far fewer
        .group_by(observations.c.scan_id)
    )
    return {row.scan_id: row.number for row in cx.execute(query)}
