"""``xunjian ledger``: who did what when and why, deadlines, and what people add."""

from __future__ import annotations

import sqlite3
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from scanned_district import Scanned
from tests_support import Ran, Xunjian
from village_portal import CITIZEN_NUMBER

STALE, NUMBER, QUIET = "website.news-stale", "website.id-number-exposed", "new-media.quiet-week"
KEYS = {
    "id", "unit", "rule", "grade", "subject", "url", "title", "message", "state", "label", "open", "since", "due",
    "overdue", "late_working_days", "missed", "extensions", "recurrences", "recurs",
    "recurred_as", "attachments", "steps", "history",
}  # fmt: skip


@pytest.fixture
def ledger(here: Xunjian, scanned: Scanned) -> Xunjian:
    """``xunjian ledger ARGUMENTS`` on the scanned district."""

    def run(*arguments: str) -> Ran:
        return here("ledger", *arguments, **scanned.settings)

    return run


def line(ledger: Xunjian, rule: str = STALE) -> dict[str, Any]:
    (found,) = (one for one in ledger("list", "--state", "all", "--json").json["lines"] if one["rule"] == rule)
    return dict(found)


def step(ledger: Xunjian, name: str, at: str, *more: str) -> Ran:
    return ledger("step", line(ledger)["id"][:8], name, "--who", "张三", "--at", at, *more)


def test_a_problem_from_announcement_to_the_passed_check(ledger: Xunjian) -> None:
    """2026-03-24 is a Tuesday: five working days later is the 31st, three more are over the Qingming holiday."""
    assert set(line(ledger)) == KEYS
    assert (line(ledger)["state"], line(ledger)["due"]) == ("confirmed", None)
    ran = step(ledger, "通报", "2026-03-24T09:00", "--reason", "政务钉钉")
    assert ran.out.strip() == f"{line(ledger)['id'][:8]} 现为“已通报”，期限 2026-03-31"
    assert step(ledger, "开始整改", "2026-03-25").code == 0
    late = ledger("list", "--state", "overdue", "--at", "2026-04-02", "--json").json["lines"]
    assert [(one["rule"], one["label"], one["late_working_days"]) for one in late] == [(STALE, "超期（整改中）", 2)]
    ran = ledger(
        "extend", line(ledger)["id"], "--days", "3", "--reason", "系统改版", "--who", "李四", "--at", "2026-04-02T10:00"
    )
    assert ran.code == 0 and line(ledger)["due"] == "2026-04-03"
    assert step(ledger, "报告整改", "2026-04-03T17:00").code == 0
    assert step(ledger, "复核不通过", "2026-04-03T18:00", "--reason", "仍未更新").code == 0
    assert step(ledger, "报告整改", "2026-04-07T09:00").code == 0
    assert step(ledger, "复核通过", "2026-04-07T10:00").code == 0
    told = line(ledger)
    assert (told["state"], told["open"], told["extensions"], told["missed"]) == ("passed", False, 1, ["2026-04-03"])
    assert [(one["label"], one["who"], one["at"]) for one in told["history"]] == [
        ("通报", "张三", "2026-03-24T09:00+08:00"),
        ("开始整改", "张三", "2026-03-25T23:59+08:00"),
        ("延期", "李四", "2026-04-02T10:00+08:00"),
        ("报告整改", "张三", "2026-04-03T17:00+08:00"),
        ("复核不通过", "张三", "2026-04-03T18:00+08:00"),
        ("报告整改", "张三", "2026-04-07T09:00+08:00"),
        ("复核通过", "张三", "2026-04-07T10:00+08:00"),
    ]
    assert "5个工作日" in told["history"][0]["basis"] and "依据等级 A" in told["history"][0]["basis"]
    assert told["history"][2]["reason"] == "系统改版"


def test_for_people(ledger: Xunjian, scanned: Scanned) -> None:
    step(ledger, "通报", "2026-03-24T09:00")
    shown = ledger("show", line(ledger)["id"], "--at", "2026-04-02").out
    for words in (
        "县水务局",
        "超期（已通报）",
        "期限：2026-03-31，已超期 2 个工作日",
        "张三　通报",
        "现在可以：确认、",
    ):
        assert words in shown
    listed = ledger("list", "--at", "2026-04-02")
    assert "共 3 个问题，其中超期 1 个" in listed.out and CITIZEN_NUMBER not in listed.out
    assert f"  地址：{scanned.portal.url}/sw/news.htm\n" in listed.out
    assert "共 1 个问题" in ledger("list", "--unit", "县水务局").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["复核通过"], "“已确认”的问题不能“复核通过”，现在可以：确认、驳回、忽略、重审、通报、报告整改、申诉、复检"),
        (["延期"], "“已确认”的问题不能“延期”"),
        (["复发"], "没有“复发”这一步"),
        (["销号"], "没有“销号”这一步，可用：确认、驳回"),
        (["申诉"], "“申诉”必须写明理由"),
        (["驳回"], "“驳回”必须写明理由"),
        (["通报", "--due", "2026-03-01"], "早于通报当天"),
        (["通报", "--due", "下周"], "看不懂日期“下周”"),
        (["报告整改", "--due", "2026-05-01"], "不带期限"),
        (["通报", "--who", " "], "请写明处理人"),
    ],
)
def test_steps_that_cannot_be_taken(ledger: Xunjian, arguments: list[str], said: str) -> None:
    ran = ledger("step", line(ledger)["id"], arguments[0], "--at", "2026-03-24", *arguments[1:])
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.complaint
    assert line(ledger)["history"] == []


