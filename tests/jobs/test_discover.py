"""A first look round sites that nobody configured: what is found, what stays unknown, and how much is asked."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from strange_sites import CITIZEN_NUMBER, bureau, town
from tests_support import REPOSITORY, Ran, Xunjian, command, environment
from village_portal import VillagePortal, serving

from config.districts import load_district
from config.new_district import write_district
from config.registry_files import HEADERS
from config.settings import load_settings
from crawler.polite_asker import BUDGET_SPENT, PoliteAsker
from inspection.fetched import FetchFailure, FetchProblem, Page

SETTINGS = {"XUNJIAN_ALLOW_PRIVATE": "127.0.0.1", "XUNJIAN_DELAY_SECONDS": "0", "XUNJIAN_MAX_RETRIES": "0"}


@pytest.fixture
def portal() -> Iterator[VillagePortal]:
    with serving(VillagePortal()) as running:
        yield running


Look = Callable[..., Ran]


@pytest.fixture
def look(here: Xunjian, portal: VillagePortal) -> Look:
    """``look("/wj/", "--json")`` = ``xunjian discover`` at that path of the portal."""
    return lambda path, *more, **settings: here("discover", portal.url + path, *more, **{**SETTINGS, **settings})


def columns_of(ran: Ran) -> dict[str, dict[str, Any]]:
    return {column["name"]: column for column in ran.json["columns"]}


def test_a_site_without_metas(look: Look, portal: VillagePortal) -> None:
    bureau(portal)
    ran = look("/wj/", "--json")
    assert ran.code == 0, ran.err
    found = columns_of(ran)
    told = ("kind", "kind_from", "state", "rows", "newest")
    assert {name: tuple(one[key] for key in told) for name, one in found.items()} == {
        "通知公告": ("notice", "name", "read", 3, "2026-04-11"),
        "本局动态": ("news", "name", "read", 2, "2026-03-02"),
        "互动信箱": ("mailbox", "name", "read", 0, None),
        "政策文件": ("policy", "name", "unknown", 0, None),
        "机构职能": ("functions", "name", "read", 0, None),
        "空白公示": ("notice", "name", "read", 0, None),
    }  # fmt: skip
    assert found["政策文件"]["reason"] == "列表内容由脚本加载，未能读取"
    assert [name for name, one in found.items() if one["says_empty"]] == ["空白公示"]
    assert found["机构职能"]["path"] == ["信息公开", "机构职能"]
    notice = found["通知公告"]
    following = {"kind": "links", "pages": None, "next": f"{portal.url}/wj/tz/p2.jsp", "next_rows": 2, "problem": None}
    assert notice["pager"] == following
    assert notice["article"] == {"clue": "visible label", "agrees": True}
    assert (notice["selector"], notice["markup"]) == (None, "dl.lb > dt")


def test_what_could_not_be_read_is_unknown_with_a_reason(look: Look, portal: VillagePortal) -> None:
    bureau(portal)
    ran = look("/wj/", "--json")
    assert {one["name"]: one["reason"] for one in ran.json["unread"]} == {
        "领导信息": "服务器返回状态 403",
        "内部政策": "robots.txt 不允许访问",
        "政策解读": "服务器返回状态 404",
        "旧版公告": "地址不允许访问（端口 1 不是网页端口）",
    }
    assert not any(row["名称"] in ("领导信息", "内部政策", "政策解读") for row in ran.json["rows"])


def test_a_site_with_standard_metas_in_gbk(look: Look, portal: VillagePortal) -> None:
    town(portal)
    ran = look("/", "--json")
    assert ran.code == 0, ran.err
    found = columns_of(ran)
    assert {name: (one["kind"], one["kind_from"], one["dated"], one["newest"]) for name, one in found.items()} == {
        "镇里的事": ("news", "meta", 5, "2026-03-20"),
        "文件": ("policy", "meta", 3, "2026-02-13"),
        "书记镇长": ("leaders", "meta", 0, None),
    }
    assert found["镇里的事"]["pager"]["kind"] == "post"
    assert [row["shown"] for row in found["文件"]["samples"]] == ["2026-02-11", "2026-02-12", "2026-02-13"]
    assert found["文件"]["article"]["clue"].startswith("未能读取（")


def test_nothing_is_asked_twice_nor_outside_nor_beyond_the_budget(look: Look, portal: VillagePortal) -> None:
    bureau(portal)
    ran = look("/wj/", "--json")
    assert len(portal.asked) == len(set(portal.asked)) <= ran.json["requests"] <= 60
    assert all(path.startswith("/wj/") for path in portal.asked if path != "/robots.txt")
    assert "/wj/a.pdf" not in portal.asked and "/wj/mm/" not in portal.asked
    portal.asked.clear()
    ran = look("/wj/", "--json", "--budget", "5")
    assert len(portal.asked) == 5 == ran.json["requests"]
    assert len(ran.json["unasked"]) >= 4
    assert ran.json["unread"] == [] or all(BUDGET_SPENT not in one["reason"] for one in ran.json["unread"])


def test_saved_pages_give_the_same_answer_without_the_site(
    look: Look, here: Xunjian, portal: VillagePortal, tmp_path: Path
) -> None:
    bureau(portal)
    bundle = tmp_path / "bundle"
    first = look("/wj/", "--save", str(bundle), "--json")
    assert {stat.S_IMODE(path.stat().st_mode) for path in bundle.iterdir() if path.suffix != ".csv"} == {0o600}
    assert stat.S_IMODE(bundle.stat().st_mode) == 0o700
    portal.asked.clear()
    again = here("discover", "--from", str(bundle), "--json", **SETTINGS)
    assert (again.code, again.json) == (0, first.json)
    assert portal.asked == []
    page = next(
        path
        for path in bundle.iterdir()
        if "关于第1批" in path.read_text("utf-8") and "下一页" in path.read_text("utf-8")
    )
    page.write_bytes(b"<html>changed</html>")
    spoilt = here("discover", "--from", str(bundle), "--json", **SETTINGS)
    assert {one["reason"] for one in spoilt.json["unread"]} >= {"连接中断或应答不完整（保存的页面已被改动）"}
    assert "通知公告" not in columns_of(spoilt)


def test_rows_can_be_registered(look: Look, portal: VillagePortal, tmp_path: Path) -> None:
    town(portal)
    ran = look("/", "--site", "liuhe", "--rows", str(tmp_path / "rows.csv"))
    assert ran.code == 0 and f"已写入 {tmp_path / 'rows.csv'}" in ran.out.replace("\n", "")
    folder = write_district("liuhe", "柳河", tmp_path / "districts")
    shutil.copy(tmp_path / "rows.csv", folder / "columns.csv")
    (folder / "manual.csv").write_text(",".join(HEADERS["manual.csv"]) + "\n", "utf-8")
    sites = (folder / "sites.csv").read_text("utf-8-sig").splitlines()
    cells = sites[1].split(",")
    (folder / "sites.csv").write_text("\n".join([sites[0], ",".join(["liuhe", *cells[1:]])]) + "\n", "utf-8")
    columns = load_district("liuhe", tmp_path / "districts").columns
    assert {(one.id, one.name, one.verified, one.grade.value) for one in columns} == {
        ("liuhe-news", "镇里的事", False, "A"),
        ("liuhe-policy", "文件", False, "A"),
        ("liuhe-leaders", "书记镇长", False, "A"),
    }
    assert all(one.source.startswith("xunjian discover 20") for one in columns)


def test_the_report_comes_before_a_disk_that_refuses_the_rows(
    look: Look, portal: VillagePortal, tmp_path: Path
) -> None:
    town(portal)
    ran = look("/", "--rows", str(tmp_path / "nowhere" / "rows.csv"))
    assert ran.code == 5 and "没有这个文件或文件夹" in ran.complaint
    assert "镇里的事" in ran.out


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def test_the_report_is_chinese_fits_a_terminal_and_masks(look: Look, portal: VillagePortal) -> None:
    bureau(portal)
    ran = look("/wj/", COLUMNS="80")
    report = ran.out.split("建议登记的栏目")[0]
    assert all(width(line) <= 80 for line in report.splitlines() if "http" not in line)
    assert "翻页：翻页链接，下一页读到 2 条新条目" in report
    assert "文章日期：页面上的“发布日期”，与列表一致" in report
    assert "未能读取（无法判断内容，不等于网站有错）" in report
    assert CITIZEN_NUMBER not in ran.out
    assert CITIZEN_NUMBER not in look("/wj/", "--json").out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("ftp://a.example/",), 2, "不是网址"),
        ((), 2, "不是网址"),
        (("{url}/", "--budget", "0"), 2, "--budget"),
        (("{url}/", "--under", "http://other.example/"), 2, "同一网站"),
        (("{url}/", "--save", "{full}"), 2, "不是空的"),
        (("{url}/", "--rows", "{full}/a.csv"), 2, "不会覆盖"),
        (("{url}/", "--from", "{full}"), 2, "不能再给网址"),
        (("--from", "{full}"), 2, "没有保存的网站页面"),
        (("--from", "{broken}"), 2, "已损坏"),
        (("{url}/nowhere/",), 4, "没有读到任何栏目"),
        (("http://127.0.0.1:1/",), 4, "没有读到任何栏目"),
    ],
)
def test_problems_have_codes_and_say_what_to_do(
    here: Xunjian, portal: VillagePortal, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    full, broken = tmp_path / "full", tmp_path / "broken"
    full.mkdir()
    (full / "a.csv").write_text("x", "utf-8")
    broken.mkdir()
    (broken / "manifest.json").write_text(json.dumps({"format": 1}), "utf-8")
    filled = [part.format(url=portal.url, full=full, broken=broken) for part in arguments]
    ran = here("discover", *filled, **SETTINGS)
    assert ran.code == code
    assert said in ran.complaint if code == 2 else said in ran.err


def test_ctrl_c_keeps_what_was_read(portal: VillagePortal, tmp_path: Path, here: Xunjian) -> None:
    bureau(portal)
    portal.delay = 0.2
    bundle = tmp_path / "bundle"
    child = subprocess.Popen(
        command("discover", f"{portal.url}/wj/", "--save", str(bundle), "--json"),
        env=environment(tmp_path, **SETTINGS),
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + 60
    while len(portal.asked) < 6 and time.monotonic() < until:
        time.sleep(0.02)
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN  # inherited by a test run in the background
    os.kill(child.pid, signal.SIGTERM if ignored else signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 11, err
    assert "Traceback" not in err and "已中断" in err
    read = json.loads(out)
    assert read["interrupted"] is True and read["columns"]
    again = here("discover", "--from", str(bundle), "--json", **SETTINGS)
    assert (again.code, again.json) == (11, read)


def test_a_server_that_asks_for_peace_gets_it(portal: VillagePortal) -> None:
    portal.answers |= {"/a": 429, "/b": "<p>never asked</p>"}
    ask = PoliteAsker(load_settings(allow_private="127.0.0.1", delay_seconds=0, max_retries=0), 10)
    refused = ask(f"{portal.url}/a").fetched
    assert isinstance(refused, Page) and refused.status == 429
    skipped = ask(f"{portal.url}/b").fetched
    assert isinstance(skipped, FetchProblem) and skipped.failure is FetchFailure.SKIPPED
    assert portal.asked == ["/robots.txt", "/a"]


@pytest.mark.parametrize(
    ("home", "reason"),
    [
        (403, "服务器返回状态 403"),
        (500, "服务器返回状态 500"),
        ("", "应答正文为空"),
        (
            "<script>document.cookie='__jsl_clearance_s=1';location.reload()</script>",
            "访问被防护系统拦截（脚本校验页）",
        ),
        ("<div id='app'></div><script src='/app.js'></script><p>请稍候</p>", "内容由脚本生成，看不到栏目链接"),
        (
            "<h1>欢迎</h1><a href='http://other.example/'>上级网站</a>",
            "没有找到范围之内的栏目链接（可用 --under 放宽范围）",
        ),
        ("<title>系统维护</title><p>系统正在维护，请稍后访问</p>", "错误或维护页面（“系统维护”）"),
    ],
)
def test_a_home_page_that_shows_nothing_is_unknown(
    look: Look, portal: VillagePortal, home: str | int, reason: str
) -> None:
    portal.answers["/"] = home
    ran = look("/", "--json")
    assert (ran.code, [one["reason"] for one in ran.json["unread"]], ran.json["columns"]) == (4, [reason], [])


def test_a_site_that_refuses_is_left_alone(look: Look, portal: VillagePortal) -> None:
    links = "".join(f"<a href='/{number}/'>通知公告</a>" for number in range(9))
    portal.answers |= {f"/{number}/": 403 for number in range(9)} | {"/": links}
    ran = look("/", "--json")
    assert len(portal.asked) == 5  # robots.txt, the home page, three refusals
    assert [one["reason"] for one in ran.json["unread"]][3:] == [
        "该主机连续失败，暂停访问（连续 3 个地址没有应答或拒绝访问）"
    ] * 6


def test_columns_beside_the_folder_of_the_home_page(
    look: Look, here: Xunjian, portal: VillagePortal, tmp_path: Path
) -> None:
    town(portal)
    portal.answers["/zj/index.htm"] = portal.answers["/"]
    assert look("/zj/index.htm", "--json").code == 4
    wider = look("/zj/index.htm", "--under", portal.url, "--save", str(tmp_path / "b"), "--json")
    assert set(columns_of(wider)) == {"镇里的事", "文件", "书记镇长"}
    assert here("discover", "--from", str(tmp_path / "b"), "--json", **SETTINGS).json == wider.json


def test_navigation_in_a_frame(look: Look, portal: VillagePortal) -> None:
    portal.answers["/"] = "<frameset cols='200,*'><frame src='/left.htm'><frame src='/main.htm'></frameset>"
    portal.answers["/left.htm"] = "<body><a href='/gg.htm'>公告</a></body>"
    portal.answers["/main.htm"] = "<body><p>欢迎</p></body>"
    rows = "".join(
        f"<tr><td><a href='{n}.htm'>关于第{n}号道路封闭施工的公告</a></td><td>2026-01-0{n}</td></tr>"
        for n in range(1, 5)
    )
    portal.answers["/gg.htm"] = f"<body><table>{rows}</table></body>"
    assert {name: one["dated"] for name, one in columns_of(look("/", "--json")).items()} == {"公告": 4}


def test_requests_keep_their_distance(portal: VillagePortal) -> None:
    portal.answers["/a"] = "<p>a</p>"
    ask = PoliteAsker(load_settings(allow_private="127.0.0.1", delay_seconds=0.15), 10)
    began = time.monotonic()
    ask(f"{portal.url}/a")
    ask(f"{portal.url}/a")
    assert time.monotonic() - began >= 0.3
