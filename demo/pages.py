"""Home page, list, article and leaders page of a site as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from demo.articles import Article
from demo.bodies import body_of
from demo.layout import Shell, path_of
from demo.places import Place
from demo.plan import OddColumn
from demo.wording import Writer, phrases
from inspection.registry import Column

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A list row: ``href`` is relative to the page, ``day`` what the list shows (may be empty)."""

    href: str
    title: str
    day: str


def home_page(shell: Shell, place: Place, blocks: Sequence[tuple[Column, Sequence[Article]]]) -> str:
    """The site's home page with the newest items of each column."""
    main = "".join(_block(column, articles) for column, articles in blocks)
    metas = {"ColumnName": "专栏首页", "ColumnType": "专栏首页", "ColumnDescription": f"{place.site.name}首页"}
    return shell.page(f"{place.site.name}_重庆市大足区人民政府", metas, main)


def _block(column: Column, articles: Sequence[Article]) -> str:
    rows = "\n".join(
        f'<li class="clearfix"><a href="{path_of(one.url)}" title="{escape(one.title)}" target="_blank">'
        f"{escape(one.title)}</a><span>{one.shown:%Y-%m-%d}</span></li>"
        for one in articles
    )
    more = f'<a href="{path_of(column.url)}">更多&gt;&gt;</a>'
    return f'<div class="block"><h3>{column.name}{more}</h3>\n<ul class="home-list">\n{rows}\n</ul></div>\n'


def list_page(
    shell: Shell, place: Place, column: Column, rows: Sequence[Row], pager: tuple[int, int], side: str, made: datetime
) -> str:
    """One page of a column's list. ``pager``: (page count, 0-based page); ``made``: 页面生成时间, a date decoy."""
    count, current = pager
    call = (
        f"createPage({count},{current})" if place.style == 0 else f'createPageHTML({count}, {current}, "index", "html")'
    )
    main = (
        f'<div class="content">{_crumb(place, column)}\n{_LISTS[place.style](rows)}\n'
        f'<div class="page"><script>{call};</script></div>\n'
        f'<p class="gen">页面生成时间：{made:%Y-%m-%d %H:%M}</p></div>\n{side}'
    )
    metas = column_metas(place, column) | {"Maketime": f"{made:%Y-%m-%d %H:%M:%S}"}
    return shell.page(f"{column.name}_{place.site.name}", metas, main)


def _tab_item(rows: Sequence[Row]) -> str:
    lines = "\n".join(
        f'<li class="clearfix"><a href="{row.href}" target="_blank" title="{escape(row.title)}">{escape(row.title)}</a>'
        f"<span>{row.day}</span></li>"
        for row in rows
    )
    return f'<ul class="tab-item">\n{lines}\n</ul>'


def _rsj(rows: Sequence[Row]) -> str:
    lines = "\n".join(
        f'<li><a class="lf" href="{row.href}" title="{escape(row.title)}">{escape(row.title)}</a>'
        f'<span class="rt">{row.day}</span></li>'
        for row in rows
    )
    return f'<ul class="rsj-list1">\n{lines}\n</ul>'


def _table(rows: Sequence[Row]) -> str:
    lines = "\n".join(
        f'<tr><td class="num">{place}</td>'
        f'<td><a href="{row.href}" title="{escape(row.title)}">{escape(row.title)}</a></td>'
        f'<td class="time">{row.day}</td></tr>'
        for place, row in enumerate(rows, start=1)
    )
    return f'<table class="list-table">\n{lines}\n</table>'


_LISTS = (_tab_item, _rsj, _table)


def row_of(article: Article, href: str, index: int, odd: OddColumn | None) -> Row:
    """The row of ``article`` at 0-based ``index`` of its page."""
    day = f"{article.shown:%m-%d}" if odd and odd.short_dates else f"{article.shown:%Y-%m-%d}"
    return Row(href, article.title, "" if odd and odd.undated_row == index else day)


