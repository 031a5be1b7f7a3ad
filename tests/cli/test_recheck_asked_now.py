"""Re-checks of what no page rule can answer: links, certificates, sites that did not open, and what people entered."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from scanned_district import Scanned
from tests_support import Ran, Xunjian
from village_portal import VillagePortal, article, serving

from config.settings import load_settings
from db import findings, probes, scans
from db.engine import open_database
from inspection.fetched import FetchFailure
from inspection.finding import Confidence, Finding, Severity, Subject, SubjectKind
from inspection.probe import Probe
from inspection.rule import ScanKind
from jobs.recheck_homes import ask_homes
from jobs.recheck_plan import questions
from jobs.workspace import rulebook, workspace

LATER = "2026-03-24T10:00:00+08:00"
AT = datetime.fromisoformat(LATER)
CASINO = "<html><head><title>澳门赌场官网_真人荷官在线</title></head><body><p>百家乐，欢迎光临</p></body></html>"
FIRM = "<html><head><title>柳溪茶业</title></head><body><h1>柳溪茶业</h1><p>主营茶叶种植加工。</p></body></html>"


@pytest.fixture
def program(here: Xunjian, scanned: Scanned) -> Xunjian:
    def run(*arguments: str, **more: str) -> Ran:
        return here(*arguments, XUNJIAN_MAX_RETRIES="0", XUNJIAN_TIMEOUT_SECONDS="3", **scanned.settings, **more)

    return run


def known(scanned: Scanned, rule: str, monitor: str, key: str, path: str, severity: Severity = Severity.HINT) -> str:
    """A finding that an earlier check left, confirmed and announced."""
    site = "xiang"
    url = f"{scanned.portal.url}{path}"
    page = SubjectKind.SITE if path == "/xz/" and "link" not in monitor else SubjectKind.PAGE
    subject = Subject(page, site if page is SubjectKind.SITE else url, "xiang", site, None, None, url, "柳溪乡专栏")
    one = Finding(rule, monitor, subject, severity, Confidence.HIGH, "发现时的说明", key)
    database = open_database(f"sqlite:///{scanned.home}/xunjian.sqlite3")
    with database.writing() as connection:
        scan = scans.latest(connection, "liuxi", kind=ScanKind.WEEKLY)
        assert scan is not None
        findings.observe(connection, scan.id, scan.as_of, [(one, False)])
    database.dispose()
    return one.identity


def again(program: Xunjian, id_: str, at: str = LATER) -> dict[str, Any]:
    ran = program("recheck", "--finding", id_, "--as-of", at, "--json")
    assert ran.out, ran.err
    (told,) = ran.json["open"]
    assert ran.code == (4 if told["now"] == "unknown" else 0), ran.err
    return dict(told)


def with_link(scanned: Scanned, url: str) -> None:
    page = str(scanned.portal.answers["/xz/"])
    scanned.portal.answers["/xz/"] = page.replace("</body>", f"<div><a href='{url}'>柳溪茶业</a></div></body>")


# Links


#: What stands at an address that was dead, and what a re-check makes of it.
TARGETS = {
    "/gone": (404, "still", "confirmed", "链接“柳溪茶业”打不开"),
    "/back": (FIRM, "gone", "passed", ""),
    "/broken": (503, "unknown", "confirmed", "有1条链接未能核实（柳溪茶业：服务器返回错误状态（503）"),
    "/refused": (403, "unknown", "confirmed", "访问被拦截"),
}


def test_dead_links_are_asked_again_each_for_itself(program: Xunjian, scanned: Scanned) -> None:
    with serving(VillagePortal({path: target[0] for path, target in TARGETS.items()})) as outside:
        ids = {}
        for path in TARGETS:
            with_link(scanned, f"{outside.url}{path}")
            ids[path] = known(scanned, "website.link-dead", "link_dead", f"{outside.url}{path}", "/xz/")
        scanned.portal.asked.clear()
        wanted = [word for id_ in ids.values() for word in ("--finding", id_)]
        ran = program("recheck", *wanted, "--as-of", LATER, "--json")
        assert set(outside.asked) == {"/robots.txt", *TARGETS}
    told = {one["id"]: one for one in ran.json["open"]}
    for path, (_, now, state, reason) in TARGETS.items():
        one = told[ids[path]]
        assert (one["now"], one["state"]) == (now, state) and reason in one["reason"], one
    assert set(scanned.portal.asked) == {"/robots.txt", "/xz/"}  # the page that holds them, and no other link


def test_a_page_that_holds_the_link_no_more_is_mended_and_the_link_is_not_asked(
    program: Xunjian, scanned: Scanned
) -> None:
    with serving(VillagePortal({"/firm": 404})) as outside:
        id_ = known(scanned, "website.link-dead", "link_dead", f"{outside.url}/firm", "/xz/")
        told = again(program, id_)
        assert outside.asked == []
    assert (told["now"], told["state"], told["reason"]) == ("gone", "passed", "页面上已没有这个链接")


@pytest.mark.parametrize(
    ("home", "reason"), [(502, "服务器返回错误状态（502）"), ("<html><body>网站升级中</body></html>", "错误或维护页面")]
)
def test_a_page_that_does_not_open_says_nothing_about_its_links(
    program: Xunjian, scanned: Scanned, home: str | int, reason: str
) -> None:
    id_ = known(scanned, "website.link-dead", "link_dead", "http://tea.example/", "/xz/")
    scanned.portal.answers["/xz/"] = home
    told = again(program, id_)
    assert (told["now"], told["state"]) == ("unknown", "confirmed")
    assert reason in told["reason"]


@pytest.mark.parametrize(
    ("target", "now", "state"),
    [(CASINO, "still", "confirmed"), (FIRM, "gone", "passed"), (500, "unknown", "confirmed")],
)
def test_a_link_in_other_hands(program: Xunjian, scanned: Scanned, target: str | int, now: str, state: str) -> None:
    with serving(VillagePortal({"http://tea.example/": target, "/robots.txt": 404})) as world:
        world.answers |= {f"{scanned.portal.url}{path}": answer for path, answer in scanned.portal.answers.items()}
        page = str(world.answers[f"{scanned.portal.url}/xz/"])
        world.answers[f"{scanned.portal.url}/xz/"] = page.replace(
            "</body>", "<div><a href='http://tea.example/'>柳溪茶业</a></div></body>"
        )
        id_ = known(
            scanned, "website.link-misdirected", "link_misdirected", "http://tea.example/", "/xz/", Severity.VETO
        )
        ran = program("recheck", "--finding", id_, "--as-of", LATER, "--json", XUNJIAN_PROXY=world.url)
    (told,) = ran.json["open"]
    assert (told["now"], told["state"]) == (now, state), told


def test_a_site_that_is_still_reached_without_https(program: Xunjian, scanned: Scanned) -> None:
    id_ = known(scanned, "website.not-https-or-expired", "not_https_or_expired", "http", "/xz/")
    told = again(program, id_)
    assert (told["now"], told["state"]) == ("still", "confirmed")
    assert "未加密的 http" in told["reason"]
    scanned.portal.answers["/xz/"] = 500
    assert again(program, id_)["now"] == "unknown"


# Sites that did not open


def probed(scanned: Scanned, failed: int, count: int = 23) -> None:
    """One try an hour in the day before the re-check, the first ``failed`` of them in vain."""
    tried = [
        Probe(
            "xiang", f"{scanned.portal.url}/xz/", AT - timedelta(hours=23 - hour), 80, 0 if hour < failed else 200,
            FetchFailure.TIMEOUT if hour < failed else None,
        )
        for hour in range(count)
    ]  # fmt: skip
    database = open_database(f"sqlite:///{scanned.home}/xunjian.sqlite3")
    with database.writing() as connection:
        probes.record(connection, "liuxi", tried)
    database.dispose()


@pytest.mark.parametrize(
    ("home", "day", "now", "reason"),
    [
        (None, (0, 23), "gone", "首页连开3次都能打开"),
        (None, (1, 23), "gone", "首页连开3次都能打开"),
        (None, (2, 23), "unknown", "但最近24小时探测23次，其中2次打不开，达到5%，请人工复核"),
        (None, (0, 19), "unknown", "但最近24小时有效探测只有19次，应不少于20次"),
        (None, (0, 0), "unknown", "首页连开3次都能打开，但最近24小时没有计入的可用性探测"),
        (500, (0, 23), "still", "首页连开3次都打不开：服务器返回错误状态（500）"),
        (403, (0, 23), "unknown", "因我方原因不能判断：网站拒绝了本程序的访问"),
    ],
)
def test_a_site_that_did_not_open(
    scanned: Scanned, home: int | None, day: tuple[int, int], now: str, reason: str
) -> None:
    """Gone only when it opens now, and the last day's probes, counted as the rule counts them, show it steady."""
    probed(scanned, *day)
    id_ = known(scanned, "website.site-unreachable", "site_unreachable", "2026-03-18", "/xz/", Severity.VETO)
    if home:
        scanned.portal.answers["/xz/"] = home
    scanned.portal.asked.clear()
    settings = load_settings(
        database_url=f"sqlite:///{scanned.home}/xunjian.sqlite3", data_dir=scanned.home, district="liuxi",
        districts_dir=scanned.home / "districts", allow_private=("127.0.0.1",), delay_seconds=0,
    )  # fmt: skip
    with workspace(settings) as work:
        with work.database.reading() as connection:
            found, scan = findings.get(connection, id_), scans.latest(connection, "liuxi")
        assert found is not None and scan is not None
        asked = questions([found], rulebook(AT.date()).rules)
        told = ask_homes(work, replace(scan, as_of=AT, kind=ScanKind.RECHECK), asked)[id_]
    assert told.now == now and reason in told.reason, told
    assert scanned.portal.asked.count("/xz/") == 3
    assert set(scanned.portal.asked) == {"/robots.txt", "/xz/"}


