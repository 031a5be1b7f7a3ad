"""Sending: what a robot's limits, refusals and silence do to the outbox, and that kill -9 loses nothing."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from databases import DATABASES, empty_place
from message_receivers import Robot, serving
from message_world import NOON, ding, put, stored, variables, world
from sqlalchemy import select
from tests_support import REPOSITORY

from db import outbox
from db.tables_outbox import message_tries
from jobs.compose_warnings import compose_alerts
from jobs.send_messages import Sending, send_due
from jobs.workspace import Workspace

sys.path.insert(0, str(REPOSITORY / "tests" / "messages"))


@pytest.fixture
def robot() -> Iterator[Robot]:
    with serving(Robot(limit=1000)) as one:
        yield one


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with empty_place(request.param, tmp_path) as address:
        yield address


@pytest.fixture
def work(robot: Robot, tmp_path: Path) -> Iterator[Workspace]:
    channels = {
        "ding": ding(robot.url, fallback="hook"),
        "hook": {"kind": "webhook", "address": f"{robot.url}/hook"},
        "slow": ding(robot.url, per_minute=3),
        "alone": ding(robot.url),
    }
    quiet = {"first": "21:00", "end": "08:00"}
    with world(tmp_path, f"sqlite:///{tmp_path}/m.sqlite3", channels, operator="alone", quiet=quiet) as opened:
        yield opened


def at(work: Workspace, moment: datetime) -> Sending:
    return send_due(work, clock=lambda: moment)


def counts(done: Sending) -> tuple[int, int, int, int, int]:
    return done.sent, done.failed, done.throttled, done.moved, done.given_up


MINUTE = timedelta(minutes=1)
BUSY: tuple[int, dict[str, Any]] = (200, {"errcode": -1, "errmsg": "系统繁忙"})


def test_everything_due_is_sent_once(work: Workspace, robot: Robot) -> None:
    put(work, "a", "b", "c")
    assert counts(at(work, NOON)) == (3, 0, 0, 0, 0)
    assert counts(at(work, NOON)) == (0, 0, 0, 0, 0)
    assert Counter(robot.texts) == {f"【巡检】{key}。\n一项问题": 1 for key in "abc"}


def test_our_limit_keeps_a_robot_from_being_silenced(work: Workspace, robot: Robot) -> None:
    robot.limit = 3
    put(work, *"abcde", channel="slow")
    assert counts(at(work, NOON)) == (3, 0, 0, 0, 0)
    assert counts(at(work, NOON + MINUTE / 2)) == (0, 0, 0, 0, 0)
    robot.times.clear()  # its minute is over
    assert counts(at(work, NOON + MINUTE)) == (2, 0, 0, 0, 0)
    assert len(robot.asked) == 5


def test_a_patient_sender_waits_for_the_limit(work: Workspace, robot: Robot) -> None:
    put(work, *"abcdefg", channel="slow")
    moment = [NOON]

    def sleep(seconds: float) -> None:
        moment[0] += timedelta(seconds=seconds)

    done = send_due(work, clock=lambda: moment[0], patience=5 * MINUTE, sleep=sleep)
    assert counts(done) == (7, 0, 0, 0, 0)
    assert moment[0] - NOON == 2 * MINUTE
    put(work, *"hijk", channel="slow")
    done = send_due(work, clock=lambda: moment[0], patience=MINUTE / 2, sleep=sleep)
    assert counts(done) == (2, 0, 0, 0, 0)
    assert moment[0] - NOON == 2.5 * MINUTE


def test_a_silenced_robot_is_left_alone_for_ten_minutes(work: Workspace, robot: Robot) -> None:
    robot.limit, robot.silence = 1, 0
    put(work, "a", "b", "c", channel="alone")
    assert counts(at(work, NOON)) == (1, 0, 1, 0, 0)
    assert len(robot.asked) == 2  # the third was not even tried
    assert (stored(work)["b"].errcode, stored(work)["b"].tries) == ("130101", 0)
    robot.limit = 1000
    assert counts(at(work, NOON + 9 * MINUTE)) == (0, 0, 0, 0, 0)
    assert counts(at(work, NOON + 10 * MINUTE)) == (2, 0, 0, 0, 0)


def test_a_busy_robot_is_tried_again_later_and_later(work: Workspace, robot: Robot) -> None:
    put(work, "a", channel="alone")
    robot.script.extend([BUSY] * 2)
    assert counts(at(work, NOON)) == (0, 1, 0, 0, 0)
    assert counts(at(work, NOON + MINUTE / 2)) == (0, 0, 0, 0, 0)
    assert counts(at(work, NOON + MINUTE)) == (0, 1, 0, 0, 0)
    assert counts(at(work, NOON + 5 * MINUTE)) == (0, 0, 0, 0, 0)
    assert counts(at(work, NOON + 6 * MINUTE)) == (1, 0, 0, 0, 0)
    assert [one["text"]["content"] for one in robot.accepted] == ["【巡检】a。\n一项问题"]


def test_a_refusal_goes_to_the_fallback_at_once(work: Workspace, robot: Robot) -> None:
    put(work, "a")
    robot.script.extend([(200, {"errcode": 310000, "errmsg": "keywords not in content"}), (204, b"")])
    assert counts(at(work, NOON)) == (1, 0, 0, 1, 0)
    assert [path.split("?")[0] for path, _, _ in robot.asked] == ["/robot/send", "/hook"]
    assert (stored(work)["a"].state, stored(work)["a"].channel) == ("sent", "hook")


def test_a_failing_channel_hands_over_after_three_tries(work: Workspace, robot: Robot) -> None:
    put(work, "a")
    robot.script.extend([BUSY, BUSY, BUSY, (204, b"")])
    moment, done = NOON, []
    for _ in range(4):
        done.append(counts(at(work, moment)))
        moment += 10 * MINUTE
    assert done == [(0, 1, 0, 0, 0), (0, 1, 0, 0, 0), (1, 0, 0, 1, 0), (0, 0, 0, 0, 0)]


def test_what_nobody_takes_is_given_up_and_the_operator_is_told_once(work: Workspace, robot: Robot) -> None:
    put(work, "a", channel="hook")
    robot.script.append((404, b""))
    assert counts(at(work, NOON)) == (0, 0, 0, 0, 1)
    (alert,) = compose_alerts(work, NOON)
    assert (alert.message.recipient, alert.message.channel) == ("operator", "alone")
    assert "【巡检】a。）没有送达：HTTP 404" in alert.message.body
    assert compose_alerts(work, NOON) == []
    robot.script.extend([(404, b"")])
    late = datetime.now(NOON.tzinfo) + MINUTE
    assert counts(at(work, late)) == (0, 0, 0, 0, 1)
    assert compose_alerts(work, late) == []  # an alert that failed is not alerted of


def test_a_channel_that_is_gone_gives_way_to_the_present_one(work: Workspace, robot: Robot) -> None:
    put(work, "a", channel="old")
    assert counts(at(work, NOON)) == (1, 0, 0, 1, 0)
    assert stored(work)["a"].channel == "ding"


def test_quiet_hours_hold_back_units_but_not_the_operator(work: Workspace, robot: Robot) -> None:
    put(work, "a")
    put(work, "alarm", kind="operator")
    night, morning = NOON + timedelta(hours=10), NOON + timedelta(hours=20)
    assert counts(at(work, night)) == (1, 0, 0, 0, 0)
    assert robot.texts == ["【巡检】alarm。\n一项问题"]
    assert counts(at(work, morning)) == (1, 0, 0, 0, 0)


def test_a_round_for_one_kind_leaves_the_others_and_keeps_quiet_hours(work: Workspace, robot: Robot) -> None:
    put(work, "a")
    put(work, "alarm", kind="operator")
    night = NOON + timedelta(hours=10)
    assert send_due(work, clock=lambda: night, kinds=frozenset({"operator"})).left == {"sent": 1, "waiting": 1}
    assert send_due(work, clock=lambda: night, kinds=frozenset({"weekly"})).sent == 0
    assert send_due(work, clock=lambda: NOON, kinds=frozenset({"weekly"})).sent == 1
    assert robot.texts == ["【巡检】alarm。\n一项问题", "【巡检】a。\n一项问题"]


def test_a_message_that_keeps_losing_its_senders_is_given_up(work: Workspace, robot: Robot) -> None:

    put(work, "a", channel="alone")
    moment = NOON
    for _ in range(12):
        with work.database.writing() as cx:
            assert outbox.claim(cx, moment, MINUTE, {}, district="liuxi") is not None
        moment += MINUTE
    assert counts(at(work, moment)) == (0, 0, 0, 0, 1)
    assert robot.asked == []


#: More of them by hand: XUNJIAN_TEST_KILLS=50.
KILLS = int(os.environ.get("XUNJIAN_TEST_KILLS", "6"))
COUNT = 6 * KILLS


def test_kill_9_loses_nothing_and_repeats_only_what_was_cut_off(robot: Robot, tmp_path: Path, database: str) -> None:
    """Killed at random moments. The robot keeps no keys in mind: what was cut off may have arrived, and comes again."""
    channels = {"ding": ding(robot.url)}
    robot.delay = 0.02  # it has the message, and says so later: what is cut off in between comes twice
    random.seed(20260320)
    with world(tmp_path, database, channels) as work:
        put(work, *(f"d{n}" for n in range(COUNT)))
        nursery = subprocess.Popen(
            [sys.executable, str(REPOSITORY / "tests/jobs/sender_nursery.py")],
            env={**os.environ, **variables(tmp_path, database), "PYTHONPATH": str(REPOSITORY)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert nursery.stdin is not None and nursery.stdout is not None
        killed = 0
        while any(one.state not in ("sent", "given-up") for one in stored(work).values()):
            nursery.stdin.write("go\n")
            nursery.stdin.flush()
            sender = int(nursery.stdout.readline())
            if killed < KILLS:
                time.sleep(random.uniform(0.05, 0.3))
                os.kill(sender, signal.SIGKILL)
                killed += 1
            assert nursery.stdout.readline() == "ended\n"
        nursery.stdin.close()
        assert nursery.wait(10) == 0
        nursery.stdout.close()
        times = Counter(robot.texts)
        print(f"{killed} killed, {COUNT} messages, {sum(times.values()) - COUNT} came twice", _tries(work))
        assert set(times) == {f"【巡检】d{n}。\n一项问题" for n in range(COUNT)}
        assert killed > KILLS / 3
        assert sum(times.values()) - COUNT <= killed
        assert _tries(work)["cut off"] == sum(one - 1 for one in _claims(work).values())


def _tries(work: Workspace) -> Counter[str]:

    with work.database.reading() as cx:
        return Counter(outcome or "cut off" for outcome in cx.scalars(select(message_tries.c.outcome)))


def _claims(work: Workspace) -> Counter[int]:

    with work.database.reading() as cx:
        return Counter(cx.scalars(select(message_tries.c.message_id)))
