"""``xunjian messages``: from a scan to the robot, with nothing told twice and no number of a person in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from message_receivers import SIGN, TOKEN, Robot, serving
from scanned_district import Scanned
from tests_support import Xunjian
from village_portal import AS_OF, CITIZEN_NUMBER

LATER = "2026-03-21T10:00:00+08:00"


@pytest.fixture
def robot() -> Iterator[Robot]:
    with serving(Robot(limit=1000)) as one:
        yield one


@pytest.fixture
def settings(scanned: Scanned, robot: Robot) -> dict[str, str]:
    ding: dict[str, Any] = {
        "kind": "dingtalk", "address": robot.url,
        "secrets": {"token": "XUNJIAN_SECRET_TOKEN", "sign": "XUNJIAN_SECRET_SIGN"},
    }  # fmt: skip
    register(scanned, {"channels": {"ding": ding, "ops": ding}, "default": "ding", "operator": "ops"})
    secrets = {"XUNJIAN_SECRET_TOKEN": TOKEN, "XUNJIAN_SECRET_SIGN": SIGN}
    return scanned.settings | secrets | {"XUNJIAN_CONSOLE_URL": "https://console.example"}


def register(scanned: Scanned, channels: dict[str, Any]) -> None:
    folder = Path(scanned.settings["XUNJIAN_DISTRICTS_DIR"]) / "liuxi"
    (folder / "channels.yaml").write_text(yaml.safe_dump(channels), "utf-8")


def compose(here: Xunjian, settings: dict[str, str], *arguments: str) -> list[dict[str, Any]]:
    ran = here("messages", "compose", *arguments, "--json", **settings)
    assert ran.code == 0, ran.err
    messages: list[dict[str, Any]] = ran.json["messages"]
    return messages


def test_a_dry_run_writes_nothing(here: Xunjian, settings: dict[str, str]) -> None:
    for _ in range(2):
        made = compose(here, settings, "weekly", "--as-of", LATER, "--dry-run")
        assert [(one["id"], one["recipient"], one["channel"]) for one in made] == [
            (None, "shuiwu", "ding"),
            (None, "xiang", "ding"),
        ]
    ran = here("messages", "compose", "weekly", "--as-of", LATER, "--dry-run", **settings)
    assert "【巡检】县水务局 总体情况（2026-03-20）" in ran.out
    assert "试写" in ran.out
    assert here("messages", "list", **settings).out == "没有消息。\n"


def test_a_weekly_digest_is_composed_and_sent_once(here: Xunjian, settings: dict[str, str], robot: Robot) -> None:
    made, other = compose(here, settings, "weekly", "--as-of", LATER)
    assert "柳溪发布" in other["body"] and "柳溪发布" not in made["body"]
    assert compose(here, settings, "weekly", "--as-of", LATER) == []
    assert "最近一次周扫描发现问题 1 个，预警 0 个；此前已确认、尚未办结的问题另有 0 个" in made["body"]
    assert f"地址：http://127.0.0.1:{settings_port(settings, made)}/sw/news.htm" in made["body"]
    assert made["body"].endswith("详情：https://console.example/units/shuiwu")
    ran = here("messages", "send", "--json", **settings)
    assert (ran.code, ran.json["sent"], ran.json["left"]) == (0, 2, {"sent": 2})
    assert robot.texts == [f"{one['title']}\n{one['body']}" for one in (made, other)]
    assert here("messages", "send", "--json", **settings).json["sent"] == 0
    assert compose(here, settings, "confirmed", "--as-of", LATER) == []  # the digest has told it


def settings_port(settings: dict[str, str], made: dict[str, Any]) -> str:
    return str(made["body"]).split("http://127.0.0.1:")[1].split("/")[0]


def test_before_the_scan_there_is_nothing_to_tell(here: Xunjian, settings: dict[str, str]) -> None:
    for kind in ("weekly", "confirmed", "deadline", "operator"):
        assert compose(here, settings, kind, "--as-of", "2026-03-01") == [], kind


def test_a_confirmation_is_told_with_the_number_masked(here: Xunjian, settings: dict[str, str], robot: Robot) -> None:
    compose(here, settings, "weekly", "--as-of", LATER)
    found = here("review", "--json", **settings).json["findings"]
    (exposed,) = [one for one in found if "500***" in one["quote"] or "身份证" in one["message"]]
    assert here("review", exposed["id"], "--confirm", "--at", LATER, **settings).code == 0
    assert compose(here, settings, "confirmed", "--as-of", AS_OF) == []  # not confirmed by then
    (made,) = compose(here, settings, "confirmed", "--as-of", LATER)
    assert compose(here, settings, "confirmed", "--as-of", LATER) == []
    assert (made["recipient"], made["title"]) == ("xiang", "【巡检】柳溪乡政府 新确认问题 1 个")
    assert here("messages", "send", **settings).code == 0
    sent = json.dumps(robot.accepted, ensure_ascii=False)
    assert CITIZEN_NUMBER not in sent and CITIZEN_NUMBER[6:14] not in sent
    assert here("review", exposed["id"], "--reopen", "--at", LATER, **settings).code == 0
    assert here("review", exposed["id"], "--confirm", "--at", "2026-03-22", **settings).code == 0
    assert len(compose(here, settings, "confirmed", "--as-of", "2026-03-22")) == 1  # confirmed anew: told anew


def test_deadlines_warn_before_on_and_after_the_day(here: Xunjian, settings: dict[str, str]) -> None:
    found = here("review", "--state", "confirmed", "--json", **settings).json["findings"]
    (late,) = [one for one in found if one["rule"] == "website.news-stale"]
    step = ("ledger", "step", late["id"], "通报", "--at", "2026-03-21", "--due", "2026-03-27", "--who", "甲")
    ran = here(*step, **settings)
    assert ran.code == 0, ran.err
    told = {}
    for day in range(21, 32):
        for made in compose(here, settings, "deadline", "--as-of", f"2026-03-{day}"):
            told[day] = made["body"].split("（")[1].split("）")[0]
    assert told[27] == "今天到期"
    assert told[28] == "已超期 0 个工作日"
    assert min(told) < 27 and "还剩" in told[min(told)]
    assert len(told) == 3


def test_nobody_to_tell_is_said(here: Xunjian, settings: dict[str, str], scanned: Scanned) -> None:
    register(scanned, {"channels": {}})
    ran = here("messages", "compose", "weekly", "--as-of", LATER, **settings)
    assert (ran.code, "已放入发件箱 0 份" in ran.out) == (0, True)
    assert "有 2 份消息没有渠道可发，没有放入发件箱（县水务局、柳溪乡政府）" in ran.complaint


def test_a_test_says_whether_the_channel_works(here: Xunjian, settings: dict[str, str], robot: Robot) -> None:
    ran = here("messages", "test", "ding", **settings)
    assert (ran.code, ran.err) == (0, "")
    assert "渠道 ding 可用" in ran.out
    assert robot.texts[0].startswith("【巡检】渠道测试\n这是 柳溪县 巡检系统的测试消息")
    ran = here("messages", "test", "ding", **settings | {"XUNJIAN_SECRET_SIGN": "SEC-other"})
    assert ran.code == 7
    assert "渠道 ding 没有发出测试消息：310000 sign not match" in ran.complaint
    ran = here("messages", "test", "dong", **settings)
    assert (ran.code, "没有“dong”这个渠道（现有：ding、ops）" in ran.complaint) == (2, True)


def test_what_was_given_up_is_listed_and_can_be_sent_again(
    here: Xunjian, settings: dict[str, str], robot: Robot
) -> None:
    compose(here, settings, "weekly", "--as-of", LATER, "--unit", "县水务局")
    robot.script.append((404, b""))
    ran = here("messages", "send", **settings)
    assert ran.code == 7
    assert "xunjian messages list" in ran.complaint
    listed = here("messages", "list", "--state", "given-up", **settings).out
    assert "已放弃　县水务局　ding　【巡检】县水务局 总体情况" in listed
    assert "原因：404 HTTP 404（已试 1 次）" in listed
    (alert,) = compose(here, settings, "operator", "--as-of", "2026-03-22")
    assert (alert["recipient"], alert["channel"]) == ("operator", "ops")
    ran = here("messages", "send", "--again", "1", "--json", **settings)
    assert (ran.code, ran.json["sent"]) == (0, 2)
    ran = here("messages", "send", "--again", "1", **settings)
    assert (ran.code, "不是已放弃的消息" in ran.complaint) == (2, True)
    ran = here("messages", "send", "--again", "99", **settings)
    assert (ran.code, "没有编号为 99 的消息" in ran.complaint) == (2, True)


def test_a_broken_channel_file_is_a_configuration_error(
    here: Xunjian, settings: dict[str, str], scanned: Scanned
) -> None:
    register(scanned, {"channels": {}, "default": "ding"})
    for arguments in (("messages", "send"), ("config", "check")):
        ran = here(*arguments, **settings)
        assert (ran.code, "channels.yaml: default：没有“ding”这个渠道（现有：无）" in ran.err) == (3, True)
