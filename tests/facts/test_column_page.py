"""What a list page is worth as evidence about its column."""

from __future__ import annotations

import time
from datetime import datetime

import pytest

from facts.column_page import (
    column_page,
    dates_by_script,
    filled_later,
    lone_row,
    own_links,
    side_urls,
    sub_columns,
    undated_items,
    unread_part,
)
from facts.document import Document
from inspection.fetched import Page
from inspection.moment import BEIJING
from inspection.outcome import Missing

URL = "http://www.qingxi.test/qsw/tzgg/"
NOW = datetime(2021, 6, 8, 9, 30, tzinfo=BEIJING)


def document(body: str, *, final: str = URL) -> Document:
    html = f"<html><head><meta charset=utf-8><title>公告</title></head><body><h1>公告</h1>{body}</body></html>"
    return Document(Page(URL, final, 200, (("content-type", "text/html; charset=utf-8"),), html.encode(), NOW))


@pytest.mark.parametrize(
    ("final", "body", "reason"),
    [
        (URL, "<p>公告</p>", ""),
        (f"{URL}2021/index.html", "<p>公告</p>", ""),
        ("http://www.qingxi.test/", "<p>要闻</p>", "首页"),
        ("http://www.qingxi.test/index.shtml", "<p>要闻</p>", "首页"),
        ("http://login.qingxi.test/sso", "<form><input type=password></form>", "登录"),
        (URL, "<form><input type=password></form><p>公告</p>", ""),
    ],
)
def test_a_page_that_the_column_was_sent_away_to_says_nothing_about_it(final: str, body: str, reason: str) -> None:
    read = column_page(document(body, final=final))
    assert reason in read.reason if isinstance(read, Missing) else not reason


@pytest.mark.parametrize(
    ("body", "waits"),
    [
        ("<ul id=rows></ul><script>show('rows')</script>", True),
        ("<ul id=rows><li>暂无数据</li></ul><script>$('#rows li').load(1)</script>", True),
        ("<div class=x data-url=/api/list></div>", True),
        ("<div>正在加载……</div>", True),
        ("<ul id=rows><li><a href=1.html>公告</a></li></ul><script>show('rows')</script>", False),
        ("<ul id=rows></ul><script>show('others')</script>", False),
        ("<div id=weather></div><script>show('weather')</script>", False),
        ("<div id=topNav></div><script>show('topNav')</script>", False),
        ("<p>正在加载货物的车辆请注意安全，服从现场人员指挥，不得停留。</p>", False),
    ],
)
def test_an_empty_container_that_a_script_fills(body: str, waits: bool) -> None:
    assert filled_later(document(body)) is waits


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<iframe src=list.html height=600></iframe>", "框架"),
        ("<iframe src=count.html width=0 height=0></iframe>", ""),
        ("<iframe src=count.html style='display:none'></iframe>", ""),
        ("<p>公告</p>", ""),
    ],
)
def test_a_frame_that_is_seen_was_not_read(body: str, reason: str) -> None:
    assert (reason in unread_part(document(body))) if reason else unread_part(document(body)) == ""


def test_blocks_of_other_items_are_known_by_their_heading() -> None:
    page = document(
        "<dl><dt>热门文章</dt><dd><a href=/old/1.html>旧闻一条</a></dd></dl>"
        "<div><h3>通知公告</h3><a href=./1.html>停水通知</a></div>"
    )
    assert side_urls(page) == {"http://www.qingxi.test/old/1.html"}


def test_own_links_are_files_below_the_column_and_sub_columns_are_folders() -> None:
    page = document(
        "<a href=./202105/1.html>停水通知</a><a href=./gs/>公示</a><a href=index_1.html>下一页</a>"
        "<a href=/qsw/dt/2.html>别的栏目</a><a href=./3.html>丶</a>"
    )
    assert own_links(page) == (f"{URL}202105/1.html",)
    assert sub_columns(page) == (f"{URL}gs/",)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<p><a href=http://b.test/1.html>市政府令</a> 2020-02-01</p>", True),
        ("<p><a href=http://b.test/1.html>市政府令</a></p>", False),
        ("<p><a href=http://b.test/1.html>2020年2月的市政府令</a></p>", False),
        ("<div class=footer><p><a href=http://b.test/>备案号一二三</a> 2018-05-20</p></div>", False),
    ],
)
def test_one_dated_link_is_a_row(body: str, found: bool) -> None:
    assert lone_row(document(body)) is found


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("<ul><li><a href=1.html>公示甲</a><li><a href=2.html>公示乙</a><li><a href=3.html>公示丙</a></ul>", 3),
        ("<ul><li><a href=1.html>公示甲</a><li><a href=2.html>公示乙</a></ul>", 0),
        ("<ul><li><a href=1.html>公示甲</a> 昨天<li><a href=2.html>公示乙</a><li><a href=3.html>公示丙</a></ul>", 0),
        (
            "<ul><li><a href=/a/1.html>公示甲</a><li><a href=/a/2.html>公示乙</a><li><a href=/a/3.html>丙公示</a></ul>",
            0,
        ),
    ],
)
def test_items_without_any_date_stand_in_one_block_below_the_column(body: str, count: int) -> None:
    assert undated_items(document(body)) == count


def test_dates_that_a_script_writes_into_rows() -> None:
    assert dates_by_script(document("<ul><li><a href=1.html>甲</a><script>document.write(d(1))</script></li></ul>"))
    assert not dates_by_script(document("<script>document.write(new Date())</script><ul><li>甲</li></ul>"))


@pytest.mark.parametrize(
    "body",
    [
        "<div>" + "<a href=1.html>标题文字</a>2021-01-01 " * 20_000 + "</div>",
        "<div>" + "<strong>热门文章</strong><a href=1.html>标题文字</a>" * 10_000 + "</div>",
        "<div>" * 3_000 + "x" * 200_000,
        "".join(f"<div id=a{number}>x</div>" for number in range(10_000)) + f"<script>{'x' * 200_000}</script>",
    ],
)
def test_pages_made_to_be_slow_take_no_longer_than_their_size(body: str) -> None:
    page = document(body)
    began = time.perf_counter()
    for ask in (unread_part, side_urls, own_links, sub_columns, lone_row, undated_items, dates_by_script):
        ask(page)
    assert time.perf_counter() - began < 5
