"""Rows, days and next pages in shapes that no selector was made for; the corpus ``lists`` has whole pages."""

from __future__ import annotations

from datetime import date
from time import process_time

import pytest
from look_alikes import AS_OF, FOLDER, document

from facts.list_markup import known_selector, row_markup
from facts.list_rows import read_list, says_empty
from facts.pager import next_page, read_pager
from facts.pager_kind import PagerKind, pager_kind


def _days(rows: str) -> list[str | None]:
    page = document(f"<body><div class='w'>{rows}</div></body>")
    return [str(row.date) if row.date else None for row in read_list(page, AS_OF).rows]


LINKS = tuple(f"<a href='{number}.htm'>关于第{number}号道路施工的公告</a>" for number in (1, 2))


@pytest.mark.parametrize(
    "row",
    [
        "<dt>{link}</dt><dd>2021-02-0{n}</dd>",
        "· {link} [2021-02-0{n}]<br>",
        "2021-02-0{n} {link}<br>",
        "<h3>{link}</h3><p>2021年2月{n}日</p>",
        "<div><b>0{n}</b><i>2021-02</i>{link}</div>",
        "<div><b>02-0{n}</b><i>2021</i>{link}</div>",
        "<div>{link}<i>2021</i><i>2月</i><i>{n}</i></div>",
        "<div>{link}<time datetime='2021-02-0{n}T09:00'>2月{n}日</time></div>",
        "<div>{link}<p style='display:none'>2019-09-09</p><i>2021-02-0{n}</i></div>",
    ],
)
def test_a_day_in_parts_or_beside_its_row(row: str) -> None:
    rows = "".join(row.format(link=link, n=number) for number, link in enumerate(LINKS, 1))
    assert _days(rows) == ["2021-02-01", "2021-02-02"]


@pytest.mark.parametrize(
    ("names", "cell"),
    [
        (("标题", "成文日期", "发布日期"), 1),
        (("标题", "发布日期", "实施日期"), 0),
        (("标题", "公开时间", "截止日期"), 0),
        (("标题", "日期", "备注"), 0),
        (("标题", "点击", "时间"), 1),
    ],
)
def test_the_head_of_a_table_says_which_day_counts(names: tuple[str, ...], cell: int) -> None:
    head = "".join(f"<th>{name}</th>" for name in names)
    rows = "".join(
        f"<tr><td>{link}</td><td>2021-01-0{n}</td><td>2021-02-0{n}</td></tr>" for n, link in enumerate(LINKS, 1)
    )
    assert _days(f"<table><tr>{head}</tr>{rows}</table>") == [f"2021-0{cell + 1}-01", f"2021-0{cell + 1}-02"]


@pytest.mark.parametrize(
    "shown", ["05/01/2019", "2021年05月", "21-05-01", "截止日期：2021-03-01", "公示期：2021-01-01至2021-01-09"]
)
def test_what_is_no_day_of_publication(shown: str) -> None:
    assert _days("".join(f"<li>{link}<span>{shown}</span></li>" for link in LINKS)) == [None, None]


def test_a_single_row_is_one_and_a_foot_line_is_none() -> None:
    foot = "<div class='foot'><p><a href='/about/'>关于我们</a> 备案日期 2019-01-01</p></div>"
    page = document(f"<body><div><ul><li>{LINKS[0]}<i>2021-02-01</i></li></ul></div>{foot}</body>")
    assert [(row.url, str(row.date)) for row in read_list(page, AS_OF).rows] == [(f"{FOLDER}1.htm", "2021-02-01")]
    assert read_list(document(f"<body><div><p>暂无</p></div>{foot}</body>"), AS_OF).rows == ()


def test_titles_of_cards_and_of_rows_with_a_button() -> None:
    card = "<a href='{n}.htm'><h4>第{n}次会议</h4><p>会议研究了有关工作，并作出安排。</p><i>2021-02-0{n}</i></a>"
    button = "<li><span>第{n}次会议召开公告</span><i>2021-02-0{n}</i><a href='{n}.htm'>查看详情</a></li>"
    for template, title in ((card, "第1次会议"), (button, "第1次会议召开公告")):
        page = document(
            "<body><div class='w'><ul>" + "".join(template.format(n=n) for n in (1, 2, 3)) + "</ul></div></body>"
        )
        first = read_list(page, AS_OF).rows[0]
        assert (first.title, first.url, first.date) == (title, f"{FOLDER}1.htm", date(2021, 2, 1))


SIDE = "".join(f"<li><a href='/yw/{n}.htm'>全区经济工作调度会第{n}次召开</a> 2021-02-2{n}</li>" for n in range(5))


@pytest.mark.parametrize("said", ["<li>暂无信息</li>", "<p>该栏目暂无内容</p>"])
def test_a_page_that_says_it_is_empty_shows_no_rows_of_others(said: str) -> None:
    page = document(f"<body><div class='a'><ul>{said}</ul></div><div class='b'><ul>{SIDE}</ul></div></body>")
    assert says_empty(page) and read_list(page, AS_OF).rows == ()


