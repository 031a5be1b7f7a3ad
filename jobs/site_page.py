"""All that is known about one site, for the page about it. Nothing is read anew: only what scans and probes stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db import ledger_pages, open_counts, probes
from db.ledger_pages import LedgerRow, Wanted
from db.open_counts import Warned
from db.scan_strips import ScanSeen, weekly_strip
from inspection.moment import beijing_day
from inspection.probe import Probe
from jobs.today import SiteToday, read_today
from jobs.workspace import Workspace

#: How many weekly scans the strips show, how many days of probes, how many open findings.
WEEKS = 26
DAYS = 30
FINDINGS = 50


@dataclass(frozen=True, slots=True)
class ProbedDay:
    """The probes of one Beijing day. ``own`` of them failed on our side and tell nothing."""

    day: date
    tried: int
    failed: int
    own: int

    @property
    def kind(self) -> str:
        """``bad`` when any probe failed, ``unknown`` when none tells anything, ``""`` when there was none."""
        if self.failed:
            return "bad"
        if self.tried > self.own:
            return "good"
        return "unknown" if self.tried else ""


@dataclass(frozen=True, slots=True)
class SitePage:
    """``open`` are the first of the open findings by deadline, ``more`` whether there are further ones. ``scans`` and
    ``days``, the last 30 Beijing days, are oldest first.
    """

    today: SiteToday
    open: tuple[LedgerRow, ...]
    more: bool
    warnings: tuple[Warned, ...]
    scans: tuple[ScanSeen, ...]
    days: tuple[ProbedDay, ...]

    @property
    def availability(self) -> tuple[int, int]:
        """Over all days: probes that tell something, and how many of these failed."""
        return sum(day.tried - day.own for day in self.days), sum(day.failed for day in self.days)


def read_site(work: Workspace, site_id: str, at: datetime) -> SitePage | None:
    """The site as it stands at the aware moment ``at``; ``None`` for one that is not registered."""
    today = read_today(work, at)
    site = today.site(site_id)
    if site is None:
        return None
    district, last = work.district.id, beijing_day(at)
    with work.database.reading() as cx:
        rows = ledger_pages.page(cx, Wanted(site_id=site_id, open=True), size=FINDINGS)
        warned = open_counts.warnings(cx, today.scan_ids, site_id=site_id)
        strip = weekly_strip(cx, district, site_id, WEEKS)
        tried = probes.of_site(cx, district, site_id, at - timedelta(days=DAYS), at)
    return SitePage(site, rows.rows, rows.older, tuple(warned), tuple(strip), days_of(tried, last, DAYS))


def days_of(tried: Iterable[Probe], last: date, number: int) -> tuple[ProbedDay, ...]:
    """The probes by Beijing day: the ``number`` days up to ``last`` (inclusive), oldest first."""
    by_day: defaultdict[date, list[Probe]] = defaultdict(list)
    for probe in tried:
        by_day[beijing_day(probe.at)].append(probe)
    days = [last - timedelta(days=back) for back in reversed(range(number))]
    return tuple(_day(day, by_day[day]) for day in days)


def _day(day: date, tried: list[Probe]) -> ProbedDay:
    own = sum(bool(probe.own_side) for probe in tried)
    failed = sum(probe.failure is not None and not probe.own_side for probe in tried)
    return ProbedDay(day, len(tried), failed, own)
