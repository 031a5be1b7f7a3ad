"""Looks again at one unit, now, and says of each open finding whether it is still there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db import findings, verdicts, visits
from db.findings import StoredFinding
from inspection.finding import SubjectKind
from inspection.rule import ScanKind
from jobs.fetch import Progress
from jobs.scan import ScanReport, run_scan
from jobs.workspace import Workspace


class Now(StrEnum):
    """What a re-check says of an open finding. Unreadable is never "gone"."""

    STILL = "still"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Rechecked:
    finding: StoredFinding
    now: Now
    reason: str


def recheck(
    work: Workspace, unit_id: str, as_of: datetime, progress: Progress | None = None
) -> tuple[ScanReport, tuple[Rechecked, ...]]:
    """Scan the unit with every rule and compare with what was open before. Raises what ``run_scan`` raises."""
    with work.database.reading() as connection:
        before = [
            one for one in findings.listing(connection, unit_id=unit_id) if one.state in ("suspected", "confirmed")
        ]
    report = run_scan(work, ScanKind.RECHECK, as_of, frozenset({unit_id}), progress)
    with work.database.reading() as connection:
        after = {one.id: one for one in findings.listing(connection, unit_id=unit_id)}
        visited = visits.urls_of_scan(connection, report.scan.id).keys()
        unknowns = {(row.rule, row.subject_id): row.reason for row in verdicts.unknowns(connection, report.scan.id)}
    return report, tuple(_compare(one, after[one.id], report, unknowns, visited) for one in before)


def _compare(
    before: StoredFinding,
    after: StoredFinding,
    report: ScanReport,
    unknowns: dict[tuple[str, str], str],
    visited: Collection[str],
) -> Rechecked:
    if any(seen.scan_id == report.scan.id for seen in after.observations):
        return Rechecked(after, Now.STILL, "")
    if before.subject.kind is SubjectKind.PAGE and before.subject.id not in visited:
        return Rechecked(after, Now.UNKNOWN, "列表中已没有这一页，本次没有访问到")
    reason = unknowns.get((before.rule, before.subject.id)) or unknowns.get((before.rule, before.subject.site_id or ""))
    if reason:
        return Rechecked(after, Now.UNKNOWN, reason)
    return Rechecked(after, Now.GONE, "")