@pytest.mark.parametrize(
    "said",
    [
        "<p style='display:none'>暂无信息</p>",
        "<script>var t = '<li>暂无信息</li>';</script>",
        "<p>暂无信息可查的，请来电</p>",
    ],
)
def test_words_that_do_not_say_so(said: str) -> None:
    page = document(f"<body><div class='a'>{said}</div><div class='b'><ul>{SIDE}</ul></div></body>")
    assert not says_empty(page) and len(read_list(page, AS_OF).rows) == 5


@pytest.mark.parametrize(
    ("pager", "following"),
    [
        ("<a href='2.htm'>[下一页]</a>", "2.htm"),
        ("<b>1</b><a href='2.htm'>2</a><a href='3.htm'>3</a>", "2.htm"),
        ("<a href='./'>1</a><a href='2.htm'>2</a>", "2.htm"),
        ("<a href='0.htm'>1</a><a href='1.htm'>2</a><b>3</b>", None),
        ("<a href='gg/11.htm'>下页</a><a href='gg/1.htm'>尾页</a>", "gg/11.htm"),
        ("<select onchange='location=value'><option value='./'>1<option value='p2.htm'>2</select>", "p2.htm"),
        ("<script>var n = 4; createPageHTML(n, 0, 'index', 'html')</script>", "index_1.html"),
        ("点击 <a href='x.htm'>12</a> 次，电话 <a href='y.htm'>2</a>", None),
        ("<table><tr><td>日<td><a href='d2'>2</a><td><a href='d3'>3</a><td>星期</tr></table>", None),
    ],
)  # fmt: skip
def test_the_next_page(pager: str, following: str | None) -> None:
    assert next_page(document(f"<body><div>{pager}</div></body>")) == (FOLDER + following if following else None)


def test_pages_that_count_down_are_all_known() -> None:
    pager = "<a href='gg/3.htm'>下页</a><a href='gg/1.htm'>尾页</a>"
    urls = read_pager(document(f"<body><div>{pager}</div></body>")).urls
    assert urls == (FOLDER, f"{FOLDER}gg/3.htm", f"{FOLDER}gg/2.htm", f"{FOLDER}gg/1.htm")


@pytest.mark.parametrize(
    ("pager", "kind"),
    [
        ("<script>createPageHTML(3, 0, 'index', 'html')</script>", PagerKind.CALL),
        ("<a href='2.htm'>下一页</a>", PagerKind.LINKS),
        ("<script>createPageHTML(1, 0, 'index', 'html')</script>", PagerKind.NONE),
        ("<script type='text/xml'><datastore></datastore></script>", PagerKind.STORE),
        ("<a href=\"javascript:__doPostBack('G','Page$2')\">2</a>", PagerKind.POST),
        ("<a href='javascript:goPage(2)'>下一页</a>", PagerKind.SCRIPT),
        ("<a href='#' onclick='more()'>加载更多</a>", PagerKind.SCRIPT),
        ("<button onclick='more()'>下一页</button>", PagerKind.SCRIPT),
        ("<p>共 3 条</p>", PagerKind.NONE),
    ],
)
def test_how_a_list_goes_on(pager: str, kind: PagerKind) -> None:
    assert pager_kind(document(f"<body><div>{pager}</div></body>")) is kind


def test_which_markup_held_the_rows() -> None:
    rows = "".join(f"<li class='clearfix'>{link}<span>2021-02-01</span></li>" for link in LINKS)
    known = document(f"<body><div><ul class='tab-item'>{rows}</ul></div></body>")
    strange = document(f"<body><div class='lb x'><ul>{rows}</ul></div></body>")
    assert known_selector(known, AS_OF) == "ul.tab-item li.clearfix"
    assert (known_selector(strange, AS_OF), row_markup(strange)) == (None, "div.lb > ul > li.clearfix")


@pytest.mark.parametrize(
    "body",
    [
        "<script>" + "a=1;" * 50_000 + "createPageHTML(x,0,'a','b');" * 1_000 + "</script>",
        "<div>" + "".join(f"<a href='?p={n}'>{n}</a>" for n in range(10_000)) + "</div>",
        "<div>" + LINKS[0] + "<span>x</span>" * 30_000 + LINKS[1] + "</div>",
        "<div>" * 2_000 + "<p>暂无信息</p>" * 2_000,
        "<table>" + "".join(f"<tr><td>{n}</td><td>{LINKS[0]}</td><td>x</td></tr>" for n in range(5_000)) + "</table>",
    ],
    ids=["calls", "numbers", "gap", "deep", "rows"],
)
def test_pages_made_to_be_slow_are_read_in_bounded_time(body: str) -> None:
    started = process_time()
    page = document(f"<body>{body}</body>")
    read_list(page, AS_OF)
    pager_kind(page)
    assert process_time() - started < 5