def article_page(shell: Shell, place: Place, article: Article, side: str, moment: datetime) -> str:
    """An article as the site shows it at ``moment``."""
    source = escape(place.name)
    shown = f"{article.shown:%Y-%m-%d %H:%M}"
    # On some sites a script writes the source, as on the real portal.
    written = f"<script>document.write('来源：{source}');</script>" if place.style == 2 else f"来源：{source}"
    main = (
        f'<div class="content">{_crumb(place, article.column)}\n'
        f'<div class="zwxl-title"><p class="tit">{escape(article.title)}</p></div>\n'
        f'<div class="zwxl-bar"><span>日期：{shown if place.style == 1 else shown[:10]}</span><span>{written}</span>'
        '<span>字号：<a href="javascript:doZoom(20)">大</a> <a href="javascript:doZoom(16)">中</a></span>'
        '<span class="share-bar">分享：<a href="javascript:;"></a><a href="javascript:;"></a></span></div>\n'
        f'<div class="view TRS_UEDITOR trs_paper_default">\n{body_of(article, place, moment)}</div>\n'
        f'<p class="gen">扫一扫在手机打开当前页</p></div>\n{side}'
    )
    metas = column_metas(place, article.column) | {
        "ArticleTitle": article.title,
        "PubDate": shown,
        "ContentSource": place.name,
        "Author": place.name,
        "Keywords": article.column.name,
        "Description": article.title,
        "Url": article.url,
    }
    return shell.page(f"{article.title}_{place.site.name}", metas, main)


def leaders_page(shell: Shell, place: Place, column: Column, moment: datetime) -> str:
    """领导信息: names and posts."""
    people = "\n".join(
        f'<li><p class="name">{name}</p><p class="post">{post}</p><p>{_duty(index, place.name)}</p></li>'
        for index, (name, post) in enumerate(place.leaders(moment))
    )
    body = f'<ul class="ldxx">\n{people}\n</ul>'
    return _text_page(shell, place, column, body)


def _duty(index: int, unit: str) -> str:
    if index == 0:
        return f"工作分工：主持{unit}全面工作。"
    return f"工作分工：负责{phrases()['topics'][index * 3]}、{phrases()['topics'][index * 5]}等工作。"


def overview_page(shell: Shell, place: Place, column: Column) -> str:
    """概况: running text, no list."""
    writer = Writer.of(place.site.row, place.name, datetime(2020, 6, 15).date())
    body = "".join(f"<p>{writer.fill(text)}</p>\n" for text in phrases()["overview"])
    return _text_page(shell, place, column, body)


def _text_page(shell: Shell, place: Place, column: Column, body: str) -> str:
    main = (
        f'<div class="content">{_crumb(place, column)}\n'
        f'<div class="zwxl-title"><p class="tit">{column.name}</p></div>\n'
        f'<div class="view TRS_UEDITOR trs_paper_default">\n{body}</div></div>\n'
    )
    return shell.page(f"{column.name}_{place.site.name}", column_metas(place, column), main)


def side_bar(title: str, articles: Sequence[Article]) -> str:
    """相关信息 beside the content: dated links that do not belong to the page (decoys)."""
    rows = "\n".join(
        f'<li><a href="{path_of(one.url)}" title="{escape(one.title)}">{escape(one.title)}</a>'
        f"<em>{one.shown:%Y-%m-%d}</em></li>"
        for one in articles
    )
    return f'<div class="side"><h3>{title}</h3>\n<ul class="xg-list">\n{rows}\n</ul></div>\n'


def column_metas(place: Place, column: Column) -> dict[str, str]:
    """The standard metas of a column and its articles."""
    return {
        "ColumnName": column.name,
        "ColumnType": column.name,
        "ColumnDescription": f"{place.name}{column.name}",
        "ColumnKeywords": f"{place.name},{column.name}",
    }


def _crumb(place: Place, column: Column) -> str:
    return (
        f'<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="{path_of(place.site.home_url)}">'
        f'{place.site.name}</a> &gt; <a href="{path_of(column.url)}">{column.name}</a></div>'
    )
