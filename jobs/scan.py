"""One scan from start to end: crawl, judge, measure. Killed at any point, the same call takes it up again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from db import scans
from db.engine import Connection
from inspection.moment import beijing_day
from inspection.registry import District
from inspection.rule import ScanKind
from jobs.coverage import Coverage
from jobs.fetch import Progress, fetch
from jobs.judge_pool import SiteJudges
from jobs.judge_scan import judge_scan
from jobs.plan_scan import plan_scan
from jobs.workspace import Rulebook, Workspace, code_version, rulebook


@dataclass(frozen=True, slots=True)
class ScanReport:
    scan: scans.ScanRecord
    coverage: Coverage
    crawl: Mapping[str, Any]
    resumed: bool


def run_scan(
    work: Workspace,
    kind: ScanKind,
    as_of: datetime,
    unit_ids: frozenset[str] = frozenset(),
    progress: Progress | None = None,
) -> ScanReport:
    """Scan ``unit_ids`` (empty = all) as of an aware moment.

    Raises ``Interrupted``, ``FetchFailed`` or ``StorageError``; what was stored until then stays, and the next call
    with the same kind, moment and units resumes.
    """
    book = rulebook(beijing_day(as_of))
    scan, resumed = _begin(work, book, kind, as_of, unit_ids)
    plan = plan_scan(work.district, book.rules, scan.kind, scan.as_of, scan.unit_ids)
    with SiteJudges(work, book.rules_for("sites"), scan, plan.sites) as judges:
        crawl = fetch(work.settings, scan.id, progress, judges)
        _mark(work, scan.id, "fetched")
        coverage = judge_scan(work, book, scan, plan, judges)
    _mark(work, scan.id, "judged", {**coverage.as_json(), "crawl": dict(crawl)})
    with work.database.reading() as connection:
        return ScanReport(scans.get(connection, scan.id), coverage, crawl, resumed)


def _begin(
    work: Workspace, book: Rulebook, kind: ScanKind, as_of: datetime, unit_ids: frozenset[str]
) -> tuple[scans.ScanRecord, bool]:
    with work.database.writing() as connection:
        district = work.district.id
        open_scan = scans.unfinished(connection, kind=kind, as_of=as_of, district=district, unit_ids=unit_ids)
        if open_scan and "focus" not in open_scan.coverage:  # a re-check of single findings looks at less
            return open_scan, True
        return scans.get(connection, start_scan(connection, work, book, kind, as_of, unit_ids)), False


def start_scan(
    connection: Connection, work: Workspace, book: Rulebook, kind: ScanKind, as_of: datetime, unit_ids: Iterable[str]
) -> int:
    """Record that a scan begins now, under the rules of ``book``; returns its number."""
    return scans.start(
        connection,
        kind=kind,
        as_of=as_of,
        district=work.district.id,
        quarter_id=quarter_of(work.district, as_of),
        unit_ids=unit_ids,
        code_version=code_version(),
        rules_version=book.version,
        started_at=datetime.now(UTC),
    )


def _mark(work: Workspace, scan_id: int, state: scans.ScanState, coverage: Mapping[str, Any] | None = None) -> None:
    with work.database.writing() as connection:
        scans.set_state(connection, scan_id, state, datetime.now(UTC), coverage)


def quarter_of(district: District, as_of: datetime) -> str | None:
    """The quarter that sets a scan at exactly ``as_of``, else the one whose inclusive window holds its Beijing day."""
    for quarter in district.quarters:
        if as_of in quarter.weekly_scans or any(sitting.at == as_of for sitting in quarter.sittings):
            return quarter.id
    day = beijing_day(as_of)
    return next((q.id for q in district.quarters if q.first_day <= day <= q.last_day), None)
