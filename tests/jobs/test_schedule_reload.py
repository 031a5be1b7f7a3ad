"""A scheduler that runs takes up another table when its files change, and keeps the old one when they are broken."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from databases import DATABASES
from schedule_world import World, at, begin, opened

from config.districts import load_district
from config.new_district import write_district
from config.settings import Settings, load_settings
from db.engine import Database
from inspection.moment import BEIJING
from inspection.registry import Quarter
from jobs.schedule import SCHEDULE, schedule
from jobs.schedule_files import ScheduleFiles, Table
from jobs.scheduler import Scheduler

DAILY = "jobs:\n  daily-scan: {{at: ['{clock}'], enabled: {on}}}\n"
#: One more quarter, behind those of a new district.
QUARTER = """
  - id: 2021Q1
    title: 第一季度
    first_day: 2021-01-01
    last_day: 2021-03-31
    weekly_scans: ['2021-03-03T15:00:00+08:00']
    source: 测试
    grade: A
"""


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with opened(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def world(database: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], World]:
    return lambda wall: begin(database, wall, monkeypatch)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    write_district("liuxi", "柳溪县", tmp_path / "districts")
    return load_settings(district="liuxi", districts_dir=tmp_path / "districts")


@pytest.fixture
def folder(settings: Settings) -> Path:
    assert settings.districts_dir is not None
    return settings.districts_dir / "liuxi"


class Files:
    """A table that tests change."""

    def __init__(self) -> None:
        self.next: Table | None = None

    def fresh(self) -> Table | None:
        given, self.next = self.next, None
        return given


def quarters_of(settings: Settings) -> tuple[Quarter, ...]:
    return load_district(settings.district, settings.districts_dir).quarters


def with_quarter(folder: Path) -> None:
    path = folder / "quarters.yaml"
    path.write_text(path.read_text("utf-8").rstrip() + QUARTER, "utf-8")


def turn_until(here: World, scheduler: Scheduler, moment: str) -> None:
    while here.wall < at(moment):
        assert scheduler.turn()


def scans_of(here: World, job: str) -> list[str]:
    return [f"{one.astimezone(BEIJING):%m-%d %H:%M}" for name, one in here.launched if name == job]


def test_another_clock_time_holds_from_then_on(world: Callable[[str], World], settings: Settings, folder: Path) -> None:
    here = world("2021-03-01T00:00")
    scheduler = here.scheduler(
        schedule(settings), files=ScheduleFiles(settings, Event()), quarters=quarters_of(settings)
    )
    assert scheduler.lease.try_to_take() is None
    scheduler.start()
    turn_until(here, scheduler, "2021-03-01T12:00")
    assert scans_of(here, "daily-scan") == ["03-01 06:30"] and here.told == []
    (folder / "schedule.yaml").write_text(DAILY.format(clock="15:00", on="true"), "utf-8")
    turn_until(here, scheduler, "2021-03-02T12:00")
    assert scans_of(here, "daily-scan") == ["03-01 06:30", "03-01 15:00"], "and not at the old time of the next day"
    (folder / "schedule.yaml").write_text(DAILY.format(clock="15:00", on="false"), "utf-8")
    turn_until(here, scheduler, "2021-03-03T00:00")
    assert len(scans_of(here, "daily-scan")) == 2
    (folder / "schedule.yaml").unlink()
    with_quarter(folder)
    turn_until(here, scheduler, "2021-03-04T00:00")
    scheduler.end()
    assert scans_of(here, "daily-scan")[2:] == ["03-03 06:30"]
    assert scans_of(here, "weekly-scan") == ["03-03 15:00"], "a quarter that is registered while it runs"
    assert here.told == [
        "已重新读取定时表，有变化的：日扫描", "已重新读取定时表，有变化的：日扫描",
        "已重新读取定时表，有变化的：日扫描、季度日程",
    ]  # fmt: skip
    held = [run for run in here.held(at("2021-03-01T00:00"), at("2021-03-04T00:00")) if run.job == "daily-scan"]
    assert {run.state for run in held} == {"done"}, "what the old table planned is withdrawn, not missed"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("schedule.yaml", "jobs: {prob: {enabled: false}}", "没有“prob”这个任务"),
        ("schedule.yaml", "jobs: [", "schedule.yaml"),
        ("quarters.yaml", "quarters: [{id: 2021Q1}]", "quarters.yaml"),
    ],
)
def test_files_that_cannot_be_used_are_told_of_once_and_change_nothing(
    world: Callable[[str], World], settings: Settings, folder: Path, name: str, text: str, said: str
) -> None:
    here = world("2021-03-01T00:00")
    scheduler = here.scheduler(
        schedule(settings), files=ScheduleFiles(settings, Event()), quarters=quarters_of(settings)
    )
    assert scheduler.lease.try_to_take() is None
    scheduler.start()
    turn_until(here, scheduler, "2021-03-01T03:00")
    good = (folder / "quarters.yaml").read_text("utf-8")
    (folder / name).write_text(text, "utf-8")
    turn_until(here, scheduler, "2021-03-01T12:00")
    (told,) = here.told
    assert told.startswith("定时表有改动，但不能使用，仍按原来的运行：") and said in told
    assert scans_of(here, "daily-scan") == ["03-01 06:30"]
    if name == "quarters.yaml":
        (folder / name).write_text(good, "utf-8")
        with_quarter(folder)
    else:
        (folder / name).write_text("jobs: {probe: {minutes: 9}}", "utf-8")
    turn_until(here, scheduler, "2021-03-01T13:00")
    scheduler.end()
    assert here.told[1:] == [f"已重新读取定时表，有变化的：{'季度日程' if name == 'quarters.yaml' else '可用性探测'}"]


def test_only_a_change_or_a_wish_makes_it_read(settings: Settings, folder: Path) -> None:
    asked = Event()
    files = ScheduleFiles(settings, asked)
    assert files.fresh() is None
    asked.set()
    table = files.fresh()
    assert table is not None and table.entries == SCHEDULE
    assert files.fresh() is None
    (folder / "sites.csv").touch()
    assert files.fresh() is None, "each job reads the registry for itself"
    path = folder / "schedule.yaml"
    path.write_text("jobs: {probe: {minutes: 9}}", "utf-8")
    assert files.fresh() is not None
    stamp = path.stat()
    replaced = path.with_suffix(".new")
    replaced.write_text("jobs: {probe: {minutes: 8}}", "utf-8")
    os.utime(replaced, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    replaced.replace(path)
    again = files.fresh()
    assert again is not None and again.entries[0].minutes == 8, "same size, same time, another file"


def test_what_runs_and_what_waits_are_left_alone(world: Callable[[str], World]) -> None:
    """A table without a change of a job keeps its runs; a job that is running ends under the old table."""
    here, files = world("2021-03-01T00:00"), Files()
    scheduler = here.scheduler(files=files)
    assert scheduler.lease.try_to_take() is None
    scheduler.start()
    start = here.wall
    while here.wall < start + timedelta(days=3):
        files.next = Table(scheduler.daily.entries, scheduler.daily.quarters[:0])
        assert scheduler.turn()
    scheduler.end()
    launched = sorted(here.launched)
    assert len(launched) == len(set(launched))
    assert here.status().alerts == ()
