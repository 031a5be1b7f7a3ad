"""Scans: what was asked, as of when, and how far it came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, insert, select, update

from db.tables import scans
from inspection.rule import ScanKind

ScanState = Literal["running", "fetched", "judged", "interrupted"]


@dataclass(frozen=True, slots=True)
class ScanRecord:
    """One scan. An empty ``unit_ids`` means all units; moments are aware UTC.

    ``finished_at`` is when it was judged or interrupted, ``None`` before. ``coverage`` holds plain JSON values.
    """

    id: int
    kind: ScanKind
    as_of: datetime
    district: str
    quarter_id: str | None
    unit_ids: frozenset[str]
    state: ScanState
    started_at: datetime
    finished_at: datetime | None
    code_version: str
    rules_version: str
    coverage: Mapping[str, Any]


def start(
    cx: Connection,
    *,
    kind: ScanKind,
    as_of: datetime,
    district: str,
    quarter_id: str | None,
    unit_ids: Iterable[str],
    code_version: str,
    rules_version: str,
    started_at: datetime,
) -> int:
    """Record a new ``running`` scan and return its id."""
    row: dict[str, Any] = {
        "kind": kind.value, "as_of": as_of, "district": district, "quarter_id": quarter_id,
        "unit_ids": sorted(unit_ids), "state": "running", "started_at": started_at, "finished_at": None,
        "code_version": code_version, "rules_version": rules_version, "coverage": {}, "judging": 0,
    }  # fmt: skip
    return int(cx.execute(insert(scans).returning(scans.c.id), row).scalar_one())


def unfinished(
    cx: Connection, *, kind: ScanKind, as_of: datetime, district: str, unit_ids: Iterable[str]
) -> ScanRecord | None:
    """The newest scan of the same kind, moment and units that was never judged: the one to resume."""
    same = select(scans).where(
        scans.c.kind == kind.value,
        scans.c.as_of == as_of,
        scans.c.district == district,
        scans.c.state != "judged",
    )
    wanted = frozenset(unit_ids)
    return next((scan for scan in reversed(_records(cx, same)) if scan.unit_ids == wanted), None)


def set_state(
    cx: Connection, scan_id: int, state: ScanState, at: datetime, coverage: Mapping[str, Any] | None = None
) -> None:
    """Move a scan to ``state``; ``coverage`` ``None`` keeps the stored one. Raises ``LookupError``: unknown id."""
    values: dict[str, Any] = {"state": state, "finished_at": at if state in ("judged", "interrupted") else None}
    if coverage is not None:
        values["coverage"] = dict(coverage)
    if cx.execute(update(scans).where(scans.c.id == scan_id).values(values)).rowcount != 1:
        raise LookupError(f"there is no scan {scan_id}")


def get(cx: Connection, scan_id: int) -> ScanRecord:
    """The scan called ``scan_id``; raises ``LookupError`` when there is none."""
    for scan in _records(cx, select(scans).where(scans.c.id == scan_id)):
        return scan
    raise LookupError(f"there is no scan {scan_id}")


def of_quarter(cx: Connection, quarter_id: str, district: str, kind: ScanKind | None = None) -> list[ScanRecord]:
    """The scans of a quarter in every state, by ``as_of``."""
    query = select(scans).where(scans.c.quarter_id == quarter_id, scans.c.district == district)
    return _records(cx, query if kind is None else query.where(scans.c.kind == kind.value))


def before(cx: Connection, district: str, as_of: datetime) -> list[ScanRecord]:
    """The scans as of an earlier moment, in every state, by ``as_of``."""
    return _records(cx, select(scans).where(scans.c.district == district, scans.c.as_of < as_of))


def latest(
    cx: Connection, district: str, *, kind: ScanKind | None = None, state: ScanState | None = None
) -> ScanRecord | None:
    """The scan with the newest ``as_of``, of this kind and in this state (``None``: any); of two at the same moment the
    one started later.
    """
    newest = select(scans).where(scans.c.district == district).order_by(scans.c.as_of.desc(), scans.c.id.desc())
    if kind is not None:
        newest = newest.where(scans.c.kind == kind.value)
    if state is not None:
        newest = newest.where(scans.c.state == state)
    return next(map(_record, cx.execute(newest.limit(1))), None)


def latest_until(cx: Connection, district: str, kind: ScanKind, until: datetime) -> ScanRecord | None:
    """The judged scan of this kind with the newest ``as_of`` that is not later than ``until``."""
    query = (
        select(scans)
        .where(scans.c.district == district, scans.c.kind == kind.value, scans.c.state == "judged")
        .where(scans.c.as_of <= until)
        .order_by(scans.c.as_of.desc(), scans.c.id.desc())
    )
    return next(map(_record, cx.execute(query.limit(1))), None)


def reasons(cx: Connection, scan_ids: Iterable[int]) -> dict[tuple[int, str], str]:
    """By scan and id of a column or account: why that scan could not judge it; judged ones are left out."""
    query = select(scans.c.id, scans.c.coverage).where(scans.c.id.in_(sorted(scan_ids)))
    return {
        (scan_id, subject): str(reason)
        for scan_id, coverage in cx.execute(query)
        for subject, reason in coverage.get("reasons", {}).items()
    }


def _records(cx: Connection, query: Select[Any]) -> list[ScanRecord]:
    return [_record(row) for row in cx.execute(query.order_by(scans.c.as_of, scans.c.id))]


def _record(row: Row[Any]) -> ScanRecord:
    return ScanRecord(
        id=row.id,
        kind=ScanKind(row.kind),
        as_of=row.as_of,
        district=row.district,
        quarter_id=row.quarter_id,
        unit_ids=frozenset(row.unit_ids),
        state=row.state,
        started_at=row.started_at,
        finished_at=row.finished_at,
        code_version=row.code_version,
        rules_version=row.rules_version,
        coverage=row.coverage,
    )