def test_a_site_that_opens_again_is_closed(program: Xunjian, scanned: Scanned) -> None:
    probed(scanned, 0)
    id_ = known(scanned, "website.site-unreachable", "site_unreachable", "2026-03-18", "/xz/", Severity.VETO)
    assert again(program, id_)["state"] == "passed"


# What people entered

WRONG = article("乡里工作之1", "2026-03-18", "镇人民攻府召开春耕会议。")
RIGHT = article("乡里工作之1", "2026-03-18", "镇人民政府召开春耕会议。")
OTHER = article("植树活动", "2026-03-22", "全体干部职工参加了植树活动。")
WORDS = ("--wrong", "人民攻府", "--right", "镇人民政府")
PAGE = "/xz/a1.htm"
#: Page by page: what stands there now, the words of the entry, and what a re-check makes of it.
PAGES: dict[str, tuple[str | int, tuple[str, ...], str, str, str]] = {
    "/xz/a0.htm": (WRONG, WORDS, "still", "confirmed", "“人民攻府”仍在页面上"),
    PAGE: (RIGHT, WORDS, "gone", "passed", "“人民攻府”已改为“镇人民政府”"),
    "/xz/a2.htm": (OTHER, WORDS, "unknown", "confirmed", "“人民攻府”已不在页面上，但也没有看到“镇人民政府”"),
    "/xz/a3.htm": (WRONG, WORDS[:2], "still", "confirmed", "“人民攻府”仍在页面上"),
    "/xz/a4.htm": (RIGHT, WORDS[:2], "unknown", "confirmed", "登记时没有写明正确文字，请人工复核"),
    "/xz/b1.htm": (RIGHT, (), "unknown", "confirmed", "这是人工登记的问题，没有写明错误文字，请人工复核"),
    "/xz/b2.htm": (500, WORDS, "unknown", "confirmed", "服务器返回错误状态（500）"),
}


