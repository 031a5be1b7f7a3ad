"""Old messages go, what they told does not: nothing is told twice because a row went."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from databases import DATABASES, empty_place
from message_receivers import Robot, serving
from message_world import NOON, ding, put, stored, world
from sqlalchemy import func, select

from db import outbox
from db.outbox import NewMessage
from db.tables_outbox import message_tries
from jobs.compose_warnings import Alert, compose_alerts
from jobs.message_prune import prune_messages
from jobs.send_messages import send_due
from jobs.workspace import Workspace

DAY = timedelta(days=1)


@pytest.fixture
def robot() -> Iterator[Robot]:
    with serving(Robot()) as one:
        yield one


@pytest.fixture(params=DATABASES)
def work(request: pytest.FixtureRequest, robot: Robot, tmp_path: Path) -> Iterator[Workspace]:
    channels = {"ding": ding(robot.url), "ops": ding(robot.url)}
    with (
        empty_place(request.param, tmp_path) as database,
        world(tmp_path, database, channels, operator="ops") as opened,
    ):
        yield opened


def send(work: Workspace, at: datetime = NOON) -> None:
    send_due(work, clock=lambda: at)


def prune(work: Workspace, before: datetime = NOON + DAY) -> int:
    return prune_messages(work, before, dry=False)


def tries(work: Workspace) -> int:
    with work.database.reading() as cx:
        return cx.scalar(select(func.count()).select_from(message_tries)) or 0


def test_what_was_sent_goes_with_its_tries_and_a_dry_run_only_tells(work: Workspace) -> None:
    put(work, "a", "b")
    send(work)
    put(work, "c")
    assert prune_messages(work, NOON + DAY, dry=True) == 2
    assert (len(stored(work)), tries(work)) == (3, 2)
    assert prune(work, NOON) == 0  # ended at this very moment: not earlier
    assert prune(work) == 2
    assert (set(stored(work)), tries(work)) == ({"c"}, 0)
    assert prune(work) == 0


def test_what_waits_fails_or_is_being_sent_stays(work: Workspace, robot: Robot) -> None:
    put(work, "failed")
    robot.script.append((502, b""))
    send(work)
    put(work, "claimed", "waiting")
    with work.database.writing() as cx:
        assert outbox.claim(cx, NOON, DAY, {}, district="liuxi") is not None
    assert sorted(one.state for one in stored(work).values()) == ["failed", "sending", "waiting"]
    assert prune(work, NOON + 900 * DAY) == 0


def test_neither_the_key_nor_the_things_are_told_again(work: Workspace) -> None:
    put(work, "a")
    send(work)
    assert prune(work) == 1
    again = NewMessage("a", "liuxi", "weekly", "sw", "ding", "又一次", "一项问题")
    with work.database.writing() as cx:
        assert outbox.queue(cx, again, NOON) is None
        assert outbox.told(cx, ["x:a", "x:b"]) == {"x:a"}
    put(work, "b")
    assert set(stored(work)) == {"b"}


def test_another_district_is_left_alone(work: Workspace) -> None:
    with work.database.writing() as cx:
        outbox.queue(cx, NewMessage("a", "lake", "weekly", "office", "ding", "周报", "一项问题"), NOON)
        claimed = outbox.claim(cx, NOON, DAY, {}, district="lake")
        assert claimed is not None
        outbox.sent(cx, claimed, NOON)
    assert prune(work) == 0


def test_what_reached_nobody_stays_until_the_operator_was_told(work: Workspace, robot: Robot) -> None:
    put(work, "a")
    robot.script.append((404, b""))
    send(work)
    assert stored(work)["a"].state == "given-up"
    assert prune(work) == 0  # no alert yet
    (alert,) = compose_alerts(work, NOON)
    assert prune(work) == 0  # the alert that names it is not out yet
    send(work, datetime.now(NOON.tzinfo) + DAY)
    assert stored(work)[alert.message.key].state == "sent"
    assert prune(work) == 1
    assert compose_alerts(work, NOON) == []


def test_an_alert_that_reached_nobody_goes_by_its_age(work: Workspace, robot: Robot) -> None:
    compose_alerts(work, NOON, [Alert("run:1", "日扫描失败")])
    robot.script.append((404, b""))
    later = datetime.now(NOON.tzinfo) + DAY
    send(work, later)
    assert prune(work, later) == 0
    assert prune(work, later + DAY) == 1
    assert compose_alerts(work, NOON, [Alert("run:1", "日扫描失败")]) == []
