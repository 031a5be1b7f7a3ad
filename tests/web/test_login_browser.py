"""The first day of a new user, in a real browser: one-time password, own password, the first page, out again."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from inspection.viewer import Role
from jobs.users import add_user
from tests.web.conftest import BEGINNING, Console
from tests.web.visiting import PASSWORD

OWN = "Mine-2026-spring"


def test_from_the_one_time_password_to_the_first_page_and_out(console: Console, chromium: Browser) -> None:
    work = console.work
    once = add_user(work.database, work.district, BEGINNING, None, login="li.si", name="李某", role=Role.READER)
    context = chromium.new_context(viewport={"width": 375, "height": 800}, base_url=console.address)
    page = context.new_page()
    page.goto("/ledger")
    enter(page, "li.si", once)
    expect(page.get_by_text("您用的是一次性密码")).to_be_visible()
    page.get_by_label("现在的密码").fill(once)
    page.get_by_label("新密码", exact=True).fill(OWN)
    page.get_by_label("再输一次新密码").fill(OWN)
    page.get_by_role("button", name="修改密码").click()
    expect(page.get_by_text("密码已修改")).to_be_visible()
    page.get_by_role("link", name="总览").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("总览")
    page.get_by_role("button", name="退出").click()
    expect(page).to_have_url(f"{console.address}/login")
    page.go_back()
    page.reload()
    expect(page.get_by_label("登录名")).to_be_visible()  # nothing of it is kept in the browser
    enter(page, "li.si", OWN)
    expect(page.get_by_role("link", name="李某")).to_be_visible()
    context.close()


def test_everything_works_by_keyboard_and_without_script(console: Console, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=console.address)
    page = context.new_page()
    page.goto("/me")
    expect(page.get_by_label("登录名")).to_be_focused()
    page.keyboard.type("admin")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("/me")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    expect(page.get_by_role("heading", level=1)).to_have_text("我的账号")
    context.close()


def enter(page: Page, login: str, password: str) -> None:
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
