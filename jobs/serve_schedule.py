"""Puts a scheduler together, or one run by hand, for a district and its database."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Event

from config.settings import Settings
from db.runs import Run
from jobs.daily_run import DailyRun, Launch
from jobs.launch_job import JobLauncher
from jobs.schedule import JOBS, ScheduleError
from jobs.schedule_files import ScheduleFiles
from jobs.schedule_status import OpenedSchedule, now, opened_schedule
from jobs.scheduler import Scheduler
from jobs.scheduler_lease import SchedulerLease, new_holder

#: Seconds that a scheduler waits for another program's lock on the database: a scan may write for long.
_BUSY_TIMEOUT = 30.0


def serve(settings: Settings, stop: Event, tell: Callable[[str], None], reread: Event | None = None) -> bool:
    """Run the schedule until ``stop`` is set. False when another scheduler took over.

    The table is read anew when its files change, or ``reread`` is set. Raises ``ConfigError`` or ``StorageError``
    before anything is started.
    """
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # what it skips is told by the expected runs
    files = ScheduleFiles(settings, reread or Event())
    with opened_schedule(settings, busy_timeout=_BUSY_TIMEOUT) as opened:
        lease = SchedulerLease(opened.database, opened.district.id, now)
        launch = JobLauncher(settings, lambda: stop.is_set() or not lease.safe, lease.holder)
        daily = _daily(settings, opened, lease.holder, launch, leased=True)
        return Scheduler(daily, lease, tell, files).serve(stop)


def run_once(settings: Settings, job: str, at: datetime, stop: Event) -> Run:
    """Run one job now for the moment ``at``, whether or not it is on. Raises ``ScheduleError``."""
    with opened_schedule(settings, busy_timeout=_BUSY_TIMEOUT) as opened:
        entry = next((one for one in opened.entries if one.job == job), None)
        if entry is None:
            raise ScheduleError(f"没有任务“{job}”（现有：{'、'.join(sorted(JOBS))}）")
        if entry.missing:
            raise ScheduleError(f"任务“{job}”（{entry.title}）还不能运行：{entry.missing}功能尚未接入")
        launch = JobLauncher(settings, stop.is_set)
        daily = _daily(settings, opened, new_holder("once"), launch, leased=False)
        run = daily.claim_by_hand(entry, at)
        if run is None:
            raise ScheduleError(f"任务“{job}”（{entry.title}）正在运行，或这个时刻的已经运行过，没有重复运行")
        return daily.carry_out(entry, run)


def _daily(settings: Settings, opened: OpenedSchedule, runner: str, launch: Launch, *, leased: bool) -> DailyRun:
    return DailyRun(
        opened.database, opened.district.id, opened.entries, opened.district.quarters, runner, launch, now,
        settings.max_unknown_share, leased,
    )  # fmt: skip
