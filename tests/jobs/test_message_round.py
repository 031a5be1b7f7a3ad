"""The scheduled round: alerts of runs reach the operator, once; nothing to tell is a good run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from message_receivers import Robot, serving
from message_world import NOON, ding, put, stored, world

from db import runs
from jobs.schedule import SCHEDULE
from jobs.scheduled_messages import send_alerts, send_messages
from jobs.workspace import Workspace


@pytest.fixture
def robot() -> Iterator[Robot]:
    with serving(Robot()) as one:
        yield one


@pytest.fixture
def work(robot: Robot, tmp_path: Path) -> Iterator[Workspace]:
    with world(tmp_path, f"sqlite:///{tmp_path}/m.sqlite3", {"ding": ding(robot.url)}, operator="ding") as opened:
        yield opened


def test_nothing_to_tell_is_a_good_run(work: Workspace, robot: Robot) -> None:
    done = send_messages(work, NOON)
    assert (done.planned, done.unknown, robot.asked) == (1, 0, [])


def test_an_alert_of_a_run_reaches_the_operator_once(work: Workspace, robot: Robot) -> None:
    with work.database.writing() as cx:
        run = runs.by_hand(cx, "liuxi", "daily-scan", NOON)
        runs.alert(cx, run, "failed", "日扫描：运行它的进程异常结束", NOON)
    assert send_messages(work, NOON - timedelta(hours=1)).planned == 1
    assert robot.asked == []
    for _ in range(2):
        assert send_messages(work, NOON + timedelta(hours=1)).unknown == 0
    (text,) = robot.texts
    assert text.startswith("【巡检运行】柳溪县 告警 1 条")
    assert "日扫描：运行它的进程异常结束" in text
    with work.database.reading() as cx:
        assert runs.alerts(cx, "liuxi", NOON, untold=True) == []


def test_what_reached_nobody_is_counted_and_told(work: Workspace, robot: Robot) -> None:
    put(work, "a")
    robot.script.append((404, b""))
    done = send_messages(work, NOON)
    assert (done.planned, done.unknown) == (1, 1)
    assert "放弃 1 份" in done.note
    send_messages(work, NOON + timedelta(days=1))
    assert stored(work)["a"].state == "given-up"
    assert len(robot.texts) == 1 and "没有送达" in robot.texts[0]


def test_the_round_of_the_night_speaks_to_the_operator_alone(work: Workspace, robot: Robot) -> None:
    put(work, "a")
    with work.database.writing() as cx:
        runs.alert(cx, runs.by_hand(cx, "liuxi", "probe", NOON), "failed", "可用性探测：异常结束", NOON)
    assert send_alerts(work, NOON + timedelta(hours=12)).unknown == 0
    assert [text.splitlines()[0] for text in robot.texts] == ["【巡检运行】柳溪县 告警 1 条"]
    assert stored(work)["a"].state == "waiting"
    assert send_alerts(work, NOON + timedelta(hours=13)).planned == 1
    assert len(robot.texts) == 1


def test_every_hour_of_the_day_has_one_round() -> None:
    hours = [clock.hour for entry in SCHEDULE if entry.job in ("messages", "night-alerts") for clock in entry.clocks]
    assert sorted(hours) == list(range(24))
