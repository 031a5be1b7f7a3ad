"""Starts a scheduled job as a limited child process and reads how it ended."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass

from config.settings import Settings, environment
from db.runs import Run
from jobs.daily_run import Ending
from jobs.limited_process import Ended, run_limited
from jobs.schedule import Entry
from jobs.scheduled_done import Done

_INTERRUPTED = 11


@dataclass(frozen=True, slots=True)
class JobLauncher:
    """``stop`` is asked again and again while a job runs; ``holder`` names the lease that the job depends on."""

    settings: Settings
    stop: Callable[[], bool]
    holder: str = ""

    def __call__(self, entry: Entry, run: Run) -> Ending:
        arguments = [sys.executable, "-m", "jobs.scheduled_child", entry.job, run.planned_at.isoformat()]
        if self.holder:
            arguments.append(self.holder)
        ended = run_limited(
            arguments,
            {**os.environ, **environment(self.settings)},
            seconds=entry.minutes * 60,
            memory=self.settings.job_memory_mb * 1024**2,
            stop=self.stop,
        )
        return _ending(ended)


def _ending(ended: Ended) -> Ending:
    if ended.cut:
        return Ending(failure=ended.cut, peak=ended.peak)
    if ended.code == 0:
        return Ending(Done(**json.loads(ended.out.splitlines()[-1])), peak=ended.peak)
    if ended.stopped or ended.code == _INTERRUPTED:
        return Ending(cut_short=True, peak=ended.peak)
    said = [line for line in ended.err.splitlines() if line.strip()]
    last = said[-1] if said else "没有留下说明"
    return Ending(
        failure=f"异常结束（代码 {ended.code}）：{last}", peak=ended.peak, killed=ended.code == -signal.SIGKILL
    )
