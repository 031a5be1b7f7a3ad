"""One scan from start to end: crawl, judge, measure. Killed at any point, the same call takes it up again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from db import scans, weekly_signatures
from db.engine import Connection
from inspection.moment import beijing_day, iso_minutes
from inspection.registry import District
from inspection.rule import ScanKind
from jobs.coverage import Coverage
from jobs.fetch import Progress, fetch
from jobs.judge_pool import SiteJudges
from jobs.judge_scan import judge_scan
from jobs.plan_scan import plan_scan
from jobs.workspace import Rulebook, Workspace, code_version, rulebook

#: The mark, in a scan's ``coverage``, of a weekly scan that was asked for after its week's record had been signed.
AFTER_SIGNING = "after_signing"


class ScanRefused(Exception):
    """The scan may not be held; the text (Chinese) says why and how it can be."""


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
    *,
    after_signing: bool = False,
) -> ScanReport:
    """Scan ``unit_ids`` (empty = all) as of an aware moment.

    Raises ``Interrupted``, ``FetchFailed`` or ``StorageError``; what was stored until then stays, and the next call
    with the same kind, moment and units resumes. A weekly scan of a moment whose record is signed raises
    ``ScanRefused``, unless ``after_signing`` is set: it is then marked so, and neither record nor score follow it.
    """
    book = rulebook(beijing_day(as_of))
    marks = _marks(work, kind, as_of, after_signing=after_signing)
    scan, resumed = _begin(work, book, kind, as_of, unit_ids, marks)
    plan = plan_scan(work.district, book.rules, scan.kind, scan.as_of, scan.unit_ids)
    with SiteJudges(work, book.rules_for("sites"), scan, plan.sites) as judges:
        crawl = fetch(work.settings, scan.id, progress, judges)
        _mark(work, scan.id, "fetched")
        coverage = judge_scan(work, book, scan, plan, judges)
    _mark(work, scan.id, "judged", {**coverage.as_json(), "crawl": dict(crawl), **marks})
    with work.database.reading() as connection:
        return ScanReport(scans.get(connection, scan.id), coverage, crawl, resumed)


def _marks(work: Workspace, kind: ScanKind, as_of: datetime, *, after_signing: bool) -> dict[str, Any]:
    """What the record of the scan says beside its coverage."""
    quarter = quarter_of(work.district, as_of)
    if kind is not ScanKind.WEEKLY or quarter is None:
        return {}
    with work.database.reading() as connection:
        signed = weekly_signatures.signatures(connection, work.district.id, quarter).get(as_of)
    if signed is None:
        return {}
    if not after_signing:
        when = iso_minutes(signed.signed_at)
        raise ScanRefused(
            f"{beijing_day(as_of)} 的周扫描记录已由 {signed.who} 于 {when} 签认，没有重新扫描。"
            "确要补扫请加 --after-signing：结果另行保存并注明，已签认的记录和得分不变"
        )
    return {AFTER_SIGNING: signed.sha256}


def _begin(
    work: Workspace,
    book: Rulebook,
    kind: ScanKind,
    as_of: datetime,
    unit_ids: frozenset[str],
    marks: Mapping[str, Any],
) -> tuple[scans.ScanRecord, bool]:
    with work.database.writing() as connection:
        district = work.district.id
        open_scan = scans.unfinished(connection, kind=kind, as_of=as_of, district=district, unit_ids=unit_ids)
        if open_scan and "focus" not in open_scan.coverage:  # a re-check of single findings looks at less
            return open_scan, True
        scan_id = start_scan(connection, work, book, kind, as_of, unit_ids)
        if marks:
            scans.set_state(connection, scan_id, "running", datetime.now(UTC), marks)
        return scans.get(connection, scan_id), False


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
