"""总览: what a person sees of the whole district at a glance."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page
from sqlalchemy import event, text

from db import scans
from inspection.rule import ScanKind
from inspection.viewer import Role
from tests.web.conftest import Console
from tests.web.still import console_at

#: The day after the village was scanned: 水务局's news are of 2026-02-18, 乡政府's of 2026-03-18.
DAY = "2026-03-21T09:00:00+08:00"


def tile(page: str, name: str) -> str:
    """The tile that names ``name``, without its markup."""
    found = re.search(rf'<li class="tile [^>]*>(?:(?!</li>).)*{name}.*?</li>', page, re.DOTALL)
    assert found, name
    return re.sub(r"<[^>]*>|\s", "", found[0])


def test_every_site_and_account_has_a_tile_that_says_how_it_stands(console: Console) -> None:
    with console_at(console.work, DAY) as reader:
        page = reader.get("/").text
    assert tile(page, "县水务局专栏").startswith("有问题：县水务局专栏")
    assert "个问题" in tile(page, "县水务局专栏")
    assert tile(page, "柳溪发布").startswith("有问题：柳溪发布微信公众号订阅号")


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-03-21T09:00:00+08:00", "“工作动态”剩11天"),
        ("2026-03-31T23:59:00+08:00", "“工作动态”剩1天"),
        ("2026-04-01T00:00:00+08:00", "“工作动态”今天到期"),
        ("2026-04-02T00:00:00+08:00", "“工作动态”已超1天"),
    ],
)
def test_the_days_left_are_counted_in_beijing_days_from_what_was_judged(
    console: Console, moment: str, said: str
) -> None:
    with console.work.database.writing() as cx:
        cx.execute(text("UPDATE ledger_states SET place = 10000001 WHERE site_id = 'xiang'"))  # nothing open
    with console_at(console.work, moment) as reader:
        assert tile(reader.get("/").text, "柳溪乡专栏").endswith(said)


def test_what_waits_for_somebody_leads_to_the_ledger(console: Console) -> None:
    with console_at(console.work, DAY) as reader:
        page = reader.get("/").text
    assert re.search(r'href="/ledger\?state=suspected"><b>\d+</b>', page)
    assert re.search(r'href="/ledger\?state=overdue"><b>0</b>', page)


def test_a_clerk_is_led_to_the_own_unit(console: Console) -> None:
    with console_at(console.work, DAY, Role.CLERK, "shuiwu") as clerk:
        answer = clerk.get("/")
        assert (answer.status_code, answer.headers["location"]) == (303, "/own")
        assert clerk.get("/overview/running").status_code == 403


def test_a_running_scan_is_followed_and_one_that_stopped_is_named(console: Console) -> None:
    began = datetime.fromisoformat(DAY).astimezone(UTC)
    with console.work.database.writing() as cx:
        scan_id = scans.start(
            cx, kind=ScanKind.DAILY, as_of=began, district="liuxi", quarter_id=None, unit_ids=(), code_version="1",
            rules_version="1", started_at=began,
        )  # fmt: skip
    try:
        with console_at(console.work, DAY) as reader:
            part = reader.get("/overview/running").text
            assert "日扫描" in part and "已访问 0/2 个专栏" in part
            assert 'data-refresh="/overview/running"' in part
        with console_at(console.work, "2026-03-21T10:00:00+08:00") as reader:
            part = reader.get("/overview/running").text
            assert "已停下" in part
            assert "data-refresh" not in part
    finally:
        with console.work.database.writing() as cx:
            scans.set_state(cx, scan_id, "interrupted", began)
    with console_at(console.work, DAY) as reader:
        assert "现在没有扫描在运行" in reader.get("/overview/running").text


def test_the_number_of_queries_does_not_grow_with_the_district(console: Console) -> None:
    asked: list[str] = []
    event.listen(console.work.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    with console_at(console.work, DAY) as reader:
        reader.get("/")
    assert len([one for one in asked if one.startswith("SELECT")]) <= 16


def test_an_open_page_follows_a_scan_until_it_has_ended(console: Console, page_as: Callable[..., Page]) -> None:
    now = datetime.now(UTC)
    with console.work.database.writing() as cx:
        scan_id = scans.start(
            cx, kind=ScanKind.DAILY, as_of=now, district="liuxi", quarter_id=None, unit_ids=(), code_version="1",
            rules_version="1", started_at=now,
        )  # fmt: skip
    page = page_as(Role.READER)
    page.goto("/")
    page.get_by_text("已访问 0/2 个专栏").wait_for()
    with console.work.database.writing() as cx:
        scans.set_state(cx, scan_id, "interrupted", now)
    page.get_by_text("现在没有扫描在运行").wait_for()
    assert page.locator("[data-refresh]").count() == 0
    page.get_by_role("link", name="县水务局专栏").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("县水务局专栏")