def entered(program: Xunjian, scanned: Scanned, *more: str, page: str = "") -> str:
    where = ("--url", f"{scanned.portal.url}{page}", "--title", "乡里工作之1") if page else ()
    ran = program(
        "ledger", "add", "xiang", "--message", "文章有错字", "--source", "抽查记录3号", "--who", "甲", "--at",
        "2026-03-22T09:00:00+08:00", "--json", *where, *more,
    )  # fmt: skip
    id_ = str(ran.json["lines"][0]["id"])
    program("review", id_, "--confirm", "--who", "甲", "--at", "2026-03-22T10:00")
    return id_


def test_pages_that_a_person_pointed_at(program: Xunjian, scanned: Scanned) -> None:
    ids = {path: entered(program, scanned, *words, page=path) for path, (_, words, *_) in PAGES.items()}
    scanned.portal.answers |= {path: now for path, (now, *_) in PAGES.items()}
    scanned.portal.asked.clear()
    wanted = [word for id_ in ids.values() for word in ("--finding", id_)]
    told = {one["id"]: one for one in program("recheck", *wanted, "--as-of", LATER, "--json").json["open"]}
    for path, (_, _, now, state, reason) in PAGES.items():
        one = told[ids[path]]
        assert (one["now"], one["state"]) == (now, state) and reason in one["reason"], one
    assert set(scanned.portal.asked) == {"/robots.txt", *PAGES}


def test_a_whole_site_that_a_person_pointed_at(program: Xunjian, scanned: Scanned) -> None:
    id_ = entered(program, scanned, "--wrong", "互动文流", "--right", "互动交流")
    scanned.portal.answers["/xz/"] = str(scanned.portal.answers["/xz/"]).replace("互动交流", "互动文流")
    assert again(program, id_)["now"] == "still"
    scanned.portal.answers["/xz/"] = str(scanned.portal.answers["/xz/"]).replace("互动文流", "互动交流")
    assert again(program, id_)["state"] == "passed"


