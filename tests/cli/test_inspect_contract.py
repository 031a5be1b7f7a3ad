"""``xunjian inspect``: what other programs rely on (docs/inspect.md), whatever page they hand in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests_support import Ran, Xunjian
from village_portal import CITIZEN_NUMBER, VillagePortal, article, serving, table_list

CASES = Path(__file__).parents[1] / "cases" / "pages"
AS_OF = "2021-02-27T00:47:55+08:00"
MASKED = "500*************19"

PAGE_KEYS = {
    "source", "url", "kind", "encoding", "title", "published", "items", "column_kind", "findings", "unknown",
}  # fmt: skip
FINDING_KEYS = {"monitor", "rule", "grade", "confidence", "message", "quote", "where"}
UNKNOWN_KEYS = {"monitor", "rule", "reason"}


def pages_of(ran: Ran) -> dict[str, dict[str, Any]]:
    assert set(ran.json) == {"pages"}
    return {page["source"]: page for page in ran.json["pages"]}


def page_of(ran: Ran) -> dict[str, Any]:
    ((_, page),) = pages_of(ran).items()
    return page


def beyond_hints(page: dict[str, Any]) -> list[dict[str, Any]]:
    """The findings that would cost something: what the monitors hint at grows with the tables."""
    return [one for one in page["findings"] if one["grade"] != "hint"]


def named(page: str, column: str) -> str:
    """``page`` with the standard meta that says to which column it belongs."""
    return page.replace("<head>", f'<head><meta name="ColumnName" content="{column}">')


def test_an_article(xunjian: Xunjian) -> None:
    path = CASES / "article.html"
    url = "http://www.county.gov.cn/sl/dt/202102/t20210225_8939001.html"
    ran = xunjian("inspect", str(path), "--url", url, "--as-of", AS_OF, "--json")
    assert (ran.code, ran.err) == (0, "")
    page = page_of(ran)
    assert page | {"findings": beyond_hints(page)} == {
        "source": str(path),
        "url": url,
        "kind": "article",
        "encoding": "utf-8",
        "title": "示例镇开展春季森林防火巡查",
        "published": {
            "value": "2021-02-25T10:00+08:00",
            "clue": "meta PubDate",
            "rivals": [
                {"value": "2021-02-25T10:00+08:00", "clue": "visible label"},
                {"value": "2021-02-25", "clue": "address"},
                {"value": "2021-02-23", "clue": "body"},
            ],
        },
        "items": [],
        "column_kind": "news",
        "findings": [],
        "unknown": [],
    }


def test_a_folder_of_every_kind_of_page(xunjian: Xunjian) -> None:
    ran = xunjian("inspect", str(CASES), "--url", "http://www.county.gov.cn/dt/", "--as-of", AS_OF, "--json")
    pages = pages_of(ran)
    assert ran.code == 0
    assert list(pages) == sorted(path.name for path in CASES.iterdir())
    kinds = {
        "article.html": "article",
        "list_known_markup.html": "list",
        "home.html": "home",
        "stub_removed.html": "stub",
        "column_moved.html": "stub",
        "waf_cookie.html": "blocked",
        "maintenance.html": "blocked",
    }
    assert {name: pages[name]["kind"] for name in kinds} == kinds
    for page in pages.values():
        assert set(page) == PAGE_KEYS
        assert page["url"] == f"http://www.county.gov.cn/dt/{page['source']}"
        assert all(set(one) == FINDING_KEYS for one in page["findings"])
        assert all(set(one) == UNKNOWN_KEYS and one["reason"] for one in page["unknown"])
        assert all(set(one) == {"title", "url", "date"} for one in page["items"])
        assert not page["items"] or page["kind"] in ("list", "home")
        if page["kind"] in ("stub", "blocked"):  # not the page: nothing is said about it, and it is said why
            assert not page["findings"]
            assert {one["monitor"] for one in page["unknown"]} >= {"id_number_exposed", "page_unreachable"}
    assert len(pages["list_known_markup.html"]["items"]) == len(pages["home.html"]["items"]) == 8
    assert pages["home.html"]["unknown"] == []  # what is asked of a whole site is not asked of one page


@pytest.mark.parametrize(
    ("as_of", "grades"),
    [("2021-02-24", []), ("2021-03-02", ["warning"]), ("2021-03-06", ["warning"]), ("2021-03-07", ["error"])],
)
def test_a_list_page_is_judged_as_its_column(xunjian: Xunjian, tmp_path: Path, as_of: str, grades: list[str]) -> None:
    """Newest row 2021-02-20; a 动态 column is late after more than 14 days, and the tenth day warns."""
    rows = [("./a1.htm", "第一条工作动态", "2021-02-20"), ("/b/a2.htm", "第二条工作动态", "2021-02-11")]
    (tmp_path / "list.htm").write_text(table_list("工作动态", [*rows, ("a3.htm", "第三条工作动态", "2021-01-30")]))
    ran = xunjian(
        *("inspect", str(tmp_path / "list.htm"), "--url", "http://www.county.gov.cn/dt/index.htm"),
        *("--column-kind", "news", "--as-of", as_of, "--json", "--fail-on", "error"),
    )
    page = page_of(ran)
    assert (page["kind"], page["column_kind"]) == ("list", "news")
    assert page["items"][:2] == [
        {"title": "第一条工作动态", "url": "http://www.county.gov.cn/dt/a1.htm", "date": "2021-02-20"},
        {"title": "第二条工作动态", "url": "http://www.county.gov.cn/b/a2.htm", "date": "2021-02-11"},
    ]
    assert [(one["monitor"], one["rule"], one["grade"]) for one in beyond_hints(page)] == [
        ("column_stale", "website.news-stale", grade) for grade in grades
    ]
    assert ran.code == (1 if "error" in grades else 0)


def test_gbk_under_a_utf8_label(xunjian: Xunjian, tmp_path: Path) -> None:
    (tmp_path / "a.htm").write_bytes(
        article("关于春季植树造林工作的公告", "2021-02-20", "全区认真开展植树造林。").encode("gbk")
    )
    page = page_of(xunjian("inspect", str(tmp_path / "a.htm"), "--as-of", AS_OF, "--json"))
    assert (page["encoding"], page["title"]) == ("gb18030", "关于春季植树造林工作的公告")
    assert page["published"]["value"] == "2021-02-20"
    assert (page["url"], beyond_hints(page)) == (None, [])


def test_an_open_citizen_number_is_found_and_never_repeated(xunjian: Xunjian, tmp_path: Path) -> None:
    """In the text, in titles, in the rows of lists; in JSON and on the terminal."""
    title = f"关于{CITIZEN_NUMBER}号申请的公示"
    pages = {
        "text.htm": article("关于临时救助的公示", "2021-02-20", f"张某，身份证号码：{CITIZEN_NUMBER}，予以公示。"),
        "title.htm": article(title, "2021-02-20", "以上事项予以公示。"),
        "list.htm": named(table_list("动态", [(f"a{n}.htm", title, f"2020-02-2{n}") for n in range(3)]), "工作动态"),
        "index.htm": table_list("首页", [(f"a{n}.htm", title, f"2020-02-2{n}") for n in range(3)]),
    }
    for name, text in pages.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for form in ("--json", "--fail-on=never"):
        ran = xunjian("inspect", str(tmp_path), "--as-of", AS_OF, form)
        assert MASKED in ran.out
        assert CITIZEN_NUMBER not in ran.out + ran.err
        assert CITIZEN_NUMBER[6:14] not in ran.out + ran.err
        if form == "--json":
            read = pages_of(ran)
    (finding,) = beyond_hints(read["text.htm"])
    assert (finding["monitor"], finding["rule"]) == ("id_number_exposed", "website.id-number-exposed")
    assert (finding["grade"], finding["confidence"]) == ("error", "high")
    assert MASKED in finding["quote"] and "身份证号码" in finding["quote"]
    assert read["title.htm"]["title"] == title.replace(CITIZEN_NUMBER, MASKED)
    assert {item["title"] for item in read["list.htm"]["items"]} == {title.replace(CITIZEN_NUMBER, MASKED)}
    assert "column_stale" in {one["monitor"] for one in read["list.htm"]["findings"]}  # quotes such a row


@pytest.mark.parametrize("prefix", [["--url", "http://www.county.gov.cn/yjj/"], []], ids=["with-url", "without"])
def test_pages_of_a_folder_are_judged_together(xunjian: Xunjian, tmp_path: Path, prefix: list[str]) -> None:
    functions = article(
        "区应急管理局", "2020-03-01", "单位名称：区应急管理局</p><p>负责人：栾怀谷</p><p>负责应急管理。"
    )
    notice = article(
        "关于晏知远等同志任免职的通知",
        "2021-01-20",
        "任命晏知远同志为区应急管理局局长；</p><p>免去栾怀谷同志的区应急管理局局长职务。</p><p>",
    )
    (tmp_path / "jgzn.htm").write_text(named(functions, "机构职能"), encoding="utf-8")
    (tmp_path / "rsrm.htm").write_text(named(notice, "公示公告"), encoding="utf-8")
    read = pages_of(xunjian("inspect", str(tmp_path), "--as-of", AS_OF, "--json", *prefix))
    (finding,) = beyond_hints(read["jgzn.htm"])
    assert finding["rule"] == "website.functions-leader-outdated"
    assert "栾怀谷" in finding["message"] and "2021-01-20" in finding["message"]
    assert beyond_hints(read["rsrm.htm"]) == []


HOSTILE = {
    "empty": (b"", "blocked"),
    "nul-bytes": (b"<html><title>\0</title><body>" + b"\0" * 5000 + b"<p>text</p></body></html>", "blocked"),
    "deep": (b"<div>" * 1_000_000 + b"<p>text</p>", "other"),
    "attributes": (b"<a " + b"x=" * 1_000_000 + b">", "blocked"),
    "binary": (bytes(range(256)) * 4000, "blocked"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400, "blocked"),
    "entities": (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>', "other"),
}


def test_hostile_files_are_read_without_harm(xunjian: Xunjian, tmp_path: Path) -> None:
    for name, (body, _) in HOSTILE.items():
        (tmp_path / f"{name}.html").write_bytes(body)
    ran = xunjian("inspect", str(tmp_path), "--json")
    assert (ran.code, ran.err) == (0, "")
    pages = pages_of(ran)
    assert {name: pages[f"{name}.html"]["kind"] for name in HOSTILE} == {n: kind for n, (_, kind) in HOSTILE.items()}
    assert not any(beyond_hints(page) for page in pages.values())
    for name in ("nul-bytes", "binary", "picture"):
        assert (pages[f"{name}.html"]["encoding"], pages[f"{name}.html"]["problem"]) == (None, "页面无法解码")


def test_a_page_cannot_write_to_the_terminal(xunjian: Xunjian, tmp_path: Path) -> None:
    number = f"\x1b[2J[red]身份证号码：{CITIZEN_NUMBER}[/red]\x1b]0;x\x07"
    (tmp_path / "a.htm").write_text(article("关于临时救助的公示", "2021-02-20", number), encoding="utf-8")
    ran = xunjian("inspect", str(tmp_path / "a.htm"), "--as-of", AS_OF)
    assert "\x1b" not in ran.out and "\x07" not in ran.out
    assert "[red]" in ran.out


def test_a_file_over_the_limit_is_not_judged(xunjian: Xunjian, tmp_path: Path) -> None:
    (tmp_path / "big.htm").write_text("<p>" + "a" * 2000)
    ran = xunjian("inspect", str(tmp_path / "big.htm"), "--json", XUNJIAN_MAX_BYTES="1024")
    page = page_of(ran)
    assert ran.code == 4
    assert "没有一个页面可以检查" in ran.complaint
    assert set(page) == PAGE_KEYS | {"problem"}
    assert (page["problem"], page["encoding"], page["title"]) == ("页面过大（超过 1024 字节）", None, None)
    assert {one["reason"] for one in page["unknown"]} == {page["problem"]}


def test_what_is_no_page_at_all_is_a_usage_problem(xunjian: Xunjian, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "notes.ini").write_text("x")
    for target, said in (
        (str(tmp_path / "nowhere.html"), "没有文件或文件夹"),
        (str(tmp_path / "folder"), "里没有网页或附件"),
        ("x" * 300, "路径太长"),
    ):
        ran = xunjian("inspect", target, "--json")
        assert (ran.code, ran.out) == (2, "")
        assert said in ran.complaint


def test_an_address_is_fetched_once(xunjian: Xunjian) -> None:
    with serving(VillagePortal()) as portal:
        portal.answers["/a.htm"] = article("关于春季植树造林工作的公告", "2021-02-20", "全区认真开展植树造林。")
        ran = xunjian("inspect", f"{portal.url}/a.htm", "--json", XUNJIAN_ALLOW_PRIVATE="127.0.0.1")
        page = page_of(ran)
        assert ran.code == 0, ran.err
        assert (page["source"], page["url"]) == (f"{portal.url}/a.htm", f"{portal.url}/a.htm")
        assert (page["kind"], page["title"]) == ("article", "关于春季植树造林工作的公告")
        assert portal.asked.count("/a.htm") == 1
        ran = xunjian("inspect", f"{portal.url}/gone.htm", "--json", XUNJIAN_ALLOW_PRIVATE="127.0.0.1")
        assert "404" in page_of(ran)["problem"]
        assert [(one["monitor"], one["grade"]) for one in page_of(ran)["findings"]] == [("page_unreachable", "hint")]


def test_an_address_inside_is_not_asked_unless_allowed(xunjian: Xunjian) -> None:
    with serving(VillagePortal()) as portal:
        ran = xunjian("inspect", f"{portal.url}/a.htm", "--json")
        assert ran.code == 4
        assert "地址不允许访问" in page_of(ran)["problem"]
        assert portal.asked == []
