"""``xunjian schedule`` as a person and a health check run it: real processes, real clock, a living portal."""

from __future__ import annotations

import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from databases import DATABASES, empty_place
from tests_support import REPOSITORY, Xunjian, command, environment
from village_portal import VillagePortal

from db import runs
from db.engine import open_database
from inspection.moment import BEIJING
from jobs.schedule import JOBS


@pytest.fixture(params=DATABASES)
def prepared(
    request: pytest.FixtureRequest, tmp_path: Path, settings: dict[str, str], xunjian: Xunjian
) -> Iterator[dict[str, str]]:
    with empty_place(request.param, tmp_path) as url:
        ready = settings | {"XUNJIAN_DATABASE_URL": url}
        assert xunjian("init", **ready).code == 0
        yield ready


def plan_probes(tmp_path: Path, first_in: float, count: int, every: float = 2) -> None:
    """Probes at these seconds from now, and nothing else."""
    start = datetime.now(BEIJING) + timedelta(seconds=first_in)
    moments = [f"'{start + timedelta(seconds=every * number):%H:%M:%S}'" for number in range(count)]
    others = "\n".join(f"  {job}: {{enabled: false}}" for job in sorted(JOBS - {"probe"}))
    text = f"jobs:\n  probe: {{at: [{', '.join(moments)}]}}\n{others}\n"
    (tmp_path / "districts" / "liuxi" / "schedule.yaml").write_text(text, "utf-8")


def start(tmp_path: Path, settings: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command("schedule"), env=environment(tmp_path, **settings), cwd=REPOSITORY, stderr=subprocess.PIPE, text=True
    )


def test_two_schedulers_run_each_probe_once_and_stop_gently(
    tmp_path: Path, prepared: dict[str, str], village: VillagePortal, xunjian: Xunjian
) -> None:
    plan_probes(tmp_path, first_in=12, count=6)
    both = [start(tmp_path, prepared) for _ in range(2)]
    database = open_database(prepared["XUNJIAN_DATABASE_URL"])
    deadline, day = time.monotonic() + 100, timedelta(days=1)
    states: Counter[str] = Counter()
    while time.monotonic() < deadline:
        now = datetime.now(BEIJING)
        with database.reading() as connection:
            held = runs.between(connection, "liuxi", now - day, now)
        states = Counter(run.state for run in held)
        if len(held) == 6 and not states["planned"] and not states["running"]:
            break
        time.sleep(0.5)
    for one in both:
        one.send_signal(signal.SIGHUP)
    assert xunjian("schedule", "--health", **prepared).code == 0
    time.sleep(6)  # a round of the scheduler takes five seconds at most
    for one in both:
        one.send_signal(signal.SIGTERM)
    said = [one.communicate(timeout=60)[1] for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert sum("已有调度程序" in text for text in said) == 1, said
    assert sum("已重新读取定时表，没有变化" in text for text in said) == 1, "the one that works reads; the other waits"
    assert states["done"] >= 1
    assert states["done"] + states["missed"] == 6, "missed: merged into a later one on a slow machine"
    assert village.asked.count("/sw/") == states["done"], "what was done was done once"
    stopped = xunjian("schedule", "--health", **prepared)
    assert (stopped.code, "已停止" in stopped.complaint) == (4, True)
    status = xunjian("schedule", "--status", "--json", **prepared).json
    probe = next(one for one in status["jobs"] if one["job"] == "probe")
    assert (probe["expected"], probe["actual"]["done"]) == (6, states["done"])
    database.dispose()


def test_a_job_by_hand_says_how_it_went(
    village: VillagePortal, settings: dict[str, str], here: Xunjian, xunjian: Xunjian
) -> None:
    assert here("init", **settings).code == 0
    never = here("schedule", "--health", **settings)
    assert (never.code, "还没有启动过" in never.complaint) == (4, True)
    done = here("schedule", "--once", "probe", "--json", **settings)
    assert (done.code, done.json["state"], done.json["result"]["planned"]) == (0, "done", 2)
    village.answers.clear()
    empty = here("schedule", "--once", "link-check", "--json", **settings)
    assert (empty.code, empty.json["state"]) == (4, "empty")
    status = here("schedule", "--status", "--json", **settings).json
    assert [(one["kind"], one["job"]) for one in status["alerts"]] == [("empty", "link-check")]
    unknown = here("schedule", "--once", "nonsense", **settings)
    assert (unknown.code, "没有任务“nonsense”" in unknown.complaint) == (2, True)
    both = here("schedule", "--list", "--status", **settings)
    assert (both.code, "只能用一个" in both.complaint) == (2, True)


def test_a_schedule_that_cannot_be_meant_stops_everything(
    settings: dict[str, str], here: Xunjian, tmp_path: Path
) -> None:
    (tmp_path / "districts" / "liuxi" / "schedule.yaml").write_text("jobs: {prob: {enabled: false}}", "utf-8")
    for arguments in (("schedule", "--list"), ("schedule",), ("config", "check")):
        ran = here(*arguments, **settings)
        assert (ran.code, "schedule.yaml: jobs：没有“prob”这个任务" in ran.err) == (3, True), arguments


def test_a_job_that_breaks_is_told_in_one_line(settings: dict[str, str], here: Xunjian, tmp_path: Path) -> None:
    assert here("init", **settings).code == 0
    (tmp_path / "snapshots").write_text("a file where a folder should be")
    ran = here("schedule", "--once", "daily-scan", "--json", **settings)
    assert (ran.code, ran.json["state"]) == (4, "failed")
    assert ran.json["note"].startswith("日扫描（")
