"""配置: what is set, where it comes from, and whether it works."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inspection.viewer import Role
from jobs.tasks_worker import working
from tests.web.conftest import Console
from tests.web.visiting import Visitor
from tests.web.waiting import ended

SignIn = Callable[[Role], Visitor]


@pytest.fixture
def channels(console: Console) -> Iterator[Path]:
    """A channel that nobody answers."""
    path = console.work.settings.data_dir / "districts" / "liuxi" / "channels.yaml"
    before = path.read_text("utf-8") if path.exists() else None
    path.write_text(
        "channels:\n  qun: {kind: webhook, address: 'http://127.0.0.1:9/'}\ndefault: qun\n", encoding="utf-8"
    )
    yield path
    path.write_text(before, "utf-8") if before is not None else path.unlink()


def test_the_index_leads_to_pages_that_are_there(sign_in: SignIn) -> None:
    admin = sign_in(Role.ADMIN)
    links = re.findall(r'<h2><a href="([^"]+)"', admin.get("/settings").text)
    assert len(links) >= 6
    assert {path: admin.get(path).status_code for path in links} == dict.fromkeys(links, 200)


def test_every_rule_is_shown_with_its_clause_and_grade(sign_in: SignIn) -> None:
    reader = sign_in(Role.READER)
    (path, *_) = re.findall(r'href="(/settings/indicators/[^"]+)"', reader.get("/settings/indicators").text)
    page = reader.get(path).text
    assert "依据等级：C 通报写明" in page and "国办秘函" in page
    assert reader.get("/settings/indicators/none").status_code == 404


def test_the_schedule_says_that_nobody_runs_it(sign_in: SignIn) -> None:
    page = sign_in(Role.READER).get("/settings/schedule").text
    assert "还没有启动过调度程序" in page
    assert "周扫描" in page and "每天 06:30" in page


def test_a_channel_is_tested_and_its_failure_told(sign_in: SignIn, channels: Path) -> None:
    admin = sign_in(Role.ADMIN)
    assert "发测试消息" in admin.get("/settings/channels").text
    answer = admin.post_form("/settings/channels/qun/test")
    assert "没有发出测试消息" in answer.text and "运维" in answer.text
    assert admin.post_form("/settings/channels/other/test").status_code == 404
    channels.write_text("channels: [", "utf-8")
    assert "channels.yaml" in admin.get("/settings/channels").text


def test_only_administrators_see_channels(sign_in: SignIn) -> None:
    for role in (Role.READER, Role.INSPECTOR, Role.CLERK):
        assert sign_in(role).get("/settings/channels").status_code == 403


def test_a_word_is_tried_on_the_articles_of_the_last_scan(console: Console, sign_in: SignIn) -> None:
    admin = sign_in(Role.ADMIN)
    assert "布署" in admin.get("/settings/lexicons?q=布署").text
    answer = admin.post_form("/settings/lexicons/trial", wrong="阶段性成效", right="阶段性成果", exceptions="")
    assert answer.status_code == 303
    with working(console.work):
        page = ended(admin, answer.headers["location"])
    assert re.search(r"(\d) 篇命中", page) and "取得阶段性成效" in page
    assert "阶段性成效,阶段性成果,一般,常用词" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"wrong": "错"}, "每个词应为 2 到 30 个字"),
        ({"right": "阶段性成效"}, "写法相同"),
        ({"exceptions": "别的词"}, "应是包含"),
        ({"wrong": "\x00\x01"}, "每个词应为"),
    ],
)
def test_a_word_that_the_lists_would_refuse_is_not_tried(sign_in: SignIn, fields: dict[str, str], said: str) -> None:
    entered = {"wrong": "阶段性成效", "right": "阶段性成果", "exceptions": ""} | fields
    answer = sign_in(Role.ADMIN).post_form("/settings/lexicons/trial", **entered)
    assert answer.status_code == 422 and said in answer.text


def test_programs_read_the_settings(sign_in: SignIn) -> None:
    admin, reader = sign_in(Role.ADMIN), sign_in(Role.READER)
    (table, *_) = [one["id"] for one in reader.get("/api/v1/settings/indicators").json()["items"]]
    rules = reader.get(f"/api/v1/settings/indicators/{table}").json()["items"]
    assert all(rule["clause"] and rule["grade"] in "CDNOA" for rule in rules)
    told = reader.get("/api/v1/settings/schedule").json()
    assert told["started"] is False and "weekly-scan" in [one["job"] for one in told["items"]]
    assert admin.get("/api/v1/settings/registry").json()["tables"]["单位"][0][:2] == ["shuiwu", "县水务局"]
    assert reader.get("/api/v1/settings/registry").status_code == 403
    assert reader.get("/api/v1/settings/indicators/none").status_code == 404
