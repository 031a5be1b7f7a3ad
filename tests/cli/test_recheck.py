"""``xunjian recheck``: only what is open is asked, and only what was seen to be in order is closed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from scanned_district import Scanned
from tests_support import Ran, Xunjian
from village_portal import CITIZEN_NUMBER, article, table_list

from config.settings import load_settings
from jobs.scheduled import SCHEDULED
from jobs.workspace import workspace

STALE, NUMBER, QUIET = "website.news-stale", "website.id-number-exposed", "new-media.quiet-week"
LATER = "2026-03-24T10:00:00+08:00"
PAGE, LIST = "/xz/b0.htm", "/xz/news.htm"
ROWS = [(f"/xz/b{n}.htm", f"乡里工作之{n}", "2026-03-18") for n in range(3)]
MENDED = article("乡里工作之0", "2026-03-18", "申请人身份证号码：500*************19，准予登记。")
OTHER = article("春季义务植树活动圆满结束", "2026-03-22", "全体干部职工参加了植树活动。")


@pytest.fixture
def program(here: Xunjian, scanned: Scanned) -> Xunjian:
    def run(*arguments: str, **more: str) -> Ran:
        return here(*arguments, XUNJIAN_MAX_RETRIES="0", **scanned.settings, **more)

    return run


def ledger(program: Xunjian, rule: str) -> dict[str, Any]:
    (found,) = (
        one for one in program("ledger", "list", "--state", "all", "--json").json["lines"] if one["rule"] == rule
    )
    return dict(found)


def answer(ran: Ran, rule: str) -> dict[str, Any]:
    (found,) = (one for one in ran.json["open"] if one["rule"] == rule)
    return dict(found)


def without_row() -> str:
    return table_list("工作动态", ROWS[1:])


@pytest.mark.parametrize(
    ("page", "listing", "now", "state", "reason"),
    [
        (None, None, "still", "notified", "500*************19"),
        (MENDED, None, "gone", "passed", ""),
        (404, "without", "removed", "fixed", "页面已删除（404）"),
        (404, None, "unknown", "notified", "列表仍有它的链接"),
        (404, 502, "unknown", "notified", "列表没有读到"),
        ("<meta http-equiv='refresh' content='0;URL=/xz/'>", "without", "removed", "fixed", "页面已删除"),
        (502, None, "unknown", "notified", "服务器返回错误状态（502）"),
        (403, None, "unknown", "notified", "访问被拦截"),
        (OTHER, None, "unknown", "notified", "已是别的内容"),
        (MENDED, 502, "unknown", "notified", "列表没有读到"),
    ],
)
def test_a_page(
    program: Xunjian,
    scanned: Scanned,
    page: str | int | None,
    listing: str | int | None,
    now: str,
    state: str,
    reason: str,
) -> None:
    id_ = ledger(program, NUMBER)["id"]
    program("review", id_, "--confirm", "--who", "甲", "--at", "2026-03-21T09:00")
    program("ledger", "step", id_, "通报", "--who", "甲", "--at", "2026-03-21T10:00")
    if page is not None:
        scanned.portal.answers[PAGE] = page
    if listing is not None:
        scanned.portal.answers[LIST] = without_row() if listing == "without" else listing
    scanned.portal.asked.clear()
    ran = program("recheck", "--finding", id_[:8], "--as-of", LATER, "--json")
    told = answer(ran, NUMBER)
    assert (told["now"], told["state"], told["before"]) == (now, state, "notified"), told
    assert reason in told["reason"] and CITIZEN_NUMBER not in ran.out
    assert set(scanned.portal.asked) == {"/robots.txt", PAGE, LIST}  # nothing else is fetched
    assert ran.json["requests"] == len(scanned.portal.asked)
    assert ran.code == (4 if now == "unknown" else 0)
    line = ledger(program, NUMBER)
    assert line["state"] == state
    last = line["history"][-1]
    assert (last["who"], last["scan"], last["at"]) == ("自动复检", ran.json["scan"], "2026-03-24T10:00+08:00")
    assert reason in last["reason"]


@pytest.mark.parametrize(
    ("newest", "now", "state"),
    [("2026-03-23", "gone", "passed"), ("2026-02-18", "still", "confirmed"), ("2026-02-20", "still", "confirmed")],
)
def test_a_column(program: Xunjian, scanned: Scanned, newest: str, now: str, state: str) -> None:
    """The third was updated since and is late again: another episode, and no reason to close the first."""
    page = str(scanned.portal.answers["/sw/news.htm"])
    scanned.portal.answers["/sw/news.htm"] = page.replace("2026-02-18", newest)
    scanned.portal.asked.clear()
    ran = program("recheck", "县水务局", "--as-of", LATER, "--json")
    told = answer(ran, STALE)
    assert (told["now"], told["state"]) == (now, state), told
    assert set(scanned.portal.asked) == {"/robots.txt", "/sw/news.htm"}


def test_what_waits_for_review_is_looked_at_but_not_closed(program: Xunjian, scanned: Scanned) -> None:
    scanned.portal.answers[PAGE] = MENDED
    told = answer(program("recheck", "xiang", "--as-of", LATER, "--json"), NUMBER)
    assert (told["now"], told["state"]) == ("gone", "suspected")
    assert ledger(program, NUMBER)["history"][-1]["step"] == "check"


def test_a_wrong_word_must_be_gone_from_page_and_list(xunjian: Xunjian, program: Xunjian, scanned: Scanned) -> None:
    """The word list says 攻府 → 政府; the title held it, on the page and in the list."""
    wrong, right = "县人民攻府召开会议", "县人民政府召开会议"
    answers = scanned.portal.answers
    answers["/xz/w.htm"] = article(wrong, "2026-03-23", "会议研究了春耕工作。")
    answers[LIST] = table_list("工作动态", [("/xz/w.htm", wrong, "2026-03-23"), *ROWS])
    xunjian("scan", "weekly", "--as-of", "2026-03-23T20:00:00+08:00", **scanned.settings)
    lines = program("ledger", "list", "--json").json["lines"]
    (id_,) = (one["id"] for one in lines if "攻府" in one["message"] and one["subject"].endswith("/w.htm"))
    program("review", id_, "--confirm", "--who", "甲", "--at", "2026-03-23T21:00")

    def again(hour: int) -> dict[str, Any]:
        ran = program("recheck", "--finding", id_, "--as-of", f"2026-03-24T{hour}:00:00+08:00", "--json")
        return dict(ran.json["open"][0])

    assert again(10)["now"] == "still"
    answers["/xz/w.htm"] = article(right, "2026-03-23", "会议研究了春耕工作。")
    told = again(11)
    assert told["now"] == "unknown" and "列表的标题仍有“攻府”" in told["reason"]
    answers[LIST] = table_list("工作动态", [("/xz/w.htm", right, "2026-03-23"), *ROWS])
    told = again(12)
    assert (told["now"], told["state"]) == ("gone", "passed")


def test_what_comes_back_is_reopened(xunjian: Xunjian, program: Xunjian, scanned: Scanned) -> None:
    id_ = ledger(program, STALE)["id"]
    stale = scanned.portal.answers["/sw/news.htm"]
    scanned.portal.answers["/sw/news.htm"] = str(stale).replace("2026-02-18", "2026-03-19")
    assert answer(program("recheck", "shuiwu", "--as-of", "2026-03-21", "--json"), STALE)["state"] == "passed"
    scanned.portal.answers["/sw/news.htm"] = stale
    xunjian("scan", "weekly", "--as-of", "2026-03-20T21:00:00+08:00", **scanned.settings)  # saw it before it was fixed
    assert ledger(program, STALE)["state"] == "passed"
    xunjian("scan", "weekly", "--as-of", "2026-03-27T20:00:00+08:00", **scanned.settings)
    line = ledger(program, STALE)
    assert (line["id"], line["state"], line["recurrences"]) == (id_, "recurred", 1)
    assert "第1次复发" in line["history"][-1]["reason"] and line["history"][-1]["who"] == "自动扫描"
    assert program("review", "--state", "confirmed", "--json").json["findings"]  # it still counts as confirmed


def test_only_what_is_overdue(program: Xunjian, scanned: Scanned) -> None:
    line = ledger(program, STALE)
    assert program("recheck", "--overdue", "--as-of", LATER, "--json").json["open"] == []
    program("ledger", "step", line["id"], "通报", "--who", "甲", "--at", "2026-03-21T10:00", "--due", "2026-03-23")
    scanned.portal.asked.clear()
    ran = program("recheck", "--overdue", "--as-of", LATER, "--json")
    assert [one["rule"] for one in ran.json["open"]] == [STALE]
    assert set(scanned.portal.asked) == {"/robots.txt", "/sw/news.htm"}
    ran = program("recheck", "--overdue", "--as-of", LATER)
    assert "超期（已通报）" in ran.out and "次请求" in ran.out


def test_the_schedule_rechecks_what_was_announced(program: Xunjian, scanned: Scanned) -> None:
    program("ledger", "step", ledger(program, STALE)["id"], "通报", "--who", "甲", "--at", "2026-03-21T10:00")
    scanned.portal.answers["/sw/news.htm"] = str(scanned.portal.answers["/sw/news.htm"]).replace("02-18", "03-23")
    settings = load_settings(
        database_url=f"sqlite:///{scanned.home}/xunjian.sqlite3", data_dir=scanned.home, district="liuxi",
        districts_dir=scanned.home / "districts", allow_private=("127.0.0.1",), delay_seconds=0,
    )  # fmt: skip
    with workspace(settings) as work:
        done = SCHEDULED["recheck"](work, datetime.fromisoformat(LATER))
    assert (done.planned, done.unknown, done.note) == (1, 0, "已整改 1 个")
    assert ledger(program, STALE)["state"] == "passed"


@pytest.mark.parametrize(
    "arguments",
    [[], ["xiang", "--finding", "aa"], ["--finding", "aa", "--overdue"], ["--overdue", "--full"], ["--full"]],
)
def test_what_cannot_be_meant(program: Xunjian, arguments: list[str]) -> None:
    ran = program("recheck", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "请写" in ran.complaint or "--full" in ran.complaint


def test_an_unknown_finding(program: Xunjian) -> None:
    ran = program("recheck", "--finding", "zzzz")
    assert (ran.code, ran.out) == (2, "")
    assert "没有编号以“zzzz”开头的问题" in ran.complaint
