"""``xunjian review``: only what a person (or a rule) confirmed costs points, and what was dismissed stays dismissed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scanned_district import Scanned
from tests_support import Ran, Xunjian
from village_portal import CITIZEN_NUMBER

STALE, NUMBER, QUIET = "website.news-stale", "website.id-number-exposed", "new-media.quiet-week"
KEYS = {
    "id", "state", "rule", "unit", "subject", "url", "title", "grade", "confidence", "message", "quote",
    "first_seen", "last_seen", "times_seen", "decision",
}  # fmt: skip
NEXT_WEEK = "2026-03-27T20:00:00+08:00"


@pytest.fixture
def review(here: Xunjian, scanned: Scanned) -> Xunjian:
    """``xunjian review ARGUMENTS`` on the scanned district."""

    def run(*arguments: str) -> Ran:
        return here("review", *arguments, **scanned.settings)

    return run


def listed(review: Xunjian, state: str = "all") -> dict[str, dict[str, Any]]:
    return {one["rule"]: one for one in review("--state", state, "--json").json["findings"]}


def test_listing(review: Xunjian) -> None:
    assert set(listed(review, "suspected")) == {NUMBER}
    assert set(listed(review, "confirmed")) == {STALE, QUIET}
    everything = listed(review)
    assert all(set(one) == KEYS for one in everything.values())
    number = everything[NUMBER]
    assert (number["state"], number["unit"], number["grade"], number["decision"]) == (
        "suspected",
        "xiang",
        "error",
        None,
    )
    assert number["subject"] == number["url"] and number["url"].endswith("/xz/b0.htm")
    assert number["first_seen"] == number["last_seen"] == "2026-03-20T20:00+08:00"
    assert number["times_seen"] == 1
    told = review("--json", "--state", "all", "--unit", "县水务局").json["findings"]
    assert [one["unit"] for one in told] == ["shuiwu"]


def test_listing_for_people(review: Xunjian) -> None:
    ran = review()
    assert (ran.code, ran.err) == (0, "")
    for words in ("共 1 个问题", "柳溪乡政府", "疑似", "500*************19", "/xz/b0.htm"):
        assert words in ran.out
    assert CITIZEN_NUMBER not in ran.out
    assert review("--state", "dismissed").out.strip() == "没有这种状态的问题。"


def test_deciding_by_the_first_places_of_an_id(review: Xunjian) -> None:
    known = listed(review)[NUMBER]["id"]
    ran = review(known[:6], "--confirm", "--who", "审核员甲", "--at", "2026-03-21T09:00", "--json")
    assert (ran.code, ran.json["state"]) == (0, "confirmed")
    assert ran.json["decision"] == {
        "action": "confirm",
        "who": "审核员甲",
        "at": "2026-03-21T09:00+08:00",
        "reason": "",
    }
    assert review().out.strip() == "没有待审核的问题。"
    for action, reason, state, word in (
        ("--dismiss", "公示期内，法定公开", "dismissed", "驳回"),
        ("--reopen", "", "suspected", "疑似"),
        ("--ignore", "该页面按规定公开", "ignored", "忽略"),
    ):
        ran = review(known, action, "--reason", reason)
        assert ran.out.strip() == f"{known[:8]} 现为“{word}”"
        assert listed(review)[NUMBER]["state"] == state
        assert listed(review)[NUMBER]["decision"]["reason"] == reason


def test_decisions_that_cannot_be_taken(review: Xunjian) -> None:
    known = listed(review)[NUMBER]["id"]
    for arguments, said in (
        ([known, "--dismiss"], "必须写明理由"),
        ([known, "--ignore", "--reason", "  "], "必须写明理由"),
        ([known, "--confirm", "--who", " "], "请写明处理人"),
        (["zzzz", "--confirm"], "没有编号以“zzzz”开头的问题"),
        (["", "--confirm"], "请给出问题编号"),
    ):
        ran = review(*arguments)
        assert (ran.code, ran.out) == (2, "")
        assert said in ran.complaint
    assert listed(review)[NUMBER]["decision"] is None


HEADER = "规则,主体,决定,理由,审核人"


def rows(scanned: Scanned) -> list[str]:
    page = f"{scanned.portal.url}/xz/b0.htm"
    return [f"{NUMBER},{page},确认,写出完整号码,审核员甲", f"{STALE},shuiwu-dt,驳回,栏目已合并,审核员甲"]


def write(path: Path, *lines: str, encoding: str = "utf-8-sig") -> Path:
    path.write_bytes("\r\n".join((*lines, "")).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_file_of_decisions_twice(review: Xunjian, scanned: Scanned, tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "decisions.csv", HEADER, *rows(scanned), encoding=encoding)
    assert review("--apply", str(path), "--at", "2026-03-21").out.strip() == "已按 decisions.csv 审核 2 个问题"
    first = listed(review)
    assert {rule: one["state"] for rule, one in first.items()} == {
        NUMBER: "confirmed", STALE: "dismissed", QUIET: "confirmed",
    }  # fmt: skip
    assert first[STALE]["decision"]["reason"] == "栏目已合并"
    assert review("--apply", str(path), "--at", "2026-03-22", "--json").json == {"decided": 0}
    assert listed(review) == first


BAD = [
    ("规则,主体,决定,理由", "缺少“审核人”一列"),
    (f"{HEADER}\nx,y,也许,,甲", "第2行“决定”：没有“也许”这一项（允许：确认、驳回、忽略、重审）"),
    (f"{HEADER}\n{STALE},shuiwu-dt,驳回,,甲", "第2行“理由”：不能为空"),
    (f"{HEADER}\n{STALE},shuiwu-dt,确认,,", "第2行“审核人”：不能为空"),
    (f"{HEADER}\n\n{STALE},shuiwu-dt,确认,,甲,多", "第3行：比表头多出一格"),
    (f"{HEADER}\n{STALE},shuiwu-dt,确认,,甲\n{STALE},nowhere,确认,,甲", "第3行：没有找到规则 website.news-stale"),
    ("", "文件是空的"),
]


@pytest.mark.parametrize(("text", "said"), BAD, ids=[said for _, said in BAD])
def test_one_bad_row_and_nothing_is_decided(review: Xunjian, tmp_path: Path, text: str, said: str) -> None:
    before = listed(review)
    (tmp_path / "decisions.csv").write_text(text, encoding="utf-8")
    ran = review("--apply", str(tmp_path / "decisions.csv"))
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.complaint and "decisions.csv" in ran.complaint
    assert listed(review) == before


def test_a_missing_file_of_decisions(review: Xunjian, tmp_path: Path) -> None:
    ran = review("--apply", str(tmp_path / "none.csv"))
    assert (ran.code, ran.out) == (2, "")
    assert "none.csv：缺少这个文件" in ran.complaint


def test_what_was_dismissed_stays_dismissed(xunjian: Xunjian, review: Xunjian, scanned: Scanned) -> None:
    """A later scan sees the same again, whether as a column or as a page: nobody is asked twice."""
    for rule in (STALE, NUMBER):
        review(listed(review)[rule]["id"], "--dismiss", "--reason", "核实无误")
    weekly = xunjian("scan", "weekly", "--as-of", NEXT_WEEK, "--json", **scanned.settings)
    again = xunjian("recheck", "柳溪乡政府", "--full", "--as-of", NEXT_WEEK, "--json", **scanned.settings)
    states = {one["rule"]: one["state"] for one in (*weekly.json["findings"], *again.json["findings"])}
    assert states[STALE] == states[NUMBER] == "dismissed"
    assert listed(review)[STALE]["times_seen"] == listed(review)[NUMBER]["times_seen"] == 2
    assert not {STALE, NUMBER} & set(listed(review, "suspected"))


def test_what_is_ignored_is_ignored_in_its_next_episode_too(
    xunjian: Xunjian, review: Xunjian, scanned: Scanned
) -> None:
    review(listed(review)[STALE]["id"], "--ignore", "--reason", "栏目按季更新")
    page = str(scanned.portal.answers["/sw/news.htm"])
    scanned.portal.answers["/sw/news.htm"] = page.replace("2026-02-18", "2026-03-01")  # updated, and silent again
    ran = xunjian("scan", "weekly", "--as-of", NEXT_WEEK, "--json", **scanned.settings)
    assert {one["state"] for one in ran.json["findings"] if one["rule"] == STALE} == {"ignored"}
    told = review("--state", "all", "--json").json["findings"]
    assert [one["state"] for one in told if one["rule"] == STALE] == ["ignored", "ignored"]


def test_only_confirmed_findings_cost_points(here: Xunjian, review: Xunjian, scanned: Scanned) -> None:
    def score() -> dict[str, str]:
        ran = here("score", "2026Q1", "--json", **scanned.settings)
        assert ran.code == 0, ran.err
        return {line["subject"]: line["printed_score"] for line in ran.json["sites"]}

    assert score() == {"shuiwu": "95.0", "xiang": "100.0"}  # 10 points by rule, halved in the weekly item
    review(listed(review)[STALE]["id"], "--dismiss", "--reason", "栏目已合并")
    assert score()["shuiwu"] == "100.0"
    told = here("explain", "县水务局", "2026Q1", **scanned.settings)
    assert "县水务局专栏" in told.out and "100" in told.out
