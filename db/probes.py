"""Probes of the sites of a district."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from db.batches import append
from db.tables import probes
from inspection.fetched import FetchFailure
from inspection.probe import Probe


def record(cx: Connection, district: str, tried: Iterable[Probe]) -> None:
    """Keep the probes of one round."""
    append(cx, probes, (_columns(district, probe) for probe in tried))


def between(cx: Connection, district: str, after: datetime, until: datetime) -> dict[str, tuple[Probe, ...]]:
    """By site: its probes later than ``after`` and not later than ``until``, by time."""
    query = (
        select(probes)
        .where(probes.c.district == district, probes.c.at > after, probes.c.at <= until)
        .order_by(probes.c.at, probes.c.id)
    )
    found: defaultdict[str, list[Probe]] = defaultdict(list)
    for row in cx.execute(query):
        found[row.site_id].append(_probe(row))
    return {site_id: tuple(tried) for site_id, tried in found.items()}


def of_site(cx: Connection, district: str, site_id: str, after: datetime, until: datetime) -> tuple[Probe, ...]:
    """The probes of one site later than ``after`` and not later than ``until``, by time."""
    query = (
        select(probes)
        .where(probes.c.district == district, probes.c.site_id == site_id, probes.c.at > after, probes.c.at <= until)
        .order_by(probes.c.at, probes.c.id)
    )
    return tuple(map(_probe, cx.execute(query)))


def counts(
    cx: Connection, district: str, site_ids: Collection[str], after: datetime, until: datetime
) -> dict[str, tuple[int, int]]:
    """By site: how many probes later than ``after`` and not later than ``until`` tell something about it, and how many
    of these failed. Sites that were not probed are left out.
    """
    query = (
        select(probes.c.site_id, func.count(), func.count(probes.c.failure))
        .where(
            probes.c.district == district, probes.c.site_id.in_(sorted(site_ids)), probes.c.own_side == "",
            probes.c.at > after, probes.c.at <= until,
        )
        .group_by(probes.c.site_id)
    )  # fmt: skip
    return {site_id: (int(tried), int(failed)) for site_id, tried, failed in cx.execute(query)}


def _columns(district: str, probe: Probe) -> dict[str, Any]:
    return {
        "district": district,
        "site_id": probe.site_id,
        "url": probe.url,
        "at": probe.at,
        "milliseconds": probe.milliseconds,
        "status": probe.status,
        "failure": probe.failure.value if probe.failure else None,
        "detail": probe.detail,
        "own_side": probe.own_side,
    }


def _probe(row: Row[Any]) -> Probe:
    return Probe(
        site_id=row.site_id,
        url=row.url,
        at=row.at,
        milliseconds=row.milliseconds,
        status=row.status,
        failure=FetchFailure(row.failure) if row.failure else None,
        detail=row.detail,
        own_side=row.own_side,
    )
