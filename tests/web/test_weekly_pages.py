"""Weekly records on pages: what was covered and found, signed once by whoever has seen it, downloaded as signed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from inspection.viewer import Role
from jobs.review import decide
from tests.web.conftest import BEGINNING, Console
from tests.web.visiting import Visitor

SignIn = Callable[[Role], Visitor]
WEEK = "/weekly/2026-03-20"


def test_the_list_shows_every_planned_week_with_its_scan(sign_in: SignIn) -> None:
    page = sign_in(Role.READER).get("/weekly").text
    assert f'href="{WEEK}"' in page and "已完成 1 次" in page and "待签认" in page
    assert "2026年第一季度" in page
    told = sign_in(Role.READER).get("/api/v1/quarters/2026Q1/weeks").json()["items"]
    assert [(one["last_day"], one["held"], one["signed_by"]) for one in told] == [("2026-03-20", True, None)]
    assert told[0]["planned"] == 3 and told[0]["faults"] >= 1


def test_the_record_shows_coverage_and_the_problems_of_a_unit(sign_in: SignIn) -> None:
    reader = sign_in(Role.READER)
    page = reader.get(WEEK).text
    assert "2026-03-14 至 2026-03-20 周扫描记录" in page
    assert "县水务局" in page and "项未能检测" in page
    of_unit = reader.get(f"{WEEK}?unit=shuiwu").text
    assert re.search(r'href="/ledger/[0-9a-f]{16}"', of_unit)
    told = reader.get("/api/v1/weeks/2026-03-17").json()
    assert (told["quarter"], told["signed_by"], told["record"]["last_day"]) == ("2026Q1", None, "2026-03-20")


@pytest.mark.parametrize("path", ["/weekly/2026-03-21", "/weekly/1999-01-01", f"{WEEK}/record.exe"])
def test_what_was_not_held_is_not_there(sign_in: SignIn, path: str) -> None:
    assert sign_in(Role.READER).get(path).status_code == 404


def test_a_reader_does_not_sign(sign_in: SignIn) -> None:
    reader = sign_in(Role.READER)
    assert reader.post_form(f"{WEEK}/sign").status_code == 403
    assert "签认</button>" not in reader.get(WEEK).text


def test_a_record_that_changed_since_it_was_shown_is_not_signed(console: Console, sign_in: SignIn) -> None:
    inspector = sign_in(Role.INSPECTOR)
    page = inspector.get(f"{WEEK}?unit=xiang").text
    seen = _seen(page)
    found = re.search(r'href="/ledger/([0-9a-f]{16})"', page)
    assert found
    decide(console.work, found[1], "confirm", "某人", BEGINNING, "属实")
    answer = inspector.post_form(f"{WEEK}/sign", seen=seen, note="我看过")
    assert answer.status_code == 422
    assert "有变化" in answer.text and "我看过</textarea>" in answer.text
    decide(console.work, found[1], "reopen", "某人", BEGINNING, "")


def test_what_is_signed_stays_and_is_downloaded_as_signed(console: Console, sign_in: SignIn) -> None:
    inspector = sign_in(Role.INSPECTOR)
    page = inspector.get(f"{WEEK}?unit=xiang").text
    assert inspector.post_form(f"{WEEK}/sign", seen=_seen(page), note="已看").status_code == 303
    signed = inspector.get(WEEK).text
    assert "已签认" in signed and "某巡检员" in signed and "签认</button>" not in signed
    assert "某巡检员" in inspector.get("/weekly").text
    files = {kind: inspector.get(f"{WEEK}/record.{kind}") for kind in ("docx", "xlsx", "csv", "json")}
    assert all(answer.headers["content-disposition"].startswith("attachment") for answer in files.values())
    assert files["xlsx"].content[:2] == files["docx"].content[:2] == b"PK"
    found = re.search(r'href="/ledger/([0-9a-f]{16})"', page)
    assert found
    decide(console.work, found[1], "dismiss", "某人", BEGINNING, "不是")
    assert {kind: inspector.get(f"{WEEK}/record.{kind}").content for kind in files} == {
        kind: answer.content for kind, answer in files.items()
    }
    assert "签认之后又有复核" in inspector.get(WEEK).text
    again = inspector.post_form(f"{WEEK}/sign", seen="")
    assert again.status_code == 422 and "不能更改或重签" in again.text
    assert "week.sign" in sign_in(Role.ADMIN).get("/settings/audit?action=week.sign").text


def _seen(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]
