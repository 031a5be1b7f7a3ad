"""The way of an inspector through weeks and quarters, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from playwright.sync_api import Page, expect

from inspection.viewer import Role
from jobs.kept_results import quarter_now
from jobs.review import decide
from jobs.tasks_worker import working
from tests.web.conftest import BEGINNING, Console

PageAs = Callable[..., Page]


def test_documents_are_made_while_one_watches_and_then_downloaded(console: Console, page_as: PageAs) -> None:
    page = page_as(Role.INSPECTOR)
    with working(console.work):
        page.goto("/quarters/2026Q1")
        page.get_by_role("button", name="生成材料").click()
        expect(page.get_by_text("已完成")).to_be_visible(timeout=180_000)  # the page renews itself
    page.get_by_role("link", name="返回查看").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="annex1.xlsx").click()
    assert download.value.suggested_filename == "2026Q1 annex1.xlsx"


def test_a_week_is_signed_with_the_keyboard(page_as: PageAs) -> None:
    page = page_as(Role.INSPECTOR)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.goto("/weekly")
    page.get_by_role("link", name="2026-03-14 至 2026-03-20").click()
    page.get_by_label("说明").focus()
    page.keyboard.type("已看")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已签认", exact=True)).to_be_visible()
    assert len(asked) == 1 and "签认后不能更改" in asked[0]


def test_supposed_decisions_are_worked_out_on_a_phone(console: Console, page_as: PageAs) -> None:
    now = quarter_now(console.work, "2026Q1", date(2026, 4, 1))
    (finding, *_) = now.document["sites"][0]["deductions"][0]["findings"]
    decide(console.work, finding, "reopen", "某人", BEGINNING, "再看")
    page = page_as(Role.READER, width=375)
    page.goto("/quarters/2026Q1/what-if")
    page.get_by_role("button", name="假设全部确认").click()
    expect(page.get_by_role("heading", name="假设处理")).to_be_visible()
    expect(page.get_by_role("link", name="县水务局专栏")).to_be_visible()
    decide(console.work, finding, "confirm", "某人", BEGINNING, "属实")
