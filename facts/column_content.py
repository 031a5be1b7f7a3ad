"""Whether a column shows anything at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from facts.article import BODY_SELECTORS, full_text, main_text
from facts.column_page import column_page, lone_row, own_links, side_urls, sub_columns, unread_part
from facts.document import Document
from facts.list_rows import read_list
from facts.page_kind import Kind, classify
from facts.sources import ColumnSource
from inspection.outcome import Missing
from inspection.registry import ColumnKind

#: Columns that are lists of items; the others may hold one text, a table or a form instead.
_LISTS = frozenset((ColumnKind.NEWS, ColumnKind.POLICY, ColumnKind.INTERPRETATION, ColumnKind.NOTICE))
_BODY = ", ".join(BODY_SELECTORS)
_BODY_PARTS = "img, table, iframe, embed, object, video, form, a[href]"
#: Fewer characters than this are a heading, not content.
_SOME_TEXT = 15
_SAYS_EMPTY = re.compile(
    r"(?:暂无|(?:暂时|还|尚)?没有(?:找到|查询?到)?)(?:任何|相关|符合条件的)?(?:的)?(?:内容|数据|信息|记录|文章|结果)"
    r"|(?:内容|栏目|页面)(?:正在)?(?:建设|更新|完善|整理|筹备|升级)中|(?:共有?|总计)\s*0\s*(?:条|篇|个)(?:记录|信息|数据|文章)?"
)
#: Words around the statement in its own block.
_MOST_AROUND = 24


@dataclass(frozen=True, slots=True)
class ColumnContent:
    """``filled``: the column or a child of it shows rows, text, a form or a table. ``says_empty``: its own words for
    having nothing (暂无内容), or empty. ``page_url`` and ``sha256`` name the snapshot of its first list page.
    """

    filled: bool
    says_empty: str
    page_url: str
    sha256: str

    @classmethod
    def extract(cls, source: ColumnSource) -> Self | Missing:
        """The content; ``Missing`` when the column looks empty but something of it could not be read."""
        page = column_page(source.pages[0]) if source.pages else Missing("没有读取列表页")
        children = [cls.extract(child) for child in source.children]
        filled = any(child.filled for child in children if not isinstance(child, Missing))
        if isinstance(page, Missing):
            return page
        if filled or _shows_something(page, source):
            return cls(True, "", page.url, page.page.sha256)
        if reason := unread_part(page):
            return Missing(reason.replace("列表", "栏目"))
        unread = next((child for child in children if isinstance(child, Missing)), None)
        if unread is not None:
            return Missing(f"子栏目未能读取：{unread.reason}")
        return cls(False, _says_empty(page), page.url, page.page.sha256)


def _says_empty(page: Document) -> str:
    """The page's own words for having nothing, where a line says little else; ``""`` without any."""
    for line in full_text(page).splitlines():
        said = _SAYS_EMPTY.search(line)
        if said and len(line) <= len(said[0]) + _MOST_AROUND:
            return said[0]
    return ""


def _shows_something(page: Document, source: ColumnSource) -> bool:
    aside = side_urls(page)
    rows = [row for row in read_list(page, source.as_of).rows if row.url not in aside]
    if rows or any(url not in aside for url in own_links(page)) or lone_row(page):
        return True
    known = {child.column.url for child in source.children}  # these are asked themselves
    if any(url not in known and url not in aside for url in sub_columns(page)):
        return True
    bodies = page.tree.css(_BODY)
    if bodies:  # an article template, with or without an article
        return any(len(body.text(strip=True)) >= _SOME_TEXT or body.css_first(_BODY_PARTS) for body in bodies)
    if classify(page).kind is Kind.ARTICLE:
        return True
    if source.column.kind in _LISTS:
        return False
    # Without a known container the densest text may be the footer: such a page gets the benefit of the doubt.
    return not _says_empty(page) and (
        len(main_text(page)) >= _SOME_TEXT or page.tree.css_first(_BODY_PARTS) is not None
    )