def test_decisions_of_reviewers_and_steps_are_one_history(here: Xunjian, ledger: Xunjian, scanned: Scanned) -> None:
    step(ledger, "通报", "2026-03-24T09:00")
    id_ = line(ledger)["id"]
    step(ledger, "申诉", "2026-03-25T09:00", "--reason", "栏目已合并")
    here(
        "review",
        id_,
        "--dismiss",
        "--reason",
        "申诉成立",
        "--who",
        "王审核",
        "--at",
        "2026-03-26T09:00",
        **scanned.settings,
    )
    told = line(ledger)
    assert (told["state"], [one["label"] for one in told["history"]]) == ("dismissed", ["通报", "申诉", "驳回"])
    assert ledger("step", id_, "确认", "--at", "2026-03-27T09:00").code == 0
    listed = here("review", "--state", "confirmed", "--json", **scanned.settings).json["findings"]
    assert id_ in {one["id"] for one in listed}


def test_following_up_does_not_change_what_a_problem_costs(here: Xunjian, ledger: Xunjian, scanned: Scanned) -> None:
    def cost() -> str:
        ran = here("score", "2026Q1", "--json", **scanned.settings)
        return str(next(one["printed_score"] for one in ran.json["sites"] if one["subject"] == "shuiwu"))

    assert cost() == "95.0"
    for name, at in (("通报", "2026-03-21"), ("报告整改", "2026-03-22"), ("复核通过", "2026-03-23")):
        assert step(ledger, name, at).code == 0
        assert cost() == "95.0"


def test_a_missed_deadline_is_shown_and_costs_nothing_without_a_row(
    here: Xunjian, ledger: Xunjian, scanned: Scanned
) -> None:
    step(ledger, "通报", "2026-03-21", "--due", "2026-03-23")
    ran = here("score", "2026Q1", **scanned.settings)
    assert "95.0" in ran.out
    assert any("有 1 个问题超期未整改，指标表没有相应的分值行，只提示、不扣分" in told for told in ran.remarks)


HEADER = "编号,步骤,理由,处理人,时刻,期限"


def test_a_file_of_steps_is_taken_whole_or_not_at_all(ledger: Xunjian, tmp_path: Path) -> None:
    path = tmp_path / "steps.csv"
    id_ = line(ledger)["id"]
    good = [f"{id_[:8]},通报,政务钉钉,张三,2026-03-24 09:00,", f"{id_[:8]},延期,清明假期,张三,2026-03-25,2026-04-08"]
    for bad, said in (
        (f"{id_},复核通过,,张三,2026-03-26,", "第4行：" + id_[:8] + "：“已通报”的问题不能“复核通过”"),
        (f"{id_},报告整改,,张三,昨天,", "第4行：时刻和期限应写成"),
        ("zzzz,通报,,张三,,", "没有编号以“zzzz”开头的问题"),
        (f"{id_},销号,,张三,,", "第4行“步骤”：没有“销号”这一项"),
        (f"{id_},报告整改,,,,", "第4行“处理人”：不能为空"),
    ):
        path.write_text("\n".join([HEADER, *good, bad]), encoding="utf-8")
        ran = ledger("step", "--apply", str(path))
        assert (ran.code, ran.out) == (2, "")
        assert said in ran.complaint, ran.complaint
        assert line(ledger)["history"] == []
    path.write_text("\n".join([HEADER, *good]), encoding="gbk")
    ran = ledger("step", "--apply", str(path), "--json")
    assert [one["due"] for one in ran.json["lines"]] == ["2026-03-31", "2026-04-08"]


def test_a_year_without_a_holiday_calendar_is_said_aloud(ledger: Xunjian) -> None:
    ran = step(ledger, "通报", "2031-03-24T09:00")
    assert any("没有2031年的放假安排，该年暂按周一至周五" in told for told in ran.remarks)
    assert "没有2031年的放假安排" in line(ledger)["history"][0]["basis"]


# What people add


def add(ledger: Xunjian, *arguments: str) -> Ran:
    return ledger(
        "add", *arguments, "--source", "区政府办抽查记录3号", "--who", "抽查员", "--at", "2026-03-25T09:00:00+08:00"
    )


