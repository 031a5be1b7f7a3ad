"""What may go: old probes, and which stored bodies are still needed. Decides nothing by itself."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from db.tables import answers, articles, observations, probes, visits


def old_probes(cx: Connection, district: str, before: datetime) -> int:
    """How many probes of the district are older than ``before``."""
    query = select(func.count()).where(probes.c.district == district, probes.c.at < before)
    return int(cx.scalar(query) or 0)


def remove_probes(cx: Connection, district: str, before: datetime) -> None:
    """Remove the probes of the district that are older than ``before``."""
    cx.execute(delete(probes).where(probes.c.district == district, probes.c.at < before))


def bodies_in_use(cx: Connection, since: datetime) -> frozenset[str]:
    """Bodies that the next scan compares with, of all articles, and of visits not older than ``since``."""
    queries = (
        select(answers.c.sha256),
        select(articles.c.sha256).where(articles.c.sha256.is_not(None)),
        select(visits.c.sha256).where(visits.c.sha256.is_not(None), visits.c.at >= since),
    )
    return frozenset(digest for query in queries for digest in cx.scalars(query.distinct()))


def bodies_of_observations(cx: Connection, since: datetime) -> frozenset[str]:
    """Bodies that findings observed not earlier than ``since`` name as their proof."""
    found: set[str] = set()
    for proofs in cx.scalars(select(observations.c.evidence).where(observations.c.as_of >= since)):
        told = json.loads(proofs) if isinstance(proofs, str) else proofs
        found |= {one["sha256"] for one in told if one.get("sha256")}
    return frozenset(found)
