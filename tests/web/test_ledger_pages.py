"""问题台账: the list, decisions about many, one finding with its steps, the workbook."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from markupsafe import escape
from openpyxl import load_workbook

from db import audit, ledger_pages
from db.ledger_pages import LedgerRow, Wanted
from inspection.ledger import State
from inspection.viewer import Role
from tests.web.conftest import CLERK_UNIT, Console
from tests.web.invented_findings import invent, standing
from tests.web.visiting import Visitor

SignIn = Callable[[Role], Visitor]


def rows(console: Console, **wanted: Any) -> tuple[LedgerRow, ...]:
    with console.work.database.reading() as cx:
        return ledger_pages.page(cx, Wanted(**wanted)).rows


def test_the_list_names_every_open_finding(console: Console, sign_in: SignIn) -> None:
    invent(console, review=True)
    page = sign_in(Role.READER).get("/ledger")
    assert page.status_code == 200
    assert all(row.id[:8] in page.text for row in rows(console, open=True))
    assert "确认</button>" not in page.text  # a reader decides nothing


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("unit=shuiwu", lambda row: row.subject.unit_id == "shuiwu"),
        ("state=confirmed", lambda row: row.standing.state is State.CONFIRMED),
        ("state=overdue", lambda row: False),
        ("rule=website.news-stale", lambda row: row.rule == "website.news-stale"),
        ("rule=no.such.rule", lambda row: False),
        ("unit=nowhere&state=nonsense&quarter=1900Q1", lambda row: True),  # an old link still opens
    ],
)
def test_a_filter_leaves_out_all_others(console: Console, sign_in: SignIn, query: str, kept: Any) -> None:
    invent(console)
    invent(console, review=True, unit="xiang")
    text = sign_in(Role.INSPECTOR).get(f"/ledger?{query}").text
    for row in rows(console, open=True):
        assert (row.id[:8] in text) == kept(row), row


def test_one_decision_about_many_is_noted_for_each(console: Console, sign_in: SignIn) -> None:
    one, other = invent(console, review=True), invent(console)
    inspector = sign_in(Role.INSPECTOR)
    answer = inspector.post_form("/ledger/decide?state=all", ids=[one, other], step="dismiss", reason="判断有误")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/ledger?state=all&done=1&skipped=1"
    assert standing(console, one).state is State.DISMISSED
    assert standing(console, other).state is State.CONFIRMED
    with console.work.database.reading() as cx:
        noted = audit.page(cx, action="finding.dismiss")[0]
    assert (noted.about, noted.detail, noted.who) == (one, "判断有误", "某巡检员")


def test_a_decision_without_its_reason_is_refused_and_the_ticks_stay(console: Console, sign_in: SignIn) -> None:
    one = invent(console, review=True)
    page = sign_in(Role.INSPECTOR).post_form("/ledger/decide", ids=[one], step="dismiss", reason="  ")
    assert page.status_code == 422
    assert "必须写明理由" in page.text
    assert f'value="{one}" aria-label="选中问题 {one[:8]}" checked' in page.text
    assert standing(console, one).state is State.SUSPECTED


def test_a_finding_is_followed_from_announcement_to_the_passed_check(console: Console, sign_in: SignIn) -> None:
    one, inspector = invent(console), sign_in(Role.INSPECTOR)
    steps = [("notify", "notified"), ("start", "fixing"), ("fix", "fixed"), ("pass", "passed")]
    for number, (step, state) in enumerate(steps):
        told = inspector.post_form(f"/ledger/{one}/steps", step=step, reason="已补发", steps_seen=number)
        assert told.status_code == 303, told.text
        assert standing(console, one).state == state
    text = inspector.get(f"/ledger/{one}").text
    assert "复核通过" in text and "已补发" in text


def test_an_illegal_step_and_a_second_person_are_told_so(console: Console, sign_in: SignIn) -> None:
    one, inspector = invent(console), sign_in(Role.INSPECTOR)
    illegal = inspector.post_form(f"/ledger/{one}/steps", step="pass", reason="好")
    assert illegal.status_code == 422 and "现在不能走这一步" in illegal.text
    late = inspector.post_form(f"/ledger/{one}/steps", step="notify", reason="我写的", steps_seen=7)
    assert late.status_code == 422 and "刚刚有人办理过" in late.text and "我写的" in late.text
    assert standing(console, one).state is State.CONFIRMED


def test_a_clerk_sees_what_is_decided_about_the_own_unit_alone(console: Console, sign_in: SignIn) -> None:
    invent(console)
    invent(console, review=True)
    foreign = invent(console, unit="xiang")
    clerk = sign_in(Role.CLERK)
    text = clerk.get("/ledger?state=all&unit=xiang").text
    for row in rows(console):
        known = row.subject.unit_id == CLERK_UNIT and row.standing.state is not State.SUSPECTED
        assert (row.id[:8] in text) == known
        assert clerk.get(f"/ledger/{row.id}").status_code == (200 if known else 403)
    assert clerk.post_form(f"/ledger/{foreign}/steps", step="confirm").status_code == 403


def test_an_unknown_finding_is_told_in_chinese(sign_in: SignIn) -> None:
    page = sign_in(Role.READER).get("/ledger/0123456789abcdef")
    assert page.status_code == 404 and "没有这个问题" in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/ledger?rule=%00&site=%00&after=%00",
        "/ledger/%00",
        "/ledger/zz",
        "/review/%00",
        "/evidence/%00",
        "/ledger?unit=%ff",
    ],
)
def test_an_address_that_nobody_wrote_is_answered(sign_in: SignIn, path: str) -> None:
    assert sign_in(Role.INSPECTOR).get(path).status_code in (200, 404, 422)


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}"])
def test_crawled_words_are_nothing_but_words(console: Console, sign_in: SignIn, words: str) -> None:
    one = invent(console, title=words, message=words, quote=words)
    for path in ("/ledger", f"/ledger/{one}"):
        text = sign_in(Role.INSPECTOR).get(path).text
        assert str(escape(words)) in text
        assert words == str(escape(words)) or words not in text


def test_the_workbook_holds_the_filtered_list_as_text(console: Console, sign_in: SignIn) -> None:
    invent(console, message='=HYPERLINK("http://x","y")')
    answer = sign_in(Role.READER).get("/ledger/export.xlsx?state=all")
    assert answer.headers["content-type"].startswith("application/vnd.openxmlformats")
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    cells = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [line[0] for line in cells] == [row.id for row in rows(console)]
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
