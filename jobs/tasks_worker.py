"""Carries out the tasks that people start: each in a limited child process, one of a kind at a time.

Of several consoles on one database one does the work: the one that holds the lease. When it goes away, however that
happens, the next one marks what was running as lost.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event, Thread

from config.settings import environment
from db import tasks
from db.engine import StorageError
from db.tasks import Task, TaskState
from facts.masking import mask_personal
from jobs.limited_process import Ended, run_limited
from jobs.scheduler_lease import SchedulerLease, new_holder
from jobs.tasks import KINDS
from jobs.workspace import Workspace

LEASE = "tasks"
#: Seconds between two looks for work, and between two looks whether somebody called a task off.
LOOK_EVERY = 1.0
#: Seconds that a child has to end in good order when the console stops.
_PATIENCE = 8.0
_CALLED_OFF = "已停止，已经保存的结果不受影响"
_SERVER_GONE = "控制台停止或重启时被中断，请重新开始"


@contextmanager
def working(work: Workspace, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Iterator[None]:
    """Carry out tasks until the block ends; what still runs then is ended and marked as lost."""
    worker = _Worker(work, now)
    thread = Thread(target=worker.run, name="tasks", daemon=True)
    thread.start()
    try:
        yield
    finally:
        worker.stopping.set()
        thread.join(_PATIENCE + 10)


@dataclass(slots=True)
class _Worker:
    work: Workspace
    now: Callable[[], datetime]
    stopping: Event = field(default_factory=Event)
    _lanes: dict[str, Thread] = field(default_factory=dict)

    def run(self) -> None:
        """Take the lease, work, keep the lease; a database that does not answer is asked again."""
        lease = SchedulerLease(
            self.work.database, self.work.district.id, self.now, holder=new_holder("tasks"), name=LEASE
        )
        ours = False
        while not self.stopping.wait(LOOK_EVERY if ours else 0.05):
            try:
                ours = self._keep(lease, ours)
                if ours:
                    self._begin_what_waits(lease)
                else:
                    self.stopping.wait(LOOK_EVERY * 3)
            except StorageError:
                self.stopping.wait(LOOK_EVERY * 3)
        for lane in self._lanes.values():
            lane.join(_PATIENCE + 5)
        if ours:
            _in_peace(lease.give_back)

    def _keep(self, lease: SchedulerLease, ours: bool) -> bool:
        if ours:
            return not lease.beat_due or lease.beat()
        if lease.try_to_take() is not None:
            return False
        with self.work.database.writing() as cx:
            tasks.lose(cx, self.work.district.id, lease.holder, self.now(), _SERVER_GONE)
        return True

    def _begin_what_waits(self, lease: SchedulerLease) -> None:
        self._lanes = {kind: lane for kind, lane in self._lanes.items() if lane.is_alive()}
        with self.work.database.reading() as cx:
            waiting = [task for task in tasks.unfinished(cx, self.work.district.id) if task.state == "waiting"]
        for task in waiting:
            if task.kind in self._lanes or task.kind not in KINDS:
                continue
            with self.work.database.writing() as cx:
                claimed = tasks.claim(cx, task.id, lease.holder, self.now())
            if claimed:
                lane = Thread(target=self._carry_out, args=(task, lease), name=f"task {task.id}", daemon=True)
                self._lanes[task.kind] = lane
                lane.start()

    def _carry_out(self, task: Task, lease: SchedulerLease) -> None:
        """In a thread that lives as long as the child: the kernel ends the child when its parent thread is gone."""
        settings = self.work.settings
        ended = run_limited(
            [sys.executable, "-m", "jobs.tasks_child", str(task.id), lease.holder],
            {**os.environ, **environment(settings)},
            seconds=KINDS[task.kind].minutes * 60,
            memory=settings.job_memory_mb * 1024**2,
            stop=_Looking(lambda: self._to_be_ended(task, lease)),
            patience=_PATIENCE,
        )
        _in_peace(lambda: self._write_down(task, lease.holder, ended))

    def _to_be_ended(self, task: Task, lease: SchedulerLease) -> bool:
        if self.stopping.is_set() or not lease.safe:
            return True
        try:
            with self.work.database.reading() as cx:
                return tasks.called_off(cx, task.id)
        except StorageError:
            return False

    def _write_down(self, task: Task, holder: str, ended: Ended) -> None:
        state, note, result = _what_came(ended, called_off=not self.stopping.is_set())
        with self.work.database.writing() as cx:
            tasks.finish(
                cx, task.id, holder, state, self.now(),
                note=mask_personal(note), result=result, log=mask_personal(ended.err),
            )  # fmt: skip


class _Looking:
    """Asks ``question`` at most once a second, and remembers a yes."""

    def __init__(self, question: Callable[[], bool]) -> None:
        self._question, self._asked, self._said = question, 0.0, False

    def __call__(self) -> bool:
        if not self._said and time.monotonic() - self._asked >= LOOK_EVERY:
            self._asked, self._said = time.monotonic(), self._question()
        return self._said


def _what_came(ended: Ended, *, called_off: bool) -> tuple[TaskState, str, dict[str, int]]:
    if ended.cut:
        return "failed", f"{ended.cut}，已中止", {}
    if ended.code == 0:
        told = json.loads(ended.out.splitlines()[-1])
        return "done", told["note"], {"planned": told["planned"], "unknown": told["unknown"]}
    if ended.stopped:
        return ("stopped", _CALLED_OFF, {}) if called_off else ("lost", _SERVER_GONE, {})
    said = [line for line in ended.err.splitlines() if line.strip()]
    return "failed", said[-1] if said else f"异常结束（代码 {ended.code}），没有留下说明", {}


def _in_peace(do: Callable[[], object]) -> None:
    """A database that is away leaves the task running in its rows: the next worker marks it."""
    with suppress(StorageError):
        do()
