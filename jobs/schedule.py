"""When which job runs: one table. Everything else about the daily run only follows it.

The circular asks for 日扫描、周调度 (大足府办发〔2021〕46号 三（二）), the national indicators for at least 20 probes
a day (国办秘函〔2019〕19号). The clock times are ours; a district's ``schedule.yaml`` changes them, and the moments of
weekly scans and sittings that its ``quarters.yaml`` registers replace the usual ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Literal

from config.schedule import ScheduleChange, schedule_changes
from config.settings import Settings
from inspection.moment import BEIJING, beijing_day
from inspection.registry import Quarter

#: Entries of one lane never run at the same time: two scans would ask one portal at twice the agreed rate.
Lane = Literal["scans", "light"]

#: How far ahead a next moment is looked for; a job without one in that time has none.
_HORIZON = timedelta(days=400)


class ScheduleError(Exception):
    """A job cannot be run; the text (Chinese) says why and what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the table. ``clocks`` are Beijing times of day, ``weekdays`` ISO (1 = Monday), empty = every day.

    ``calendar`` gives the moments that a registered quarter sets itself: in a quarter that sets any, these replace the
    clock times. A run may start ``grace`` late and takes ``minutes`` at most; cut short by a stop or a crash, it is
    started up to ``attempts`` times. ``missing`` names (Chinese) what is not built yet: such an entry is off.
    """

    job: str
    title: str
    clocks: tuple[time, ...]
    grace: timedelta
    minutes: int
    lane: Lane = "light"
    weekdays: frozenset[int] = frozenset()
    attempts: int = 3
    calendar: Callable[[Quarter], Iterable[datetime]] | None = None
    missing: str = ""
    on: bool = True

    @property
    def runs(self) -> bool:
        return self.on and not self.missing

    def moments(self, quarters: Iterable[Quarter], after: datetime, until: datetime) -> Iterator[datetime]:
        """The moments later than ``after`` and not later than ``until`` (aware), ascending, in Beijing time."""
        if until <= after:
            return
        special = self._calendars(quarters)
        found = {at for moments in special.values() for at in moments if after < at <= until}
        day, last = beijing_day(after), beijing_day(until)
        while day <= last:
            ruled = any(quarter.first_day <= day <= quarter.last_day for quarter in special)
            if not ruled and (not self.weekdays or day.isoweekday() in self.weekdays):
                found |= {at for clock in self.clocks if after < (at := datetime.combine(day, clock, BEIJING)) <= until}
            day += timedelta(days=1)
        yield from (at.astimezone(BEIJING) for at in sorted(found))

    def next_after(self, quarters: Iterable[Quarter], after: datetime) -> datetime | None:
        """The first moment later than ``after``; ``None`` when there is none within 400 days."""
        known = tuple(quarters)
        for days in (2, 40, _HORIZON.days):
            for at in self.moments(known, after, after + timedelta(days=days)):
                return at
        return None

    def _calendars(self, quarters: Iterable[Quarter]) -> dict[Quarter, tuple[datetime, ...]]:
        if self.calendar is None:
            return {}
        set_by = {quarter: tuple(self.calendar(quarter)) for quarter in quarters}
        return {quarter: moments for quarter, moments in set_by.items() if moments}


def _weekly(quarter: Quarter) -> tuple[datetime, ...]:
    return quarter.weekly_scans


def _after_weekly(hours: float) -> Callable[[Quarter], Iterable[datetime]]:
    return lambda quarter: (at + timedelta(hours=hours) for at in quarter.weekly_scans)


def _sittings(quarter: Quarter) -> tuple[datetime, ...]:
    return tuple(sitting.at for sitting in quarter.sittings)


def _hours(count: int) -> timedelta:
    return timedelta(hours=count)


_MONDAY, _SUNDAY = frozenset({1}), frozenset({7})

SCHEDULE: tuple[Entry, ...] = (
    # Every 62 minutes: what a server does at a fixed minute of the hour is not always hit, nor always missed.
    Entry("probe", "可用性探测", tuple(time(hour, 7 + 2 * hour) for hour in range(24)),
          timedelta(minutes=30), 20, attempts=1),
    Entry("daily-scan", "日扫描", (time(6, 30),), _hours(8), 4 * 60, "scans"),
    Entry("weekly-scan", "周扫描", (time(23, 50),), _hours(20), 12 * 60, "scans", _SUNDAY, calendar=_weekly),
    Entry("quarter-check", "季度检查", (), _hours(20), 12 * 60, "scans", calendar=_sittings),
    Entry("link-check", "链接检查", (time(5, 0),), _hours(20), 5 * 60, "scans", _MONDAY, calendar=_after_weekly(5)),
    Entry("weekly-record", "周扫描记录", (time(8, 0),), _hours(20), 30, weekdays=_MONDAY, calendar=_after_weekly(8)),
    Entry("quarter-reminder", "季度结账提醒", (time(9, 0),), _hours(12), 10),
    Entry("database-care", "数据库维护", (time(4, 10),), _hours(12), 60),
    Entry("deadline-watch", "整改期限检查", (time(8, 30),), _hours(12), 30),
    Entry("recheck", "整改复检", (time(12, 30),), _hours(8), 4 * 60, "scans"),
    Entry("evidence-capture", "取证", (time(2, 0), time(14, 0)), _hours(8), 4 * 60),
    Entry("retention", "过期数据清理", (time(3, 40),), _hours(12), 120),
    Entry("messages", "发送消息", tuple(time(hour, 45) for hour in range(8, 20)), _hours(1), 20),
    Entry("night-alerts", "夜间告警", tuple(time(hour, 45) for hour in (*range(20, 24), *range(8))), _hours(1), 10),
)  # fmt: skip

JOBS: frozenset[str] = frozenset(entry.job for entry in SCHEDULE)


def schedule(settings: Settings) -> tuple[Entry, ...]:
    """The table as this district changes it. Raises ``ConfigError``."""
    return changed(SCHEDULE, schedule_changes(settings, JOBS))


def changed(entries: Iterable[Entry], changes: Mapping[str, ScheduleChange]) -> tuple[Entry, ...]:
    """``entries`` with a district's changes."""
    return tuple(_changed(entry, changes[entry.job]) if entry.job in changes else entry for entry in entries)


def _changed(entry: Entry, change: ScheduleChange) -> Entry:
    return replace(
        entry,
        clocks=entry.clocks if change.clocks is None else change.clocks,
        weekdays=entry.weekdays if change.weekdays is None else change.weekdays,
        on=entry.on if change.on is None else change.on,
        minutes=entry.minutes if change.minutes is None else change.minutes,
    )


def expected(
    entries: Iterable[Entry], quarters: Iterable[Quarter], after: datetime, until: datetime
) -> Iterator[tuple[str, datetime]]:
    """(job, moment) of every run that the table asks for later than ``after`` and not later than ``until``."""
    known = tuple(quarters)
    for entry in entries:
        if entry.runs:
            yield from ((entry.job, at) for at in entry.moments(known, after, until))