def test_a_problem_that_a_person_saw(here: Xunjian, ledger: Xunjian, scanned: Scanned, tmp_path: Path) -> None:
    """The calendar has a sitting at 2026-03-25 09:00: confirmed, it costs there what its rule says."""
    picture = tmp_path / "页面截图.png"
    picture.write_bytes(b"\x89PNG picture")
    url = f"{scanned.portal.url}/sw/a1.htm"
    ran = add(
        ledger, "shuiwu", "--rule", "website.leaders-outdated", "--url", url, "--title", "领导信息",
        "--message", f"已调离的负责人仍在列，证件 {CITIZEN_NUMBER}", "--attachment", str(picture), "--json",
    )  # fmt: skip
    (told,) = ran.json["lines"]
    digest = sha256(b"\x89PNG picture").hexdigest()
    assert (told["state"], told["rule"], told["subject"], told["grade"]) == (
        "suspected",
        "website.leaders-outdated",
        url,
        "error",
    )
    assert told["attachments"] == [{"name": "页面截图.png", "sha256": digest}]
    assert (scanned.home / "snapshots" / digest[:2] / digest[2] / f"{digest}.zst").exists()
    assert CITIZEN_NUMBER not in ran.out

    def quarterly() -> Any:
        shown = here("score", "2026Q1", "--json", **scanned.settings).json["sites"]
        return next(one["printed_score"] for one in shown if one["subject"] == "shuiwu")

    assert quarterly() == "95.0"
    here("review", told["id"], "--confirm", "--at", "2026-03-26", **scanned.settings)
    assert quarterly() == "85.0"


def test_a_score_that_people_give(here: Xunjian, ledger: Xunjian, scanned: Scanned) -> None:
    ran = add(
        ledger,
        "xiang",
        "--item",
        "加分",
        "--points",
        "1.5",
        "--quarter",
        "2026Q1",
        "--message",
        "市级通报表扬",
        "--json",
    )
    (told,) = ran.json["lines"]

    def score() -> Any:
        shown = here("score", "2026Q1", "--json", **scanned.settings).json["sites"]
        return next(one["printed_score"] for one in shown if one["subject"] == "xiang")

    assert (told["rule"], told["state"], score()) == ("manual.score", "suspected", "100.0")
    here("review", told["id"], "--confirm", "--at", "2026-03-26", **scanned.settings)
    assert score() == "101.5"
    assert "市级通报表扬" in here("explain", "柳溪乡政府", "2026Q1", **scanned.settings).out
    here("review", told["id"], "--dismiss", "--reason", "重复登记", "--at", "2026-03-27", **scanned.settings)
    assert score() == "100.0"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nobody", "--message", "x"], "没有编号为“nobody”的网站、栏目或账号"),
        (["shuiwu", "--message", " "], "请写明说明"),
        (["shuiwu", "--message", "x", "--rule", "website.nothing"], "没有规则“website.nothing”"),
        (["shuiwu", "--message", "x", "--url", "sw/a1.htm"], "不是网址"),
        (["shuiwu", "--message", "x", "--attachment", "none.png"], "附件 none.png 读不了"),
        (["shuiwu", "--message", "x", "--item", "加分", "--points", "1"], "记入哪个季度"),
        (["shuiwu", "--message", "x", "--item", "奖励", "--points", "1", "--quarter", "2026Q1"], "没有扣分项“奖励”"),
        (["shuiwu", "--message", "x", "--item", "加分", "--points", "-1", "--quarter", "2026Q1"], "应为大于 0 的数字"),
        (
            ["shuiwu", "--message", "x", "--item", "加分", "--points", "1", "--quarter", "1999Q1"],
            "没有登记季度“1999Q1”",
        ),
        (
            ["shuiwu", "--message", "x", "--item", "加分", "--points", "1", "--quarter", "2026Q1", "--rule", STALE],
            "不写规则",
        ),
    ],
)
def test_what_cannot_be_added(ledger: Xunjian, scanned: Scanned, arguments: list[str], said: str) -> None:
    ran = add(ledger, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.complaint
    with sqlite3.connect(scanned.home / "xunjian.sqlite3") as cx:
        assert cx.execute("SELECT count(*) FROM scans WHERE kind = 'manual'").fetchone() == (0,)
    cx.close()


def test_a_file_of_entries(ledger: Xunjian, tmp_path: Path) -> None:
    head = "类别,对象编号,规则,扣分项,分值,季度,地址,标题,说明,来源,附件,登记人,时刻"
    (tmp_path / "letter.txt").write_text("网民留言", encoding="utf-8")
    path = tmp_path / "entries.csv"
    rows = [
        "问题,xiang-wx,,,,,,,推送有错别字,网民留言7号,letter.txt,抽查员,2026-03-24",
        "得分,shuiwu,,网站找错,1,2026Q1,,,按时办结,找错平台,,抽查员,",
    ]
    path.write_text("\n".join([head, *rows, "得分,shuiwu,,网站找错,一分,2026Q1,,,x,y,,抽查员,"]), encoding="utf-8-sig")
    ran = ledger("add", "--apply", str(path))
    assert (ran.code, ran.out) == (2, "") and "分值“一分”" in ran.complaint
    path.write_text("\n".join([head, *rows]), encoding="utf-8-sig")
    ran = ledger("add", "--apply", str(path), "--json")
    assert [(one["rule"], one["unit"]) for one in ran.json["lines"]] == [
        ("manual.finding", "xiang"),
        ("manual.score", "shuiwu"),
    ]
    assert len(ledger("list", "--json").json["lines"]) == 5
    ledger("add", "--apply", str(path))
    assert len(ledger("list", "--json").json["lines"]) == 5  # the same entry twice is one
