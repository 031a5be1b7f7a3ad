"""Rows of the main list, and nothing else."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from look_alikes import AS_OF, FOLDER, document, look_alike, sample

from facts.list_rows import ListRow, read_list
from inspection.moment import BEIJING


def _short(row: ListRow) -> tuple[str, str, str | None, bool]:
    return row.title, row.url.removeprefix(FOLDER), row.date.isoformat() if row.date else None, row.pinned


def test_known_markup_with_all_its_irregular_rows() -> None:
    rows = read_list(look_alike("list_known_markup"), AS_OF).rows

    assert [_short(row) for row in rows] == [
        ("示例区政务服务办事指引", "202011/t20201103_8300001.html", "2020-11-03", True),
        ("关于做好岁末年初安全防范工作的通知", "202012/t20201201_8400001.html", "2020-12-01", True),
        ("春耕备耕工作全面启动", "202102/t20210225_8939081.html", "2021-02-25", False),
        ("春耕备耕工作全面启动", "202102/t20210224_8930002.html", "2021-02-24", False),
        (
            "2021年1月1日起施行的办法解读",
            "http://www.example.gov.cn/sl/tz/202102/t20210222_8916092.html",
            "2021-02-22",
            False,
        ),
        ("国务院部门发布专题", "http://www.example.gov.cn/zt/", "2021-02-20", False),
        ("没有日期的一条", "202102/t20210218_8900002.html", None, False),
        ("年终总结会召开", "202012/t20201230_8500001.html", "2020-12-30", False),
    ]
    assert [row.date_text for row in rows[3:5]] == ["[02-24]", "2021/02/22"]


def test_an_unknown_table_is_found_and_its_missing_years_come_from_address_or_inspection_day() -> None:
    rows = read_list(look_alike("list_unknown_markup"), AS_OF).rows

    assert [row.date for row in rows] == [
        date(2021, 2, 20),
        date(2021, 1, 18),
        date(2020, 12, 31),
        date(2020, 2, 29),
        date(2020, 3, 1),  # no address date; 1 March is still to come
    ]


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("list_in_blocks", ["2021-02-25", "2021-02-24", "2021-02-23", "2021-02-22"]),
        ("list_jpage", ["2021-02-25", "2021-02-24"]),
        ("list_blank", []),
        ("text_page", []),
        ("article", []),
        ("error_in_frame", []),
    ],
)
def test_side_bars_menus_and_footers_are_no_list(name: str, days: list[str]) -> None:
    assert [str(row.date) for row in read_list(look_alike(name), AS_OF).rows] == days


@pytest.mark.parametrize(
    ("row", "day", "title"),
    [
        ('<a href="t1.html">春耕备耕工作全面启动</a><em>2021-02-25</em>', "2021-02-25", "春耕备耕工作全面启动"),
        ('<span>2021.02.25</span><a href="t1.html">春耕备耕工作全面启动</a>', "2021-02-25", "春耕备耕工作全面启动"),
        ('<a href="t1.html">春耕备耕工作全面启动<i>2021-02-25</i></a>', "2021-02-25", "春耕备耕工作全面启动"),
        ('<a href="t1.html">春耕备耕工作全面启动[02-25]</a>', "2021-02-25", "春耕备耕工作全面启动"),
        ('<a href="t1.html">春耕备耕工作全面启动 2021-02-25</a>', "2021-02-25", "春耕备耕工作全面启动"),
        ('<a href="t1.html">春耕</a> （2021年2月25日 10:20）', "2021-02-25", "春耕"),
        ('<a href="t1.html">春耕</a><span>2021</span>-<span>02-25</span>', "2021-02-25", "春耕"),
        ('<a href="t1.html">春耕</a><p>2021-02</p><p>25</p>', "2021-02-25", "春耕"),
        ('<a href="t1.html">春耕</a><span>发布时间：2021-02-25 08:00:00</span>', "2021-02-25", "春耕"),
        ('<a href="t1.html">2月20日疫情通报</a>', None, "2月20日疫情通报"),
        (
            '<a href="t1.html">2020年12月1日起施行的办法</a><span>02-25</span>',
            "2021-02-25",
            "2020年12月1日起施行的办法",
        ),
        ('<a href="t1.html"><img src="x.png" alt="专题图片"></a><span>2021-02-30</span>', None, "专题图片"),
        ('<a href="list/">[动态]</a><a href="t1.html">春耕备耕</a><span>昨天</span>', "2021-02-26", "春耕备耕"),
        ('<a href="t1.html" title="春耕备耕工作全面启动">春耕备耕…</a>', None, "春耕备耕工作全面启动"),
        ('<a href="t1.html">&lt;script&gt;alert(1)&lt;/script&gt;</a>', None, "<script>alert(1)</script>"),
    ],
)
def test_one_row(row: str, day: str | None, title: str) -> None:
    (found,) = read_list(document(f"<ul class=tab-item><li class=clearfix>{row}</li></ul>"), AS_OF).rows

    assert (found.title, str(found.date) if found.date else None) == (title, day)
    assert found.url == FOLDER + "t1.html"


@pytest.mark.parametrize(
    "row", ["<a>无链接</a>", '<a href="t1.html"> </a>', '<a href="#">锚</a>', "说明文字 2021-02-25"]
)
def test_what_is_no_row(row: str) -> None:
    assert read_list(document(f"<ul class=tab-item><li class=clearfix>{row}</li></ul>"), AS_OF).rows == ()


@pytest.mark.parametrize(
    ("days", "pinned"),
    [
        (["2021-01-02", "2021-02-25", "2021-02-24"], 1),
        (["2020-05-01", "2019-01-02", "2021-02-25", "2021-02-24"], 2),
        (["2021-02-25", "2021-02-24", "2021-02-23"], 0),
        (["2021-02-24", "2021-02-25", "2021-02-23"], 0),  # a mere slip: only one row is newer
        (["2021-02-23", "2021-02-24", "2021-02-25"], 0),  # an ascending list
        (["2021-01-02", "2021-02-25", "2021-01-05", "2021-02-24"], 0),  # no order at all
        (["2021-01-02", "2021-02-25"], 0),
    ],
)
def test_old_rows_above_newer_ones_are_pinned(days: list[str], pinned: int) -> None:
    items = "".join(f'<li><a href="t{n}.html">第{n}条信息标题</a><span>{day}</span></li>' for n, day in enumerate(days))
    rows = read_list(document(f"<ul class=rsj-list1>{items}</ul>"), AS_OF).rows

    assert [row.pinned for row in rows] == [True] * pinned + [False] * (len(days) - pinned)


def test_a_marked_row_is_pinned_whatever_its_date() -> None:
    items = '<li class="is-top"><a href="a.html">甲</a></li><li><i>置顶</i><a href="b.html">乙</a></li>'
    rows = read_list(document(f"<ul class=rsj-list1>{items}</ul>"), AS_OF).rows

    assert [(row.title, row.pinned) for row in rows] == [("甲", True), ("乙", True)]


def test_configured_selectors_come_first() -> None:
    page = document(
        '<ul class=tab-item><li class=clearfix><a href="a.html">甲</a>2021-02-25</li></ul>'
        '<dl id=own><dd><a href="b.html">乙</a>2021-02-24</dd></dl>'
    )

    assert [row.title for row in read_list(page, AS_OF, ("#own dd",)).rows] == ["乙"]


OTHERS = "".join(
    f'<li><a href="/sl/yw/202102/t20210226_899000{n}.html">别的栏目的第{n}条信息</a><span>2021-02-26</span></li>'
    for n in range(9)
)


def test_a_known_list_that_is_blank_is_not_filled_from_elsewhere() -> None:
    page = document(f"<ul class=tab-item></ul><div><ul>{OTHERS}</ul></div>")

    assert read_list(page, AS_OF).rows == ()


@pytest.mark.parametrize(
    "around",
    [
        "<div class='col side'><ul>{}</ul></div>",
        "<aside><ul>{}</ul></aside>",
        "<div><h3>推荐阅读</h3><ul>{}</ul></div>",
    ],
)
def test_a_longer_list_beside_the_main_one_does_not_outweigh_it(around: str) -> None:
    main = "".join(f'<dd><a href="t{n}.html">本栏目的第{n}条信息</a> 2021-01-0{n}</dd>' for n in (3, 2, 1))
    page = document(f"<div><dl>{main}</dl></div>" + around.format(OTHERS))

    assert [row.title for row in read_list(page, AS_OF).rows] == [f"本栏目的第{n}条信息" for n in (3, 2, 1)]


def test_a_menu_in_a_lists_class_does_not_hide_the_list() -> None:
    menu = "<ul class=rsj-list1><li><a href='/sl/zwgk/'>政务公开</a></li><li><a href='/sl/hd/'>互动</a></li></ul>"
    main = "".join(f'<dd><a href="t{n}.html">本栏目的第{n}条信息</a> 2021-01-0{n}</dd>' for n in (3, 2, 1))

    assert len(read_list(document(f"{menu}<div><dl>{main}</dl></div>"), AS_OF).rows) == 3
    assert [row.title for row in read_list(document(menu), AS_OF).rows] == ["政务公开", "互动"]


def test_a_single_article_of_the_column_counts_though_no_list_can_be_recognised() -> None:
    page = document('<div><div><p><a href="./202102/t20210225_8939081.html">唯一的一条</a> 2021-02-25</p></div></div>')

    (row,) = read_list(page, AS_OF).rows
    assert (row.title, row.date) == ("唯一的一条", date(2021, 2, 25))


def test_the_year_of_a_short_date_follows_the_inspection_day_in_beijing() -> None:
    page = document('<ul class=rsj-list1><li><a href="a.html">跨年</a><span>01-01</span></li></ul>')
    new_year = datetime.fromisoformat("2020-12-31T16:30:00+00:00")

    assert read_list(page, new_year).rows[0].date == date(2021, 1, 1)
    assert read_list(page, datetime(2020, 12, 31, 23, 59, tzinfo=BEIJING)).rows[0].date == date(2020, 1, 1)


def test_a_real_list_in_blocks_with_and_without_its_selector() -> None:
    page = sample("pages/pingtan_gsgg_list.EXCERPT.html", "https://www.example.gov.cn/gsgg/")

    for rows in (
        read_list(page, datetime(2026, 9, 20, tzinfo=BEIJING), sel).rows for sel in (("div.list_base li",), ())
    ):
        assert [row.date for row in rows] == [date(2026, 9, day) for day in (10, 10, 9, 2, 2, 1)]
        assert rows[-1].url == "https://www.example.gov.cn/gsgg/202609/t20260903_108735.htm"


def test_a_real_datastore() -> None:
    page = sample("pages/jpage_dataproxy_jiangsu.EXCERPT.xml", "https://www.example.gov.cn/x.jsp")

    listed = read_list(page, AS_OF)
    assert [row.url for row in listed.rows] == ["https://www.example.gov.cn/art/2026/9/16/art_77278_11830771.html"]
    assert listed.pager.pages == 20
