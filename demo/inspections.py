"""The inspections that the replay holds, in the order of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from inspection.moment import BEIJING
from inspection.registry import Quarter
from inspection.rule import ScanKind

#: The daily scan is replayed over this stretch before the quarterly check only: it is the same work every day.
DAILY_DAYS = 4
DAILY_TIME = time(6, 0)

TITLES = {ScanKind.DAILY: "日扫描", ScanKind.WEEKLY: "周扫描", ScanKind.QUARTER: "季度检查"}


@dataclass(frozen=True, slots=True)
class Inspection:
    kind: ScanKind
    at: datetime

    @property
    def title(self) -> str:
        return f"{TITLES[self.kind]} {self.at.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def inspections_of(quarter: Quarter) -> tuple[Inspection, ...]:
    """Weekly scans, a stretch of daily scans that ends on the first sitting's day, and the sittings; by time."""
    weekly = [Inspection(ScanKind.WEEKLY, at) for at in quarter.weekly_scans]
    sittings = [Inspection(ScanKind.QUARTER, sitting.at) for sitting in quarter.sittings]
    last = min(sitting.at for sitting in quarter.sittings).astimezone(BEIJING).date()
    days = [last - timedelta(days=back) for back in range(DAILY_DAYS)]
    daily = [Inspection(ScanKind.DAILY, datetime.combine(day, DAILY_TIME, BEIJING)) for day in days]
    return tuple(sorted((*weekly, *sittings, *daily), key=lambda one: one.at))
