"""逐个审核: a decision takes seconds, by mouse or by key, and leads to the next one."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from inspection.finding import Confidence
from inspection.ledger import State
from inspection.viewer import Role
from tests.web.conftest import Console
from tests.web.invented_evidence import photograph
from tests.web.invented_findings import invent, standing
from tests.web.visiting import Visitor

SignIn = Callable[[Role], Visitor]


def test_the_review_begins_with_the_least_certain_and_leads_to_the_next(console: Console, sign_in: SignIn) -> None:
    sure = invent(console, review=True, confidence=Confidence.HIGH, rule="told.first")
    unsure = invent(console, review=True, confidence=Confidence.LOW, rule="told.first")
    inspector = sign_in(Role.INSPECTOR)
    began = inspector.get("/review?rule=told.first")
    assert began.headers["location"] == f"/review/{unsure}?rule=told.first"
    decided = inspector.post_form(began.headers["location"], step="confirm", steps_seen=0)
    assert decided.headers["location"] == f"/review/{sure}?rule=told.first&done={unsure}"
    assert standing(console, unsure).state is State.CONFIRMED
    last = inspector.post_form(f"/review/{sure}?rule=told.first", step="dismiss", reason="判断有误", steps_seen=0)
    assert last.headers["location"] == "/review?rule=told.first"
    assert "没有待审核的问题" in inspector.get("/review?rule=told.first").text


def test_what_has_been_decided_meanwhile_is_not_decided_twice(console: Console, sign_in: SignIn) -> None:
    one, inspector = invent(console, review=True), sign_in(Role.INSPECTOR)
    assert inspector.post_form(f"/review/{one}", step="confirm", steps_seen=0).status_code == 303
    late = inspector.post_form(f"/review/{one}", step="dismiss", reason="误报", steps_seen=0)
    assert late.status_code == 422 and "刚刚有人办理过（某巡检员 确认）" in late.text and "误报" in late.text
    assert standing(console, one).state is State.CONFIRMED


def test_a_reader_and_a_clerk_review_nothing(console: Console, sign_in: SignIn) -> None:
    one = invent(console, review=True)
    for role in (Role.READER, Role.CLERK):
        visitor = sign_in(role)
        assert visitor.get("/review").status_code == 403
        assert visitor.post_form(f"/review/{one}", step="confirm").status_code == 403
    assert standing(console, one).state is State.SUSPECTED


def test_keys_alone_are_enough(console: Console, page_as: Callable[..., Page]) -> None:
    """j and k go forth and back, a figure writes the reason, c and d decide; typed letters stay letters."""
    first = invent(console, review=True, rule="told.keys", confidence=Confidence.LOW)
    second = invent(console, review=True, rule="told.keys", confidence=Confidence.MEDIUM)
    photograph(console, first)
    page = page_as(Role.INSPECTOR)
    page.goto("/review?rule=told.keys")
    expect(page.locator("img.shot")).to_be_visible()
    page.keyboard.press("j")
    page.wait_for_url(f"**/review/{second}?rule=told.keys")
    page.keyboard.press("k")
    page.wait_for_url(f"**/review/{first}?rule=told.keys")
    page.keyboard.press("r")
    page.keyboard.type("cd")
    assert page.locator("#reason").input_value() == "cd"
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    page.keyboard.press("d")
    page.wait_for_url(f"**/review/{second}?rule=told.keys&done={first}")
    assert standing(console, first).state is State.DISMISSED
    page.keyboard.press("c")
    page.wait_for_url("**/review?rule=told.keys")
    assert standing(console, second).state is State.CONFIRMED


def test_the_list_is_walked_and_ticked_by_key(console: Console, page_as: Callable[..., Page]) -> None:
    one = invent(console, review=True)
    page = page_as(Role.INSPECTOR)
    page.goto("/ledger?state=suspected")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("tr.here input[name=ids]").is_checked()
    page.locator("#reason").fill("判断有误")
    page.locator("input[data-all]").check()
    page.get_by_role("button", name="驳回").click()
    expect(page.get_by_role("status")).to_contain_text("已办理")
    assert standing(console, one).state is State.DISMISSED
