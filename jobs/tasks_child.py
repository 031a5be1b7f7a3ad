"""One task in a process of its own: ``python -m jobs.tasks_child TASK WORKER``.

Tells its progress to the database and prints one JSON line about what came of it. It ends itself when ``WORKER`` has
the task no more.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from types import FrameType

from config.problem import ConfigError
from config.settings import load_settings
from db import tasks
from db.engine import StorageError
from jobs.browser import BrowserError
from jobs.child_process import end_with_parent
from jobs.fetch import FetchFailed, Interrupted
from jobs.quarter import QuarterError
from jobs.scan import ScanRefused
from jobs.scheduled_done import Done
from jobs.tasks import Subject
from jobs.tasks_work import WORK
from jobs.workspace import Workspace, workspace

#: Exit codes, as ``cli.exit_codes`` has them.
_FAILED, _INTERRUPTED = 4, 11
#: Seconds between two words about progress.
_TELL_EVERY = 1.0
#: What a person can do something about; told without a traceback.
_PROBLEMS = (
    ConfigError, StorageError, FetchFailed, ScanRefused, QuarterError, BrowserError, ValueError, LookupError,
)  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    signal.signal(signal.SIGTERM, _stop)
    end_with_parent(signal.SIGTERM)
    number, worker = arguments
    try:
        with workspace(load_settings()) as work:
            done = _carry_out(work, int(number), worker)
    except _PROBLEMS as problem:
        sys.stderr.write(f"{problem}\n")
        return _FAILED
    except (Interrupted, KeyboardInterrupt):
        return _INTERRUPTED
    sys.stdout.write(json.dumps(asdict(done), ensure_ascii=False) + "\n")
    return 0


def _carry_out(work: Workspace, number: int, worker: str) -> Done:
    with work.database.reading() as cx:
        task = tasks.get(cx, work.district.id, number)
    if task is None:
        raise LookupError(f"没有第 {number} 号任务")
    return WORK[task.kind](work, Subject.read(task.subject), task.asked_at, _Teller(work, number, worker))


class _Teller:
    """Writes progress down, at most once a second."""

    def __init__(self, work: Workspace, number: int, worker: str) -> None:
        self._work, self._number, self._worker = work, number, worker
        self._told = 0.0

    def __call__(self, done: int, planned: int) -> None:
        now = time.monotonic()
        if now - self._told < _TELL_EVERY:
            return
        self._told = now
        with self._work.database.writing() as cx:
            ours = tasks.progress(cx, self._number, self._worker, done, planned)
        if not ours:
            raise KeyboardInterrupt


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
