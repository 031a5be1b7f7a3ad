"""Expected runs become actual runs: each is claimed by one process, started once, and its end is written down."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from threading import Lock

from db import leases, runs
from db.engine import Connection, Database
from db.leases import Lease
from db.runs import Run, RunState
from inspection.moment import BEIJING
from inspection.registry import Quarter
from jobs.schedule import Entry, expected
from jobs.scheduled_done import Done
from jobs.scheduler_lease import LEASE

#: Expected runs are written down this far ahead, and at most this far back after the scheduler was down.
AHEAD, BACK = timedelta(hours=48), timedelta(days=14)
#: A run started by hand has surely ended this long after its limit.
_MARGIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a started job ended: what it did, or why (Chinese) it failed; ``cut_short``: it was stopped through no fault
    of its own and may be started again; ``killed``: something killed it (a lack of memory, a person), and it may be
    started again as often as its line of the schedule allows.
    """

    done: Done | None = None
    failure: str = ""
    cut_short: bool = False
    peak: int = 0
    killed: bool = False


Launch = Callable[[Entry, Run], Ending]


@dataclass(frozen=True, slots=True)
class DailyRun:
    """``runner`` names this process; ``leased``: it must hold the scheduler's lease to start anything."""

    database: Database
    district: str
    entries: tuple[Entry, ...]
    quarters: tuple[Quarter, ...]
    runner: str
    launch: Launch
    now: Callable[[], datetime]
    max_unknown_share: Decimal
    leased: bool = True
    #: Runs that a thread of this process is busy with.
    active: set[int] = field(default_factory=set)
    #: Held from a claim to its entry in ``active``, and during a sweep: a run just claimed is not a lost one.
    lock: Lock = field(default_factory=Lock)

    def entry(self, job: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.job == job), None)

    def lay_out(self, *, anew: bool = False) -> None:
        """Write down what is expected from where that ended up to two days ahead; ``anew``: the table may be another.

        A wall clock that ran ahead and was set back does no harm: what is written down already stays as it is.
        """
        now = self.now()
        with self.database.writing() as connection:
            lease = self._own_lease(connection)
            if lease is None:
                return
            if anew:
                runs.withdraw(connection, self.district, now)
            since = max(min(lease.laid_until, now), now - BACK)
            runs.expect(connection, self.district, expected(self.entries, self.quarters, since, now + AHEAD))
            leases.laid(connection, LEASE, self.runner, now + AHEAD)

    def sweep(self) -> list[str]:
        """Give up what is too late, take back what a dead process left; returns the jobs that could start now."""
        now = self.now()
        with self.lock, self.database.writing() as connection:
            if self._own_lease(connection) is None:
                return []
            for run in runs.running(connection, self.district):
                if run.id not in self.active and self._dead(run, now):
                    self._lost(connection, run, now)
            due = runs.due(connection, self.district, now)
            late = [run for run in due if self._too_late(run, now)]
            for job in sorted({run.job for run in late}):
                busy = any(run.job == job for run in runs.running(connection, self.district))
                why = "上一次还没有结束" if busy else "到点没有运行"
                self._miss(connection, [run for run in late if run.job == job], now, why)
            busy_jobs = {run.job for run in runs.running(connection, self.district)}
        return sorted({run.job for run in due if run not in late} - busy_jobs)

    def fire(self, job: str) -> Run | None:
        """Run ``job`` for the latest moment that is due, if nobody else has it; the run as it ended."""
        entry = self.entry(job)
        if entry is None or not entry.runs:
            return None
        with self.lock:
            with self.database.writing() as connection:
                run = self._claim_due(connection, entry, self.now())
            if run is not None:
                self.active.add(run.id)
        return self.carry_out(entry, run) if run else None

    def carry_out(self, entry: Entry, run: Run) -> Run:
        """Launch a claimed run and write down how it ended."""
        try:
            return self._carry_out(entry, run)
        finally:
            self.active.discard(run.id)

    def _carry_out(self, entry: Entry, run: Run) -> Run:
        ending = self.launch(entry, run)
        with self.database.writing() as connection:
            now = self.now()
            if ending.cut_short:
                runs.release(connection, run.id, self.runner, "中途停止，将接着运行")
            elif ending.killed and self._again(run):
                runs.release(connection, run.id, self.runner, "运行它的进程被强行结束，将重新运行")
            else:
                state, note = self._judge(ending)
                done = ending.done or Done(0)
                result = {"planned": done.planned, "unknown": done.unknown, "peak_mb": ending.peak // 1024**2}
                kept = runs.finish(connection, run, self.runner, state, now, result, _told(entry, run, state, note))
                if kept and done.remind and note:
                    runs.alert(connection, run.id, "reminder", f"{entry.title}：{note}", now)
            return runs.get(connection, run.id)

    def _claim_due(self, connection: Connection, entry: Entry, now: datetime) -> Run | None:
        if self._own_lease(connection) is None:
            return None
        due = [run for run in runs.due(connection, self.district, now, entry.job) if not self._too_late(run, now)]
        if not due or not self._claim(connection, entry, due[-1], now):
            return None
        self._miss(connection, due[:-1], now, "与后一次合并")
        return runs.get(connection, due[-1].id)

    def _own_lease(self, connection: Connection) -> Lease | None:
        """Our lease, which nobody can take before the commit; ``None`` when it is ours no more."""
        lease = leases.look(connection, LEASE, lock=True)
        return lease if lease and lease.holder == self.runner else None

    def _claim(self, connection: Connection, entry: Entry, run: Run, now: datetime) -> bool:
        return runs.claim(connection, run.id, self.runner, now, now + timedelta(minutes=entry.minutes))

    def claim_by_hand(self, entry: Entry, at: datetime) -> Run | None:
        """Claim the run of ``entry`` for the moment ``at``; ``None`` when it runs, or that one was done already."""
        with self.database.writing() as connection:
            now = self.now()
            for run in runs.running(connection, self.district):
                if run.job == entry.job and self._dead(run, now):
                    self._lost(connection, run, now)
            run_id = runs.by_hand(connection, self.district, entry.job, at)
            claimed = self._claim(connection, entry, runs.get(connection, run_id), now)
            return runs.get(connection, run_id) if claimed else None

    def _too_late(self, run: Run, now: datetime) -> bool:
        entry = self.entry(run.job)
        return entry is None or not entry.runs or run.planned_at + entry.grace < now

    def _dead(self, run: Run, now: datetime) -> bool:
        """Whether the process that had the run is surely gone. Who holds the lease knows it of other schedulers."""
        what, host, pid, _ = run.runner.split(":")
        if what == "scheduler" and self.leased:  # an earlier one, or a thread of ours that could not write its end
            return True
        if host == socket.gethostname() and what != "scheduler" and not os.path.exists(f"/proc/{pid}"):  # noqa: PTH110
            return True
        return run.ends_by is not None and run.ends_by + _MARGIN < now

    def _lost(self, connection: Connection, run: Run, now: datetime) -> None:
        entry = self.entry(run.job)
        if self._again(run):
            runs.release(connection, run.id, run.runner, "运行它的进程异常结束，将重新运行")
        else:
            note = f"{entry.title if entry else run.job}（{_clock(run.planned_at)}）：运行它的进程异常结束"
            runs.finish(connection, run, run.runner, "failed", now, {}, note)

    def _again(self, run: Run) -> bool:
        """Whether a run whose process was killed may be started again."""
        entry = self.entry(run.job)
        return entry is not None and run.expected and run.attempts < entry.attempts

    def _miss(self, connection: Connection, late: Sequence[Run], now: datetime, why: str) -> None:
        """One alert for all of a job, at the last of them."""
        for run in late:
            runs.miss(connection, run.id, now, why)
        if late:
            entry = self.entry(late[-1].job)
            title = entry.title if entry else late[-1].job
            span = _clock(late[0].planned_at) + (f" 至 {_clock(late[-1].planned_at)}" if len(late) > 1 else "")
            runs.alert(connection, late[-1].id, "missed", f"{title}漏了 {len(late)} 次（{span}）：{why}", now)

    def _judge(self, ending: Ending) -> tuple[RunState, str]:
        done = ending.done
        if done is None:
            return "failed", ending.failure or "没有说明原因"
        if done.planned == 0:
            return "empty", done.note or "没有任何可做的内容"
        share = Decimal(done.unknown) / done.planned
        if share >= 1 or share > self.max_unknown_share:
            return "unknown", f"无法判定的比例 {share:.0%}，超过上限 {self.max_unknown_share:.0%}。{done.note}"
        return "done", done.note


def _told(entry: Entry, run: Run, state: RunState, note: str) -> str:
    return f"{entry.title}（{_clock(run.planned_at)}）：{note}" if state in runs.BAD else note


def _clock(at: datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
