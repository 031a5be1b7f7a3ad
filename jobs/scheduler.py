"""The one process that starts jobs at their times.

APScheduler wakes up and keeps each job's next moment in the database; what is due, and whether a run may start, is
decided by the expected runs (``jobs.daily_run``), so a moment that APScheduler forgot is started all the same, and one
that it repeats is not.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from apscheduler.executors.base import BaseExecutor
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.base import BaseTrigger

from config.problem import ConfigError
from db.engine import StorageError
from db.failure import database_failures
from db.job_store import job_store
from inspection.moment import BEIJING
from jobs.daily_run import DailyRun
from jobs.schedule import Entry
from jobs.schedule_files import TableSource
from jobs.scheduler_lease import BEAT_EVERY, LOOK_EVERY, SchedulerLease

#: Seconds between two looks for what is late, lost or was forgotten.
SWEEP_EVERY = 30.0
#: Seconds between two extensions of the expected runs.
LAY_OUT_EVERY = 3600.0

#: The daily runs that this process serves, by holder: what the job store keeps can only name things.
_SERVING: dict[str, DailyRun] = {}


def fire(holder: str, job: str) -> None:
    """What APScheduler calls. A holder that is not served here any more starts nothing."""
    daily = _SERVING.get(holder)
    if daily is not None:
        daily.fire(job)


class TableTrigger(BaseTrigger):  # type: ignore[misc]
    """The moments of one line of the schedule."""

    def __init__(self, holder: str, job: str) -> None:
        self.holder, self.job = holder, job

    def __getstate__(self) -> dict[str, str]:
        return {"holder": self.holder, "job": self.job}

    def __setstate__(self, state: Mapping[str, str]) -> None:
        self.holder, self.job = state["holder"], state["job"]

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        daily = _SERVING.get(self.holder)
        entry = daily.entry(self.job) if daily else None
        if daily is None or entry is None:
            return None
        after = max(previous_fire_time or now, now - timedelta(days=2))
        return entry.next_after(daily.quarters, after)


class DrivenScheduler(BaseScheduler):  # type: ignore[misc]
    """APScheduler without a loop of its own: ``step`` does what is due now."""

    def __init__(self, **options: Any) -> None:
        self.woken = threading.Event()
        super().__init__(**options)

    def wakeup(self) -> None:
        self.woken.set()

    def shutdown(self, wait: bool = True) -> None:
        super().shutdown(wait)

    def step(self) -> float | None:
        """Start what is due; seconds until the next moment, ``None`` when there is none."""
        wait: float | None = self._process_jobs()
        return wait


def two_lanes() -> dict[str, BaseExecutor]:
    return {"scans": ThreadPoolExecutor(1), "light": ThreadPoolExecutor(4)}


def rest(woken: threading.Event, wait: float | None) -> None:
    """Sleep until the next moment, in ``wait`` seconds, or until the next sign of life is due."""
    woken.wait(BEAT_EVERY / 2 if wait is None else min(BEAT_EVERY / 2, max(0.0, wait)))


@dataclass(slots=True)
class Scheduler:
    """Serves one daily run while it holds the lease. ``tell`` gets one Chinese line per thing worth knowing; ``files``
    may bring another table while it runs.
    """

    daily: DailyRun
    lease: SchedulerLease
    tell: Callable[[str], None]
    files: TableSource | None = None
    executors: Callable[[], Mapping[str, BaseExecutor]] = two_lanes
    zone: tzinfo = BEIJING
    rest: Callable[[threading.Event, float | None], None] = rest
    _engine: DrivenScheduler | None = None
    _swept: float = field(default=-SWEEP_EVERY)
    _laid: float = field(default=-LAY_OUT_EVERY)

    def serve(self, stop: threading.Event) -> bool:
        """Work until ``stop`` is set; false when the lease was lost meanwhile. Raises ``StorageError`` at the start."""
        if not self.wait_for_lease(stop):
            return True
        self.start()
        try:
            while not stop.is_set():
                try:
                    if not self.turn():
                        self.tell("另一个调度程序接管了这个数据库，本程序退出")
                        return False
                except StorageError as problem:  # jobs end by themselves when this lasts
                    self.tell(f"{problem}，稍后重试")
                    stop.wait(LOOK_EVERY)
        finally:
            stop.set()
            self.end()
        return True

    def wait_for_lease(self, stop: threading.Event) -> bool:
        """Block until the lease is ours; false when ``stop`` was set first."""
        told = ""
        while not stop.is_set():
            other = self.lease.try_to_take()
            if other is None:
                return True
            if other.holder != told:
                told = other.holder
                self.tell(f"数据库已有调度程序 {other.holder}，本程序等待，它停止后接替")
            stop.wait(LOOK_EVERY)
        return False

    def start(self) -> None:
        """Take up the work: expected runs, then the next moments in the job store."""
        _SERVING[self.daily.runner] = self.daily
        self.daily.lay_out(anew=True)
        engine = DrivenScheduler(
            jobstores={"default": job_store(self.daily.database)},
            executors=self.executors(),
            timezone=self.zone,
            job_defaults={"coalesce": True, "max_instances": 1},
        )
        engine.start(paused=True)
        self._put_all(engine)
        engine.resume()
        self._engine = engine

    def turn(self) -> bool:
        """One round: sign of life, what is late, what is due, then sleep. False when the lease is lost."""
        engine = self._running()
        if self.lease.beat_due and not self.lease.beat():
            return False
        with database_failures(self.daily.database.engine.url):
            self._take_up_changes(engine)
            if self.lease.steady() - self._laid >= LAY_OUT_EVERY:
                self._laid = self.lease.steady()
                self.daily.lay_out()
            if self.lease.steady() - self._swept >= SWEEP_EVERY:
                self._swept = self.lease.steady()
                self._wake_forgotten(engine)
            engine.woken.clear()
            wait = engine.step()
        self.rest(engine.woken, wait)
        return True

    def end(self) -> None:
        """Wait for the jobs, which ``stop`` has told to end, and give the lease back."""
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.shutdown(wait=True)
        _SERVING.pop(self.daily.runner, None)
        try:
            self.lease.give_back()
        except StorageError as problem:
            self.tell(str(problem))

    def _running(self) -> DrivenScheduler:
        if self._engine is None:
            raise RuntimeError("the scheduler was not started")
        return self._engine

    def _take_up_changes(self, engine: DrivenScheduler) -> None:
        """Work by the table that the files hold now. One that cannot be used changes nothing."""
        try:
            table = self.files.fresh() if self.files else None
        except ConfigError as problem:
            self.tell(f"定时表有改动，但不能使用，仍按原来的运行：{problem}")
            return
        if table is None:
            return
        before = {entry.job: entry for entry in self.daily.entries}
        changed = [entry.title for entry in table.entries if entry != before.get(entry.job)]
        changed += ["季度日程"] if table.quarters != self.daily.quarters else []
        if changed:
            self.daily = replace(self.daily, entries=table.entries, quarters=table.quarters)
            _SERVING[self.daily.runner] = self.daily
            self.daily.lay_out(anew=True)
            self._put_all(engine)
        self.tell(f"已重新读取定时表，有变化的：{'、'.join(changed)}" if changed else "已重新读取定时表，没有变化")

    def _put_all(self, engine: DrivenScheduler) -> None:
        """Give APScheduler the jobs of the table, and no others."""
        for job in engine.get_jobs():
            entry = self.daily.entry(job.id)
            if entry is None or not entry.runs:
                engine.remove_job(job.id)
        for entry in self.daily.entries:
            if entry.runs:
                self._put(engine, entry)

    def _put(self, engine: DrivenScheduler, entry: Entry) -> None:
        """Keep a stored moment that has passed (it was missed and may still be in time), but none later than the table
        has it: a clock that ran ahead would silence the job for years.
        """
        now = self.daily.now()
        stored = engine.get_job(entry.job)
        wanted = entry.next_after(self.daily.quarters, now)
        if stored is not None and stored.next_run_time and (wanted is None or stored.next_run_time < wanted):
            wanted = stored.next_run_time
        if wanted is None:  # nothing to come, e.g. no quarter with sittings is registered
            if stored is not None:
                engine.remove_job(entry.job)
            return
        engine.add_job(
            f"{__name__}:fire",
            TableTrigger(self.daily.runner, entry.job),
            args=(self.daily.runner, entry.job),
            id=entry.job,
            name=entry.job,
            executor=entry.lane,
            misfire_grace_time=int(entry.grace.total_seconds()),
            next_run_time=wanted,
            replace_existing=True,
        )

    def _wake_forgotten(self, engine: DrivenScheduler) -> None:
        now = self.daily.now()
        for job in self.daily.sweep():
            stored = engine.get_job(job)
            entry = self.daily.entry(job)
            if entry is None:
                continue
            if stored is None:
                self._put(engine, entry)
                stored = engine.get_job(job)
            if stored is not None and stored.next_run_time > now:
                engine.modify_job(job, next_run_time=now)


def utc_now() -> datetime:
    return datetime.now(UTC)
