"""A quarter on pages: live scores with reasons, what-if, entries by hand, closing what was seen, the files."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest

from db import closings
from inspection.rule import ScanKind
from inspection.viewer import Role
from jobs.official_scans import calendar_units
from jobs.review import decide
from jobs.scan import run_scan
from tests.web.conftest import BEGINNING, Console
from tests.web.visiting import Visitor

SignIn = Callable[[Role], Visitor]
QUARTER = "/quarters/2026Q1"


def test_the_list_says_where_each_quarter_stands(sign_in: SignIn) -> None:
    page = sign_in(Role.READER).get("/quarters").text
    assert f'href="{QUARTER}"' in page and "已结束，待结账" in page
    told = sign_in(Role.READER).get("/api/v1/quarters").json()["items"]
    assert [(one["id"], one["version"]) for one in told] == [("2026Q1", None)]


def test_the_live_table_leads_to_the_reason_of_every_point(console: Console, sign_in: SignIn) -> None:
    reader = sign_in(Role.READER)
    page = reader.get(QUARTER).text
    assert "县水务局专栏" in page and "柳溪发布" in page
    assert "还有 1 次扫描没有完成" in page
    told = reader.get("/api/v1/quarters/2026Q1").json()
    (line,) = [one for one in told["scores"]["sites"] if one["subject"] == "shuiwu"]
    finding = next(id_ for each in line["deductions"] for id_ in each["findings"])
    detail = reader.get(f"{QUARTER}/lines/shuiwu").text
    assert line["arithmetic"] in detail and "依据：" in detail
    assert f'href="/ledger/{finding}"' in detail
    decide(console.work, finding, "dismiss", "某人", BEGINNING, "不是")
    assert line["arithmetic"] not in reader.get(f"{QUARTER}/lines/shuiwu").text
    decide(console.work, finding, "confirm", "某人", BEGINNING, "属实")
    assert line["arithmetic"] in reader.get(f"{QUARTER}/lines/shuiwu").text


@pytest.mark.parametrize(
    "path",
    [
        "/quarters/2099Q9",
        f"{QUARTER}/lines/mars",
        f"{QUARTER}/files/quarter.json",
        f"{QUARTER}/files/../../xunjian.sqlite3",
        f"{QUARTER}/closing.json",
        "/quarters/..%2F..%2Fetc",
        "/quarters/2099Q9/what-if",
        "/quarters/2099Q9/entries",
    ],
)
def test_what_is_not_there_is_not_found(sign_in: SignIn, path: str) -> None:
    assert sign_in(Role.READER).get(path).status_code == 404


def test_what_if_shows_other_scores_and_changes_nothing(console: Console, sign_in: SignIn) -> None:
    reader = sign_in(Role.READER)
    (finding, *_) = reopened = _reopened(console, reader)
    before = reader.get("/api/v1/quarters/2026Q1").json()
    page = reader.get(f"{QUARTER}/what-if").text
    assert f'name="finding:{finding}"' in page
    for fields in ({f"finding:{finding}": "confirm"}, {"all": "confirm"}):
        worked_out = reader.post_form(f"{QUARTER}/what-if", **fields).text
        assert re.search(r"假设处理 \d 个问题的结果", worked_out) and "县水务局专栏" in worked_out
    assert "得分和结果都不变" in reader.post_form(f"{QUARTER}/what-if", all="dismiss").text
    assert "假设处理" not in reader.post_form(f"{QUARTER}/what-if", **{"finding:0": "confirm", "all": "x"}).text
    assert reader.get("/api/v1/quarters/2026Q1").json() == before
    _confirm(console, reopened)


def test_points_entered_by_hand_count_once_they_are_confirmed(console: Console, sign_in: SignIn) -> None:
    inspector = sign_in(Role.INSPECTOR)
    page = inspector.get(f"{QUARTER}/entries").text
    item = re.search(r'<option value="([\w-]+)">加分</option>', page)
    assert item
    given = {"kind": "score", "subject": "柳溪乡专栏", "item": item[1], "points": "2", "message": "信息被采用"}
    wrong = inspector.post_form(f"{QUARTER}/entries", **given | {"points": "很多"}, source="采用通报")
    assert wrong.status_code == 422 and "应为大于 0 的数字" in wrong.text and 'value="采用通报"' in wrong.text
    proof = {"proof": ("../通报.txt", b"adopted", "text/plain")}
    answer = inspector.post_files(f"{QUARTER}/entries", proof, **given, source="采用通报")
    assert answer.status_code == 303, answer.text
    finding = answer.headers["location"].removeprefix("/ledger/")
    assert "信息被采用" in inspector.get(f"{QUARTER}/entries").text
    decide(console.work, finding, "confirm", "某人", BEGINNING, "属实")
    assert "信息被采用" in inspector.get(f"{QUARTER}/lines/xiang").text
    problem = {"kind": "problem", "subject": "xiang", "message": "电话打不通", "source": "网民留言"}
    assert inspector.post_form(f"{QUARTER}/entries", **problem).status_code == 303
    assert inspector.post_form(f"{QUARTER}/entries", **problem, at="前天").status_code == 422


def test_a_quarter_is_closed_as_it_was_seen_and_stays_so(console: Console, sign_in: SignIn) -> None:
    inspector = sign_in(Role.INSPECTOR)
    page = inspector.get(QUARTER).text
    assert "结账</button>" not in page and "完成后才能结账" in page
    early = inspector.post_form(f"{QUARTER}/close", seen="")
    assert early.status_code == 422
    _hold_the_sitting(console)
    seen = _seen(inspector.get(QUARTER).text)
    reopened = _reopened(console, inspector)
    changed = inspector.post_form(f"{QUARTER}/close", seen=seen)
    assert changed.status_code == 422 and "有变化" in changed.text
    _confirm(console, reopened)
    seen = _seen(inspector.get(QUARTER).text)
    assert inspector.post_form(f"{QUARTER}/close", seen=seen).status_code == 303
    with console.work.database.reading() as cx:
        closing = closings.closing(cx, "2026Q1", "liuxi")
    assert closing and (closing.sha256, closing.who, closing.version) == (seen, "某巡检员", 1)
    assert inspector.get(f"{QUARTER}/closing.json").content == closing.document.encode()
    reopened = _reopened(console, inspector)
    closed = inspector.get(QUARTER).text
    assert "已结账" in closed and "没有审核" not in closed
    assert "现在的结果与结账时不同" in inspector.get(f"{QUARTER}?now=1").text
    _confirm(console, reopened)
    assert "现在的结果与结账时一致" in inspector.get(f"{QUARTER}?now=1").text
    assert "quarter.close" in sign_in(Role.ADMIN).get("/settings/audit?action=quarter.close").text


def test_a_reader_neither_enters_nor_closes(sign_in: SignIn) -> None:
    reader = sign_in(Role.READER)
    for path in (f"{QUARTER}/close", f"{QUARTER}/entries"):
        assert reader.post_form(path).status_code == 403
    assert "<form" not in reader.get(f"{QUARTER}/entries").text.split("<main")[1]


def _reopened(console: Console, person: Visitor) -> list[str]:
    """What costs 县水务局 points, suspected again."""
    told = person.get("/api/v1/quarters/2026Q1?now=1").json()["scores"]
    (line,) = [one for one in told["sites"] if one["subject"] == "shuiwu"]
    found = sorted({id_ for each in line["deductions"] for id_ in each["findings"]})
    for id_ in found:
        decide(console.work, id_, "reopen", "某人", BEGINNING, "再看")
    return found


def _confirm(console: Console, finding_ids: list[str]) -> None:
    for id_ in finding_ids:
        decide(console.work, id_, "confirm", "某人", BEGINNING, "属实")


def _hold_the_sitting(console: Console) -> None:
    at = datetime.fromisoformat("2026-03-25T09:00:00+08:00")
    run_scan(console.work, ScanKind.QUARTER, at, calendar_units(console.work.district, ScanKind.QUARTER, at))


def _seen(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]
