"""A scheduler's world: scheduler, APScheduler and databases are real; the wall clock is ours, a job takes no time."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from pathlib import Path

import apscheduler.executors.base
import apscheduler.schedulers.base
import pytest
from apscheduler.executors.debug import DebugExecutor
from databases import empty_place

from db import runs, schema
from db.engine import Database, open_database
from db.runs import Run
from inspection.moment import BEIJING
from inspection.registry import District, Grade, Quarter, Sitting
from jobs.daily_run import DailyRun, Ending
from jobs.schedule import SCHEDULE, Entry, expected
from jobs.schedule_files import TableSource
from jobs.schedule_status import ScheduleStatus, schedule_status
from jobs.scheduled_done import Done
from jobs.scheduler import Scheduler
from jobs.scheduler_lease import SchedulerLease

FESTIVAL = Quarter(
    id="2021Q1", title="第一季度", first_day=date(2021, 2, 1), last_day=date(2021, 2, 28),
    weekly_scans=(datetime(2021, 2, 14, 23, 50, tzinfo=BEIJING),), sittings=(), source="x", grade=Grade.ASSUMED,
)  # fmt: skip
DISTRICT = District("river", "河县", (), (), (), (), (FESTIVAL,), ())
#: The lines of the real table that these tests speak of; another line must not change what they count.
TABLE = tuple(
    entry
    for entry in SCHEDULE
    if entry.job
    in ("probe", "daily-scan", "weekly-scan", "link-check", "weekly-record", "quarter-reminder", "database-care")
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def year_of_quarters(year: int) -> tuple[Quarter, ...]:
    """Four registered quarters: weekly scans on every Sunday but the last, one sitting of all units in the middle."""
    made = []
    for number in range(4):
        first = date(year, 3 * number + 1, 1)
        last = date(year, 3 * number + 4, 1) - DAY if number < 3 else date(year, 12, 31)
        days = [first + offset * DAY for offset in range((last - first).days + 1)]
        sundays = [datetime(one.year, one.month, one.day, 23, 50, tzinfo=BEIJING) for one in days if one.weekday() == 6]
        sitting = datetime(first.year, first.month + 1, 15, 9, 0, tzinfo=BEIJING)
        made.append(
            Quarter(
                id=f"{year}Q{number + 1}", title=f"{year}年第{number + 1}季度", first_day=first, last_day=last,
                weekly_scans=tuple(sundays[:-1]), sittings=(Sitting(sitting, frozenset()),), source="x",
                grade=Grade.ASSUMED,
            )
        )  # fmt: skip
    return tuple(made)


@dataclass
class World:
    """A wall clock that tests set, a steady one that only runs, what jobs do, what was launched and what was told."""

    database: Database
    wall: datetime
    steady: float = 1000.0
    launched: list[tuple[str, datetime]] = field(default_factory=list)
    endings: dict[str, Ending] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    def now(self) -> datetime:
        return self.wall

    def launch(self, entry: Entry, run: Run) -> Ending:
        self.launched.append((entry.job, run.planned_at))
        return self.endings.get(entry.job, Ending(Done(1)))

    def rest(self, _woken: threading.Event, wait: float | None) -> None:
        """Until the next moment, but half an hour at most: long enough for a year, short enough for graces."""
        seconds = max(1.0, min(1800.0, 1800.0 if wait is None else wait))
        self.wall += timedelta(seconds=seconds)
        self.steady += seconds

    def scheduler(
        self,
        entries: tuple[Entry, ...] = TABLE,
        zone: tzinfo = BEIJING,
        files: TableSource | None = None,
        quarters: tuple[Quarter, ...] = DISTRICT.quarters,
    ) -> Scheduler:
        lease = SchedulerLease(self.database, "river", self.now, lambda: self.steady)
        daily = DailyRun(self.database, "river", entries, quarters, lease.holder, self.launch, self.now, Decimal("0.2"))
        return Scheduler(
            daily, lease, self.told.append, files, lambda: {lane: DebugExecutor() for lane in ("scans", "light")}, zone,
            self.rest,
        )  # fmt: skip

    def serve(self, scheduler: Scheduler, until: datetime) -> None:
        """One life of a scheduler, from taking the lease to giving it back."""
        assert scheduler.lease.try_to_take() is None
        scheduler.start()
        while self.wall < until:
            assert scheduler.turn()
        scheduler.end()

    def held(self, after: datetime, until: datetime) -> list[Run]:
        with self.database.reading() as connection:
            return runs.between(connection, "river", after, until)

    def status(self) -> ScheduleStatus:
        return schedule_status(self.database, DISTRICT, TABLE, self.wall)

    def assert_as_expected(
        self,
        after: datetime,
        until: datetime,
        entries: tuple[Entry, ...] = TABLE,
        quarters: tuple[Quarter, ...] = DISTRICT.quarters,
    ) -> None:
        """Every expected run was launched exactly once and is done, and nothing else was."""
        wanted = sorted(expected(entries, quarters, after, until))
        launched = sorted((job, one.astimezone(BEIJING)) for job, one in self.launched if one <= until)
        assert launched == wanted
        held = [run for run in self.held(after, until) if run.expected]
        assert Counter(run.state for run in held) == {"done": len(wanted)}


@contextmanager
def opened(kind: str, folder: Path) -> Iterator[Database]:
    """An empty database of this kind with all tables."""
    with empty_place(kind, folder) as url:
        database = open_database(url, must_be_current=False)
        schema.upgrade(database)
        yield database
        database.dispose()


def begin(database: Database, wall: str, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world at this moment in Beijing, by whose clock APScheduler goes too."""
    made = World(database, at(wall))

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return made.wall.astimezone(tz)

    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Clock)
    monkeypatch.setattr(apscheduler.executors.base, "datetime", Clock)
    return made
