"""Publication dates: which clue wins, which dates are decoys."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from look_alikes import AS_OF, FOLDER, document, look_alike, sample

from facts.publish_date import read_publish_date
from inspection.moment import BEIJING

ARTICLE = FOLDER + "202102/t20210225_8939081.html"
DAY = date(2021, 2, 25)
TEXT = "<p>区政府召开专题会议，研究部署春季森林防火工作，要求各镇街落实责任、加强巡查、严格管控野外用火。</p>" * 5


def at(day: date, hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=BEIJING)


def test_all_clues_of_one_article_in_order_of_strength() -> None:
    found = read_publish_date(look_alike("article", ARTICLE), AS_OF)

    assert (found.value, found.clue) == (at(DAY, 10, 0), "meta PubDate")
    assert [(rival.value, rival.clue) for rival in found.rivals] == [
        (at(DAY, 10, 0), "visible label"),
        (DAY, "address"),
        (date(2021, 2, 23), "body"),
    ]


def test_the_head_table_of_a_document_tells_publication_from_signing() -> None:
    found = read_publish_date(look_alike("article_without_metas", FOLDER + "page.html"), AS_OF)

    assert (found.value, found.clue) == (date(2021, 2, 20), "visible label")
    assert [(rival.value, rival.clue) for rival in found.rivals] == [
        (date(2021, 2, 8), "label 成文日期"),
        (date(2021, 2, 8), "body"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "list_known_markup",
        "list_unknown_markup",
        "list_in_blocks",
        "list_jpage",
        "list_blank",
        "home",
        "error_in_frame",
    ],
)
def test_lists_home_pages_and_answers_that_are_no_page_have_none(name: str) -> None:
    found = read_publish_date(look_alike(name), AS_OF)

    assert (found.value, found.clue, found.rivals) == (None, "", ())


@pytest.mark.parametrize(
    ("bar", "value", "clue"),
    [
        ("<p>发布时间：2021-02-25 10:00</p>", at(DAY, 10, 0), "visible label"),
        ("<p>日期：2021年2月25日</p>", DAY, "visible label"),
        ("<p>【 发布日期 】 2021-02-25</p>", DAY, "visible label"),
        ("<p>时　间：2021/02/25 08:30:15</p>", at(DAY, 8, 30, 15), "visible label"),
        ("<p>发布于 2021.02.25</p>", DAY, "visible label"),
        ("<p><span>2021-02-25 10:00</span> 来源：某局</p>", at(DAY, 10, 0), "info bar"),
        ("<p>某网频道 ( 2021-02-25 10:00 ) 来源</p>", at(DAY, 10, 0), "info bar"),
        ("<p>成文日期：2021-01-02 发布日期：2021-02-25</p>", DAY, "visible label"),
        ("<p>更新时间：2021-02-26 发布时间：2021-02-25</p>", DAY, "visible label"),
        ("<p>时间：2021-02-24 发布时间：2021-02-25</p>", DAY, "visible label"),
        ("<p>发布时间：2021-03-05</p>", date(2021, 3, 5), "visible label"),
        ("<p>发布时间：2021-02-30</p>", None, ""),
        ("<p>页面生成时间：2021-02-25</p>", None, ""),
        ("<p>成文日期：2021-02-25</p>", None, ""),
        ('<p alt="时间：2021-02-25">来源：某局</p>', None, ""),
        ("<p>来源：某局</p>", None, ""),
    ],
)
def test_the_bar_between_title_and_text(bar: str, value: date | None, clue: str) -> None:
    head = "<title>春季防火部署_某区</title><p>今天是2021年2月27日</p><h1>春季防火部署</h1>"
    page = f"{head}{bar}<div class=TRS_Editor>{TEXT}</div>"
    found = read_publish_date(document(page, FOLDER + "page.html"), AS_OF)

    assert (found.value, found.clue) == (value, clue)


BODY = f"<div class=TRS_Editor>{TEXT}</div>"
JSON_LD = '<script type="application/ld+json">{"dateModified":"2021","datePublished":"2021-02-24T18:30Z"}</script>'
HEAD = "<tr><td>成文日期<td>2021-02-20<td>发布日期<td>2021-02-25"
PUBLISHED = "<time class='entry-date published' datetime='2021-02-25T10:00:00+08:00'></time>"
HALF_DAY = "<meta name=PubDate content='2021-02-25 03:20'>"
WEIXIN = f"<h1>春季防火部署</h1><em id=publish_time></em><div id=js_content>{TEXT}</div>"


@pytest.mark.parametrize(
    ("page", "value", "clue"),
    [
        (f"<div><table>{HEAD}</table>{{h1}}{BODY}</div>", DAY, "visible label"),
        (f"{{h1}}<div>{BODY}<p>发布时间：2021-02-25</p></div>", DAY, "visible label"),
        (f"<div>{{h1}}{BODY}</div><div>发布时间：2021-02-25</div>", None, ""),
        (f"{{h1}}<p>2021-02-27更新 2021-02-25</p>{BODY}", DAY, "info bar"),
        (f"{{h1}}<p>（2021年2月20日第三次会议通过）</p>{BODY}", None, ""),
        (f"{{h1}}<p>受理时间：2021-02-01至2021-02-25</p>{BODY}", None, ""),
        (f"{{h1}}<p>时间:1970-01-01 08:00</p>{BODY}", None, ""),
        (f"{JSON_LD}{{h1}}{BODY}", at(DAY, 2, 30), "json-ld"),
        (f"{{h1}}{PUBLISHED}{BODY}", at(DAY, 10, 0), "time element"),
        (f"{{h1}}{BODY}<aside><time class=published datetime=2021-02-25></time></aside>", None, ""),
        (f"{{h1}}{BODY}<time datetime=2021-02-25></time>", None, ""),
        (f"{WEIXIN}<script>var ori='1514241000';var ct=\"1614241000\";</script>", at(DAY, 16, 16, 40), "script"),
        (f"{WEIXIN}<script>var sct='1614241000';</script>", None, ""),
        (f"{HALF_DAY}{{h1}}<p>日期：2021-02-25 15:20</p>{BODY}", at(DAY, 15, 20), "meta PubDate"),
    ],
)  # fmt: skip
def test_other_places_of_a_publication_date(page: str, value: date | None, clue: str) -> None:
    html = "<title>春季防火部署_某区</title>" + page.replace("{h1}", "<h1>春季防火部署</h1>")
    found = read_publish_date(document(html, FOLDER + "page.html"), AS_OF)

    assert (found.value, found.clue) == (value, clue)


@pytest.mark.parametrize(
    ("metas", "value", "clue"),
    [
        ('<meta name="PubDate" content="2021-02-24 09:15">', at(date(2021, 2, 24), 9, 15), "meta PubDate"),
        ('<meta name="pubdate" content="2021-02-24 09:15:59">', at(date(2021, 2, 24), 9, 15, 59), "meta PubDate"),
        ('<meta name="PubDate" content="2021-02-24">', date(2021, 2, 24), "meta PubDate"),
        (
            '<meta name="PubDate" content=""><meta name="PubDate" content="2021-02-24">',
            date(2021, 2, 24),
            "meta PubDate",
        ),
        ('<meta name="PubDate" content="发布时间"><meta name="Maketime" content="2021-02-27">', DAY, "address"),
        ('<meta name="publishdate" content="2021-02-20">', date(2021, 2, 20), "meta publishdate"),
        ('<meta name="Maketime" content="2021-02-27 00:30:00">', DAY, "address"),
    ],
)
def test_metas_come_first_when_they_hold_a_date(metas: str, value: date, clue: str) -> None:
    found = read_publish_date(
        document(f"{metas}<h1>春季防火部署</h1><div class=TRS_Editor>{TEXT}</div>", ARTICLE), AS_OF
    )

    assert (found.value, found.clue) == (value, clue)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("http://www.example.gov.cn/art/2021/2/25/art_7278_1.html", DAY),
        ("http://www.example.gov.cn/news/2021-02/25/content_25340717.htm", DAY),
        ("http://www.example.gov.cn/art/2021/2/31/art_7278_1.html", None),
        ("http://www.example.gov.cn/info/1081/1234.htm", None),
    ],
)
def test_the_day_in_other_addresses(url: str, day: date | None) -> None:
    found = read_publish_date(document(f"<h1>春季防火部署</h1><div class=TRS_Editor>{TEXT}</div>", url), AS_OF)

    assert (found.value, found.clue) == (day, "address" if day else "")


def test_a_moment_in_another_zone_is_told_in_beijing_time() -> None:
    meta = '<meta property="article:published_time" content="2021-02-20T01:00:00Z">'
    page = f"{meta}<h1>防火部署</h1><div class=TRS_Editor>{TEXT}</div>"
    found = read_publish_date(document(page, FOLDER + "page.html"), AS_OF)

    assert (found.value, found.clue) == (at(date(2021, 2, 20), 9, 0), "meta article:published_time")


def test_a_meeting_time_in_the_text_is_not_the_publication() -> None:
    page = f"<h1>会议通知公告</h1><div class=TRS_Editor><p>时间：2021年3月5日上午9时</p>{TEXT}</div>"

    assert read_publish_date(document(page, FOLDER + "page.html"), AS_OF).value is None


@pytest.mark.parametrize(
    ("path", "value", "clue"),
    [
        ("gne__shanxi_1.html", at(date(2019, 9, 18), 6, 23), "meta PubDate"),
        ("gne__gzggw_1.html", at(date(2016, 11, 22), 9, 53), "meta PubDate"),
        ("gne__sxmu_1.html", date(2018, 5, 17), "visible label"),
        ("gne__cjn_1.html", at(date(2020, 10, 4), 20, 30), "info bar"),
        ("gne__people_1.html", at(date(2019, 6, 15), 8, 18), "info bar"),
        ("htmldate__archive.org.he.xinhuanet.com.25340717.html", at(date(2012, 6, 4), 9, 20, 26), "info bar"),
        ("pingtan_gsgg_list.EXCERPT.html", None, ""),
        ("jsl_challenge1_mps.EXCERPT.html", None, ""),
    ],
)
def test_real_pages(path: str, value: date | None, clue: str) -> None:
    found = read_publish_date(sample("pages/" + path), AS_OF)

    assert (found.value, found.clue) == (value, clue)
    assert not any(rival.value == at(date(2017, 11, 8), 20, 26) for rival in found.rivals)
