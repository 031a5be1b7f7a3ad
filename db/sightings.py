"""What the last scans said of one finding, and how often it was seen."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from db.findings import Observation, observation_of
from db.tables import observations, scans


def newest(cx: Connection, finding_id: str, most: int) -> tuple[Observation, ...]:
    """The last ``most`` observations of a finding, newest first."""
    query = (
        select(observations, scans.c.kind.label("scan_kind"))
        .join(scans, scans.c.id == observations.c.scan_id)
        .where(observations.c.finding_id == finding_id)
        .order_by(observations.c.as_of.desc(), observations.c.id.desc())
        .limit(most)
    )
    return tuple(map(observation_of, cx.execute(query)))


def times_seen(cx: Connection, finding_ids: Iterable[str]) -> dict[str, int]:
    """How many scans saw each of the findings (a page of them)."""
    query = (
        select(observations.c.finding_id, func.count(observations.c.scan_id.distinct()))
        .where(observations.c.finding_id.in_(sorted(set(finding_ids))))
        .group_by(observations.c.finding_id)
    )
    return {row[0]: row[1] for row in cx.execute(query)}
