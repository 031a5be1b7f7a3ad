"""Schedulers and their jobs killed (kill -9) at random moments: no run is lost, none is done twice.

Real processes, real clock, a living portal. ``XUNJIAN_TEST_KILLS`` sets how many kills there are.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from databases import DATABASES, empty_place
from tests_support import REPOSITORY, environment, run_xunjian
from village_portal import VillagePortal, fill, serving, settings_for

from db import leases, runs, scans
from db.engine import Database, open_database
from db.runs import Run
from inspection.moment import BEIJING
from inspection.rule import ScanKind
from jobs.schedule import JOBS
from jobs.scheduler_lease import LEASE, TAKE_OVER_AFTER

KILLS = int(os.environ.get("XUNJIAN_TEST_KILLS", "3"))
#: Seconds between two probes, shorter than many a probe takes; and between two scans, which have time to begin again.
PROBES, SCANS = 4, 30
FINAL = runs.BAD | {"done"}


@pytest.fixture
def portal() -> Iterator[VillagePortal]:
    with serving(VillagePortal()) as portal:
        fill(portal)
        yield portal


@pytest.fixture(params=DATABASES)
def place(request: pytest.FixtureRequest, portal: VillagePortal, tmp_path: Path) -> Iterator[dict[str, str]]:
    with empty_place(request.param, tmp_path) as url:
        settings = settings_for(portal, tmp_path / "districts") | {"XUNJIAN_DATABASE_URL": url}
        assert run_xunjian(tmp_path, "init", **settings).code == 0
        yield settings


@pytest.fixture
def database(place: dict[str, str]) -> Iterator[Database]:
    opened = open_database(place["XUNJIAN_DATABASE_URL"])
    yield opened
    opened.dispose()


def clocks(every: int, begin: datetime, minutes: int) -> str:
    seconds = range(0, minutes * 60, every)
    return ", ".join(f"'{begin + timedelta(seconds=number):%H:%M:%S}'" for number in seconds)


class Lives:
    """Schedulers, one after the other."""

    def __init__(self, home: Path, settings: dict[str, str], database: Database) -> None:
        self.home, self.settings, self.database = home, settings, database
        self.slowest = 0.0
        self.process = self.born()

    def born(self) -> subprocess.Popen[bytes]:
        before = self.lease()
        made = subprocess.Popen(
            [sys.executable, str(REPOSITORY / "tests/jobs/scheduler_nursery.py")], cwd=REPOSITORY,
            env=environment(self.home, **self.settings) | {"PYTHONPATH": str(REPOSITORY)}, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_until(lambda: self.lease() not in ("", before))
        return made

    def lease(self) -> str:
        with self.database.reading() as connection:
            held = leases.look(connection, LEASE)
        return held.holder if held else ""

    def jobs(self) -> list[int]:
        """Processes of the jobs that the scheduler runs now."""
        children = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(child) for path in children for child in path.read_text().split()]

    def kill_scheduler(self) -> None:
        left = self.jobs()
        self.process.kill()
        self.process.wait()
        began = time.monotonic()
        wait_until(lambda: not any(map(lives, left)), TAKE_OVER_AFTER)  # before anybody may take over
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.process = self.born()

    def end(self) -> None:
        """Leave no scheduler behind, however the test ended."""
        self.process.kill()
        self.process.wait()

    def kill_job(self) -> bool:
        running = self.jobs()
        for job in running[:1]:
            with suppress(ProcessLookupError):
                os.kill(job, signal.SIGKILL)
        return bool(running)


def lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until(happens: Callable[[], object], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def test_killed_at_random_moments(
    place: dict[str, str], database: Database, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    chance = random.Random(2026)
    begin = datetime.now(BEIJING).replace(microsecond=0) + timedelta(seconds=2)
    minutes = 10 + KILLS
    others = "\n".join(f"  {job}: {{enabled: false}}" for job in sorted(JOBS - {"probe", "daily-scan"}))
    (tmp_path / "districts" / "liuxi" / "schedule.yaml").write_text(
        f"jobs:\n  probe: {{at: [{clocks(PROBES, begin, minutes)}]}}\n"
        f"  daily-scan: {{at: [{clocks(SCANS, begin, minutes)}]}}\n{others}\n",
        "utf-8",
    )
    schedulers = Lives(tmp_path, place, database)
    request.addfinalizer(schedulers.end)
    with database.reading() as connection:
        lease = leases.look(connection, LEASE)
    assert lease is not None
    first = lease.taken_at  # from then on something is expected

    def held(until: datetime) -> list[Run]:
        with database.reading() as connection:
            return runs.between(connection, "liuxi", first, until)

    def done_of(job: str) -> set[datetime]:
        return {run.planned_at for run in held(datetime.now(UTC)) if (run.job, run.state) == (job, "done")}

    began = time.monotonic()
    wait_until(lambda: done_of("probe") and done_of("daily-scan"))
    pace = (time.monotonic() - began) / 2  # as fast as this machine is today: some jobs end before their kill
    killed: Counter[str] = Counter()
    while killed.total() < KILLS:
        time.sleep(chance.uniform(0.2, pace))
        if killed.total() % 2:
            wait_until(schedulers.jobs)
            time.sleep(chance.uniform(0, pace / 4))
            killed["job"] += schedulers.kill_job()
        else:
            schedulers.kill_scheduler()
            killed["scheduler"] += 1
    schedulers.kill_scheduler()  # what is left waiting is looked for when the next one starts
    before = done_of("probe"), done_of("daily-scan")
    wait_until(lambda: done_of("probe") > before[0] and done_of("daily-scan") > before[1], 180)
    end = datetime.now(UTC)
    wait_until(lambda: all(run.state in FINAL for run in held(end)))
    schedulers.process.terminate()
    assert schedulers.process.wait(60) == 0
    with database.reading() as connection:
        made = [one for one in scans.before(connection, "liuxi", end) if one.kind is ScanKind.DAILY]
    every = held(end)
    states = {job: Counter(run.state for run in every if run.job == job) for job in ("probe", "daily-scan")}
    print(f"{killed}, {states}, a job outlived its scheduler by {schedulers.slowest:.1f} s at most")
    # Nothing is lost: what was expected is there, and ended.
    for job, every_seconds in (("probe", PROBES), ("daily-scan", SCANS)):
        moments = [begin + timedelta(seconds=number) for number in range(0, minutes * 60, every_seconds)]
        assert [run.planned_at for run in every if run.job == job] == [at for at in moments if first < at <= end]
    # Nothing is done twice: one scan a moment, however often it was begun; a probe is begun once.
    begun = Counter(one.as_of for one in made)
    assert set(begun.values()) <= {1}, begun
    done = {run.planned_at for run in every if (run.job, run.state) == ("daily-scan", "done")}
    assert done <= {one.as_of for one in made if one.state == "judged"}
    assert begun.keys() <= {run.planned_at for run in every if run.job == "daily-scan"}
    assert max(run.attempts for run in every if run.job == "probe") == 1
    assert max(run.attempts for run in every) <= 3
