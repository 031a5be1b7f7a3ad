"""How the daily run stands: who runs it, what was expected and what happened, and what an operator should look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from config.districts import load_district
from config.settings import Settings
from db import leases, runs
from db.engine import Database, open_database
from db.leases import Lease
from db.runs import Alert, Run
from inspection.registry import District
from jobs.schedule import Entry, expected, schedule
from jobs.scheduler_lease import LEASE, TAKE_OVER_AFTER

#: How far back the status looks.
WINDOW = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class JobStatus:
    """One job over the window. ``counts`` by state of its expected runs; ``overdue`` are expected runs whose grace is
    over and that nobody ran or wrote down (no scheduler was there); ``last`` and ``next`` are its runs around now.
    """

    entry: Entry
    expected: int
    counts: Counter[str]
    overdue: int
    last: Run | None
    next: datetime | None


@dataclass(frozen=True, slots=True)
class ScheduleStatus:
    """``alerts`` are open: no later run of the same job was good. A schedule that never ran expects nothing."""

    at: datetime
    lease: Lease | None
    jobs: tuple[JobStatus, ...]
    alerts: tuple[Alert, ...]

    @property
    def started(self) -> bool:
        """Whether a scheduler has ever worked on this database."""
        return self.lease is not None

    @property
    def beating(self) -> bool:
        """Whether a scheduler gave a sign of life lately. A sign from the future (a stepped clock) is as good."""
        lease = self.lease
        return bool(lease and lease.holder) and lease is not None and self.silence.total_seconds() < TAKE_OVER_AFTER

    @property
    def silence(self) -> timedelta:
        return self.at - self.lease.beat_at if self.lease else timedelta(0)

    @property
    def ill(self) -> str:
        """What is wrong (Chinese), empty when nothing is. A schedule that was never started is not ill."""
        if self.lease is None:
            return ""
        if not self.lease.holder:
            return "调度程序已停止，请运行 xunjian schedule"
        if not self.beating:
            return f"调度程序 {int(self.silence.total_seconds() // 60)} 分钟没有心跳，请检查后重新启动 xunjian schedule"
        overdue = [one for one in self.jobs if one.overdue]
        if overdue:
            return f"{overdue[0].entry.title}有 {overdue[0].overdue} 次到点没有运行"
        bad = [alert for alert in self.alerts if alert.kind in runs.BAD]
        more = f"（共 {len(bad)} 条，xunjian schedule --status 查看）" if len(bad) > 1 else ""
        return bad[0].text + more if bad else ""


@dataclass(frozen=True, slots=True)
class OpenedSchedule:
    database: Database
    district: District
    entries: tuple[Entry, ...]


@contextmanager
def opened_schedule(settings: Settings, busy_timeout: float = 10.0) -> Iterator[OpenedSchedule]:
    """A district's table and its database. Raises ``ConfigError`` or ``StorageError``."""
    district = load_district(settings.district, settings.districts_dir)
    entries = schedule(settings)
    database = open_database(settings.database_url, busy_timeout=busy_timeout)
    try:
        yield OpenedSchedule(database, district, entries)
    finally:
        database.dispose()


def now() -> datetime:
    """The wall clock, in UTC."""
    return datetime.now(UTC)


def status_now(settings: Settings) -> ScheduleStatus:
    """How the daily run stands now. Raises ``ConfigError`` or ``StorageError``."""
    with opened_schedule(settings) as opened:
        return schedule_status(opened.database, opened.district, opened.entries, now())


def schedule_status(
    database: Database, district: District, entries: tuple[Entry, ...], at: datetime, window: timedelta = WINDOW
) -> ScheduleStatus:
    """The state at ``at``, with everything expected in the ``window`` before it."""
    after = at - window
    with database.reading() as connection:
        lease = leases.look(connection, LEASE)
        held = runs.between(connection, district.id, after, at)
        last = runs.latest(connection, district.id, {entry.job for entry in entries} | {run.job for run in held})
        raised = runs.alerts(connection, district.id, after)
    unwritten = _unwritten(district, entries, lease, held, after, at)
    jobs = tuple(_job(entry, district, held, unwritten, last.get(entry.job), at) for entry in entries)
    return ScheduleStatus(at, lease, jobs, tuple(alert for alert in raised if _open(alert, last)))


def _unwritten(
    district: District,
    entries: tuple[Entry, ...],
    lease: Lease | None,
    held: list[Run],
    after: datetime,
    until: datetime,
) -> Counter[str]:
    """Runs that should have been, by job, beyond what was written down: nobody was there to write."""
    if lease is None:
        return Counter()
    known = {(run.job, run.planned_at) for run in held}
    grace = {entry.job: entry.grace for entry in entries}
    since = max(lease.laid_until, after)
    missing = Counter(
        job
        for job, at in expected(entries, district.quarters, since, until)
        if (job, at) not in known and at + grace[job] < until
    )
    missing.update(
        run.job for run in held if run.state == "planned" and run.planned_at + grace.get(run.job, WINDOW) < until
    )
    return missing


def _job(
    entry: Entry, district: District, held: list[Run], unwritten: Counter[str], last: Run | None, at: datetime
) -> JobStatus:
    own = [run for run in held if run.job == entry.job and run.expected]
    counts = Counter(run.state for run in own if run.planned_at + entry.grace < at or run.state != "planned")
    overdue = unwritten[entry.job]
    return JobStatus(
        entry=entry,
        expected=sum(counts.values()) - counts["planned"] + overdue,
        counts=Counter({str(state): number for state, number in counts.items()}),
        overdue=overdue,
        last=last,
        next=entry.next_after(district.quarters, at) if entry.runs else None,
    )


def _open(alert: Alert, last: dict[str, Run]) -> bool:
    """A later good run of the same job closes an alert; a reminder stays for the whole window."""
    run = last.get(alert.job)
    return alert.kind == "reminder" or not (run and run.state == "done" and run.planned_at > alert.planned_at)