def test_a_rule_that_a_person_named_counts_when_it_finds_a_fault_only(program: Xunjian, scanned: Scanned) -> None:
    """It had not seen this fault either, so that it sees none says nothing."""
    stale = (
        "ledger",
        "add",
        "shuiwu-dt",
        "--rule",
        "website.news-stale",
        "--message",
        "很久不更新",
        "--source",
        "抽查",
    )
    (line,) = program(*stale, "--who", "甲", "--at", "2026-03-22T09:00:00+08:00", "--json").json["lines"]
    program("review", line["id"], "--confirm", "--who", "甲", "--at", "2026-03-22T10:00")
    told = again(program, line["id"])
    assert told["now"] == "still" and "同一对象仍有同类问题" in told["reason"]
    news = str(scanned.portal.answers["/sw/news.htm"]).replace("2026-02-18", "2026-03-23")
    scanned.portal.answers["/sw/news.htm"] = news
    told = again(program, line["id"], "2026-03-24T11:00:00+08:00")
    assert (told["now"], told["state"]) == ("unknown", "confirmed") and "请人工复核" in told["reason"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--wrong", "帐", "--right", "帐户"), "正确文字里仍含错误文字“帐”"),
        (("--right", "政府"), "就要写明错误文字"),
        (("--item", "加分", "--points", "1", "--quarter", "2026Q1", "--wrong", "攻府"), "“得分”不写"),
    ],
)
def test_words_that_cannot_be_meant(program: Xunjian, scanned: Scanned, words: tuple[str, ...], said: str) -> None:
    ran = program("ledger", "add", "xiang", "--message", "x", "--source", "y", "--who", "甲", *words)
    assert (ran.code, ran.out) == (2, "") and said in ran.complaint


def test_a_file_may_hold_the_words_and_need_not(program: Xunjian, scanned: Scanned) -> None:
    head = "类别,对象编号,规则,扣分项,分值,季度,地址,标题,说明,来源,附件,登记人,时刻"
    row = f"问题,xiang,,,,,{scanned.portal.url}{PAGE},乡里工作之1,有错字,抽查,,甲,2026-03-22"
    path = scanned.home / "entries.csv"
    path.write_text(f"{head},错误文字,正确文字\n{row},攻府,政府\n", encoding="utf-8")
    (line,) = program("ledger", "add", "--apply", str(path), "--json").json["lines"]
    scanned.portal.answers[PAGE] = WRONG
    assert again(program, line["id"])["now"] == "still"
    path.write_text(f"{head},错字\n{row},攻府\n", encoding="utf-8")
    assert "不认识“错字”一列" in program("ledger", "add", "--apply", str(path)).complaint


def test_scores_that_people_give_are_not_rechecked(program: Xunjian, scanned: Scanned) -> None:
    score = ("--item", "加分", "--points", "1", "--quarter", "2026Q1")
    program("ledger", "add", "shuiwu", "--message", "表扬", "--source", "文件", "--who", "甲", *score)
    ran = program("recheck", "shuiwu", "--as-of", LATER, "--json")
    assert {one["rule"] for one in ran.json["open"]} == {"website.news-stale"}


# Notes


def test_a_note_is_written_when_the_answer_changes_and_not_every_day(program: Xunjian, scanned: Scanned) -> None:
    """What every day's re-check answered stands in its scan's record."""
    lines = program("ledger", "list", "--json").json["lines"]
    (id_,) = (one["id"] for one in lines if one["rule"] == "website.news-stale")
    program("ledger", "step", id_, "通报", "--who", "甲", "--at", "2026-03-21T10:00")

    def notes() -> list[str]:
        (line,) = (one for one in program("ledger", "list", "--json").json["lines"] if one["id"] == id_)
        return [one["reason"] for one in line["history"] if one["who"] == "自动复检"]

    for day in (22, 23):
        assert again(program, id_, f"2026-03-{day}T12:30:00+08:00")["now"] == "still"
    assert len(notes()) == 1 and "仍存在" in notes()[0]  # 32 and 33 days without an update are one note
    news, scanned.portal.answers["/sw/news.htm"] = scanned.portal.answers["/sw/news.htm"], 502
    for day in (25, 26):
        assert again(program, id_, f"2026-03-{day}T12:30:00+08:00")["now"] == "unknown"
    assert len(notes()) == 2 and "502" in notes()[1]
    scanned.portal.answers["/sw/news.htm"] = news
    assert again(program, id_, "2026-03-27T12:30:00+08:00")["now"] == "still"
    assert len(notes()) == 3
    program("ledger", "step", id_, "开始整改", "--who", "乙", "--at", "2026-03-27T15:00")
    again(program, id_, "2026-03-28T12:30:00+08:00")
    assert len(notes()) == 4, "somebody did something since: the note is about what came of it"
    database = open_database(f"sqlite:///{scanned.home}/xunjian.sqlite3")
    with database.reading() as connection:
        held = [
            one for one in scans.before(connection, "liuxi", AT + timedelta(days=9)) if one.kind is ScanKind.RECHECK
        ]
    database.dispose()
    assert [one.coverage["answers"][id_]["now"] for one in held] == ["still"] * 2 + ["unknown"] * 2 + ["still"] * 2
