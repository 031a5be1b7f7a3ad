"""The markup of the measured portal: pages of 34 to 49 KB with about 100 links, as its templates would write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from benchmarks.invented_text import InventedText
from benchmarks.portal_plan import ROWS_PER_PAGE, Article, PlannedColumn, PlannedSite

_LATEST = 15
_STYLE = "".join(
    f".block-{n}{{float:left;width:{n * 7 % 90 + 10}%;margin:0 {n}px 10px 0;background:#f{n % 10}f{n % 7}e{n % 9}}}\n"
    for n in range(110)
)
_SCRIPT = "".join(
    f"function toggle{n}(item) {{ var box = document.getElementById('box{n}');\n"
    f"  if (box) {{ box.style.display = item ? 'block' : 'none'; }} return false; }}\n"
    for n in range(60)
)
_PARAGRAPH = (
    '<p style="text-align: justify; line-height: 2em; text-indent: 2em; margin-top: 0px;">'
    '<span style="font-family: 仿宋, 仿宋_GB2312; font-size: 18px; color: #333333;">{}</span></p>\n'
)
_PAGER = """<div class="pages"><script>
//<!--
function createPageHTML(count, current, name, suffix) {{
  var html = "";
  for (var i = 0; i < count; i++) {{ html += pageLink(i, current, name, suffix); }}
  document.write(html);
}}
createPageHTML({count}, {current}, "index", "html");
//-->
</script><noscript>{links}</noscript></div>
"""


class PageWriter:
    """Writes the pages of one site. ``units``: the links that head every page of the portal."""

    def __init__(self, site: PlannedSite, units: str, text: InventedText) -> None:
        self._site = site
        self._text = text
        menu = "".join(
            f'<li class="nav-li"><a href="{column.path}" title="{column.shape.name}">{column.shape.name}</a></li>\n'
            for column in site.columns
        )
        newest = sorted(
            (one for column in site.columns for one in column.articles), key=lambda one: one.day, reverse=True
        )
        self._latest = f'<div class="sidebar"><h3>最新信息</h3><ul>{_rows(newest[:_LATEST], "")}</ul></div>\n'
        self._top = (
            f'<body>\n<div class="top"><ul class="unit-menu">\n{units}</ul></div>\n'
            f'<div class="nav"><ul class="menu"><li><a href="{site.path}">{site.name}首页</a></li>\n{menu}</ul></div>\n'
        )
        self._foot = (
            '<div class="footer"><p>'
            + " | ".join(f'<a href="{column.path}">{column.shape.name}</a>' for column in site.columns[-4:])
            + f"</p><p>主办：{site.name} 电话：000-{text.number_between(40000000, 49999999)} "
            f"网站标识码：5000000{site.id[-2:]}</p></div>\n<script>\n{_SCRIPT}</script>\n</body>\n</html>\n"
        )

    def home(self) -> str:
        """The head of every column that is a list."""
        lists = [column for column in self._site.columns if column.articles]
        blocks = "".join(
            f'<div class="block"><h3>{column.shape.name}</h3><a class="more" href="{column.path}">更多</a>'
            f'<ul class="new-list">{_rows(column.articles[:5], "")}</ul></div>\n'
            for column in lists
        )
        return self._page(self._site.name, "", f'<div class="home">{blocks}</div>\n')

    def list_page(self, column: PlannedColumn, number: int) -> str:
        """Page ``number`` (from 0) of a column."""
        shown = column.articles[number * ROWS_PER_PAGE : (number + 1) * ROWS_PER_PAGE]
        links = "".join(
            f'<a href="{"index.html" if other == 0 else f"index_{other}.html"}">{other + 1}</a>'
            for other in range(1, column.list_pages)
        )
        pager = _PAGER.format(count=column.list_pages, current=number, links=links)
        body = f'<div class="right"><ul class="rsj-list1">\n{_rows(shown, column.path)}</ul>\n{pager}</div>\n'
        return self._page(
            f"{column.shape.name}-{self._site.name}", self._column_metas(column), self._crumbs(column) + body
        )

    def single(self, column: PlannedColumn) -> str:
        """A column that is one page of text."""
        title = f"{self._site.name}{column.shape.name}"
        body = f'<div class="right"><h1>{title}</h1><div class="view TRS_UEDITOR">{self._paragraphs("")}</div></div>\n'
        return self._page(title, self._column_metas(column), self._crumbs(column) + body)

    def article(self, column: PlannedColumn, place: int) -> str:
        """Article ``place`` (from 0, newest first) of a column."""
        one = column.articles[place]
        title = escape(one.title)
        shown = f"{one.day} {8 + place % 10:02}:{place * 7 % 60:02}"
        metas = (
            f'{self._column_metas(column)}<meta name="ArticleTitle" content="{title}">\n'
            f'<meta name="PubDate" content="{shown}">\n<meta name="ContentSource" content="{self._site.name}">\n'
            f'<meta name="Description" content="{title}">\n<meta name="Author" content="">\n'
        )
        near = "".join(
            f'<p class="{word}">{label}：<a href="{column.articles[other].path}">{column.articles[other].title}</a></p>'
            for word, label, other in (("prev", "上一篇", place - 1), ("next", "下一篇", place + 1))
            if 0 <= other < len(column.articles)
        )
        body = (
            f'<div class="zwxl"><div class="zwxl-title"><p class="tit">{title}</p></div>\n'
            f'<div class="zwxl-bar">日期：{shown} <span class="con">来源：{self._site.name}</span></div>\n'
            f'<div class="view TRS_UEDITOR trs_paper_default">\n{self._paragraphs(one.exposes)}</div>\n{near}</div>\n'
            f"{self._latest}"
        )
        return self._page(f"{title}-{self._site.name}", metas, self._crumbs(column) + body)

    def _paragraphs(self, exposes: str) -> str:
        texts = [self._text.paragraph() for _ in range(self._text.number_between(13, 27))]
        if exposes:
            texts.insert(1, f"经审核，{self._text.name()}某（身份证号：{exposes}）符合条件，现予公示。")
        return "".join(map(_PARAGRAPH.format, texts))

    def _crumbs(self, column: PlannedColumn) -> str:
        return (
            f'<div class="crumbs">当前位置：<a href="{self._site.path}">首页</a> &gt; '
            f'<a href="{column.path}">{column.shape.name}</a></div>\n'
        )

    def _column_metas(self, column: PlannedColumn) -> str:
        name = column.shape.name
        return (
            f'<meta name="ColumnName" content="{name}">\n<meta name="ColumnDescription" content="{name}">\n'
            f'<meta name="ColumnKeywords" content="{name}">\n<meta name="ColumnType" content="{name}">\n'
        )

    def _page(self, title: str, metas: str, body: str) -> str:
        return (
            '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
            '<meta http-equiv="X-UA-Compatible" content="IE=edge">\n<meta name="renderer" content="webkit">\n'
            f'<meta name="SiteName" content="{self._site.name}">\n'
            f'<meta name="SiteDomain" content="www.portal.example">\n'
            f'<meta name="SiteIDCode" content="50000000{self._site.id[-2:]}">\n{metas}<title>{title}</title>\n'
            f"<style>\n{_STYLE}</style>\n</head>\n{self._top}{body}{self._foot}"
        )


def unit_links(sites: Iterable[PlannedSite]) -> str:
    """The links to all sites that stand on every page."""
    return "".join(
        f'<li class="unit-li"><a href="{site.path}" target="_self" title="{site.name}">{site.name}</a></li>\n'
        for site in sites
    )


def _rows(articles: Sequence[Article], folder: str) -> str:
    """Rows as lists have them; below ``folder`` their links are written relative to it."""
    return "".join(
        f'<li class="clearfix"><a class="lf" href="{_href(one.path, folder)}" target="_blank" title="{one.title}">'
        f'{one.title}</a><span class="rt">{one.day}</span></li>\n'
        for one in articles
    )


def _href(path: str, folder: str) -> str:
    return f"./{path.removeprefix(folder)}" if folder else path
