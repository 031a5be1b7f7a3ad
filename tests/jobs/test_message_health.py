"""What the doctor says of messages: those that wait too long, that reached nobody, channels without secrets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from message_receivers import Robot, serving
from message_world import NOON, SECRETS, ding, put, variables, world
from tests_support import run_xunjian

from jobs.message_health import message_health
from jobs.send_messages import send_due
from jobs.workspace import Workspace

HOUR = timedelta(hours=1)


@pytest.fixture
def robot() -> Iterator[Robot]:
    with serving(Robot()) as one:
        yield one


@pytest.fixture
def work(robot: Robot, tmp_path: Path) -> Iterator[Workspace]:
    channels = {"ding": ding(robot.url), "hook": {"kind": "webhook", "address": f"{robot.url}/hook"}}
    with world(tmp_path, f"sqlite:///{tmp_path}/m.sqlite3", channels, operator="ding") as opened:
        yield opened


def problems(work: Workspace, hours: float = 0) -> list[str]:
    return message_health(work.settings, NOON + hours * HOUR, SECRETS)[0]


def test_what_waits_a_night_is_in_order_and_a_day_is_not(work: Workspace) -> None:
    put(work, "a")
    put(work, "b", at=NOON + HOUR)
    assert problems(work, 23.9) == []
    assert problems(work, 24) == [
        "1 条消息超过 24 小时没有发出，最早的拟于 2026-03-20T12:00+08:00（xunjian messages list）"
    ]
    assert problems(work, 25)[0].startswith("2 条消息")
    send_due(work, clock=lambda: NOON + 25 * HOUR)
    assert problems(work, 26) == []


def test_what_reached_nobody_is_said_for_a_week(work: Workspace, robot: Robot) -> None:
    put(work, "a", channel="hook")
    put(work, "try", kind="test", channel="hook")
    robot.script.extend([(404, b"")] * 2)
    send_due(work, clock=lambda: NOON)
    said = ["近 7 天有 1 条消息没有送达（xunjian messages list --state given-up）"]  # the clerk saw the test fail
    assert (problems(work, 1), problems(work, 7 * 24 - 1), problems(work, 7 * 24)) == (said, said, [])


def test_a_channel_without_its_secrets_is_named(work: Workspace) -> None:
    found, _ = message_health(work.settings, NOON, {"XUNJIAN_SECRET_TOKEN": "x"})
    assert found == ["渠道 ding 没有设置环境变量 XUNJIAN_SECRET_SIGN"]


def test_how_things_stand(work: Workspace) -> None:
    put(work, "a")
    assert message_health(work.settings, NOON, SECRETS)[1] == "渠道 2 个，待发 1 条"
    file = work.settings.districts_dir / "liuxi" / "channels.yaml"  # type: ignore[operator]
    file.write_text(file.read_text().replace("operator: ding\n", ""))
    assert message_health(work.settings, NOON, SECRETS)[1] == "渠道 2 个，待发 1 条，没有登记运维渠道（operator）"
    file.unlink()
    assert message_health(work.settings, NOON, SECRETS)[1] == "没有登记渠道（channels.yaml），不发消息"


def test_the_doctor_says_it_and_exits_with_4(work: Workspace, tmp_path: Path) -> None:
    given = variables(tmp_path, work.settings.database_url)
    assert run_xunjian(tmp_path, "doctor", **given).code == 0
    put(work, "a")  # long ago
    ran = run_xunjian(tmp_path, "doctor", "--json", **given)
    assert (ran.code, [one["part"] for one in ran.json if not one["ok"]]) == (4, ["messages"])
    assert "消息：1 条消息超过 24 小时没有发出" in ran.complaint
