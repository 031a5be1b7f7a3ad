"""What the last scans saw of one site or account: the strips of its page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from db.tables import scans, verdicts, visits
from inspection.finding import SubjectKind
from inspection.outcome import Outcome
from inspection.rule import ScanKind


@dataclass(frozen=True, slots=True)
class ScanSeen:
    """What one judged scan saw of a site or account; ``asked``: whether it read any of it (by column where it has some,
    by account id elsewhere). ``failed`` counts answers "fault", ``unknown`` open questions about the column or account
    itself; both by column id, ``""`` = the site as a whole.
    """

    scan_id: int
    as_of: datetime
    asked: frozenset[str]
    failed: Mapping[str, int] = field(default_factory=dict)
    unknown: Mapping[str, int] = field(default_factory=dict)

    def of(self, column_id: str) -> str:
        """``bad``, ``unknown``, ``good``, or ``""`` where the scan did not look at the column."""
        if column_id not in self.asked:
            return ""
        if self.failed.get(column_id):
            return "bad"
        return "unknown" if self.unknown.get(column_id) else "good"

    @property
    def whole(self) -> str:
        """The gravest of all columns and of the site itself; as ``of``."""
        if not self.asked:
            return ""
        return "bad" if self.failed else "unknown" if self.unknown else "good"


def weekly_strip(cx: Connection, district: str, site_id: str, size: int) -> list[ScanSeen]:
    """The last ``size`` judged weekly scans and what they saw of a site, oldest first."""
    judged = _judged(cx, district, size)
    asked: defaultdict[int, set[str]] = defaultdict(set)
    query = (
        select(visits.c.scan_id, visits.c.column_id)
        .where(visits.c.scan_id.in_(list(judged)), visits.c.site_id == site_id, visits.c.column_id.is_not(None))
        .group_by(visits.c.scan_id, visits.c.column_id)
    )
    for scan_id, column_id in cx.execute(query):
        asked[scan_id].add(column_id)
    return _seen(cx, judged, asked, verdicts.c.site_id == site_id)


def account_strip(cx: Connection, district: str, account_id: str, size: int) -> list[ScanSeen]:
    """The last ``size`` judged weekly scans and what they saw of an account, oldest first; its column id is ``""``."""
    judged = _judged(cx, district, size)
    query = select(visits.c.scan_id).where(
        visits.c.scan_id.in_(list(judged)), visits.c.site_id.is_(None), visits.c.account_id == account_id
    )
    asked = {scan_id: {""} for scan_id in cx.scalars(query)}
    return _seen(cx, judged, asked, verdicts.c.account_id == account_id)


def _judged(cx: Connection, district: str, size: int) -> dict[int, datetime]:
    query = (
        select(scans.c.id, scans.c.as_of)
        .where(scans.c.district == district, scans.c.kind == ScanKind.WEEKLY.value, scans.c.state == "judged")
        .order_by(scans.c.as_of.desc(), scans.c.id.desc())
        .limit(size)
    )
    return {row.id: row.as_of for row in reversed(cx.execute(query).all())}


def _seen(
    cx: Connection, judged: Mapping[int, datetime], asked: Mapping[int, Collection[str]], whose: ColumnElement[bool]
) -> list[ScanSeen]:
    query = (
        select(verdicts.c.scan_id, verdicts.c.column_id, verdicts.c.outcome, verdicts.c.subject_kind, func.count())
        .join(scans, scans.c.id == verdicts.c.scan_id)
        .where(whose, verdicts.c.scan_id.in_(list(judged)), verdicts.c.judging == scans.c.judging)
        .group_by(verdicts.c.scan_id, verdicts.c.column_id, verdicts.c.outcome, verdicts.c.subject_kind)
    )
    failed: defaultdict[int, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    unknown: defaultdict[int, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for scan_id, column_id, outcome, kind, count in cx.execute(query):
        if outcome == Outcome.FAIL.value:
            failed[scan_id][column_id or ""] += count
        elif outcome == Outcome.UNKNOWN.value and kind != SubjectKind.PAGE.value:
            unknown[scan_id][column_id or ""] += count
    return [
        ScanSeen(id_, as_of, frozenset(asked.get(id_, ())), dict(failed[id_]), dict(unknown[id_]))
        for id_, as_of in judged.items()
    ]
