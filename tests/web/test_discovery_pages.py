"""发现栏目: from a site's address to registered columns."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from village_portal import article, table_list

from inspection.registry import ColumnKind
from inspection.viewer import Role
from jobs.kept_discoveries import can_be_looked_at
from jobs.tasks_worker import working
from tests.web.conftest import Console
from tests.web.visiting import Visitor

SignIn = Callable[[Role], Visitor]


@pytest.fixture(scope="module")
def address(console: Console) -> str:
    """The home page of a site with two columns, whose titles are as hostile as they can be."""
    answers = console.portal.answers
    for folder, name in (("xw", "工作动态"), ("tz", "通知公告")):
        rows = [
            (f"/nw/{folder}/{n}.htm", f"<b>第{n}项</b>&lt;script&gt;工作安排", f"2026-03-{n:02}")
            for n in range(9, 4, -1)
        ]
        answers[f"/nw/{folder}/"] = table_list(name, rows)
        answers |= {href: article(title, day, "各项工作按计划有序推进。") for href, title, day in rows}
    links = "<a href='/nw/xw/'>工作动态</a> <a href='/nw/tz/'>通知公告</a>"
    answers["/nw/"] = f"<html><head><meta charset='utf-8'><title>新局</title></head><body>{links}</body></html>"
    return f"{console.portal.url}/nw/"


def looked_at(admin: Visitor, console: Console, address: str) -> str:
    """Press the button, wait for the task; where its page leads back to."""
    with working(console.work):
        answer = admin.post_form("/discovery", address=address)
        assert answer.status_code == 303, answer.text
        until = time.monotonic() + 90
        while "data-refresh" in (text := admin.get(answer.headers["location"]).text):
            assert time.monotonic() < until, text
            time.sleep(0.3)
    assert "找到 2 个栏目" in text
    return text


def test_columns_are_proposed_with_samples_and_taken_by_a_tick(console: Console, sign_in: SignIn, address: str) -> None:
    admin = sign_in(Role.ADMIN)
    assert 'href="/discovery?address=' in looked_at(admin, console, address)
    page = admin.get("/discovery", params={"address": address}).text
    assert "工作动态" in page and "通知公告" in page and "2026-03-09" in page
    assert "第9项" in page and "<script>工作" not in page and "<b>第" not in page

    nothing = admin.post_form("/discovery/accept", address=address, site="shuiwu")
    assert nothing.status_code == 422 and "请勾选至少一个" in nothing.text
    nowhere = admin.post_form("/discovery/accept", address=address, site="mars", url=f"{address}tz/")
    assert nowhere.status_code == 422 and "请先选择" in nowhere.text

    before = console.app.state.desk
    try:
        taken = admin.post_form("/discovery/accept", address=address, site="shuiwu", url=f"{address}tz/")
        assert (taken.status_code, taken.headers["location"]) == (303, "/sites/shuiwu")
        (column,) = [one for one in console.app.state.desk.work.district.columns if one.url == f"{address}tz/"]
        assert (column.id, column.site_id, column.kind) == ("shuiwu-notice", "shuiwu", ColumnKind.NOTICE)
        assert not column.verified
        assert "通知公告" in admin.get("/sites/shuiwu").text
        again = admin.post_form("/discovery/accept", address=address, site="shuiwu", url=f"{address}tz/")
        assert again.status_code == 422
        folder = Path(str(console.work.settings.districts_dir)) / "liuxi" / "columns.csv"
        assert f"{address}tz/" in folder.read_text("utf-8-sig")
    finally:
        console.app.state.desk = replace(before)


def test_what_is_no_address_is_refused(sign_in: SignIn) -> None:
    answer = sign_in(Role.ADMIN).post_form("/discovery", address="新局")
    assert answer.status_code == 422
    assert 'value="新局"' in answer.text and "完整网址" in answer.text


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("http://x.example/", True),
        ("https://x.example/a/", True),
        ("ftp://x.example/", False),
        ("javascript:alert(1)", False),
        ("x.example", False),
        ("http://x.example/\n", False),
        ("http://x.example/" + "a" * 500, False),
    ],
)
def test_only_plain_web_addresses_are_looked_at(address: str, good: bool) -> None:
    assert can_be_looked_at(address) is good


def test_an_address_that_nobody_looked_at_says_so(sign_in: SignIn) -> None:
    page = sign_in(Role.ADMIN).get("/discovery", params={"address": "http://elsewhere.example/"}).text
    assert "这个网址还没有查找过" in page


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.READER, Role.CLERK])
def test_only_administrators_change_what_is_inspected(sign_in: SignIn, role: Role) -> None:
    person = sign_in(role)
    assert person.get("/discovery").status_code == 403
    assert person.post_form("/discovery/accept", address="http://x.example/", site="shuiwu").status_code == 403
