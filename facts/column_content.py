"""Whether a column shows anything at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from facts.article import BODY_SELECTORS, full_text, main_text
from facts.document import Document
from facts.list_rows import read_list
from facts.page_kind import Kind, classify
from facts.sources import ColumnSource
from facts.usable_page import left_to_script, usable
from inspection.outcome import Missing
from inspection.registry import ColumnKind

#: Columns that are lists of items; the others may hold one text, a table or a form instead.
_LISTS = frozenset((ColumnKind.NEWS, ColumnKind.POLICY, ColumnKind.INTERPRETATION, ColumnKind.NOTICE))
_BODY = ", ".join(BODY_SELECTORS)
_BODY_PARTS = "img, table, iframe, embed, object, video, form, a[href]"
#: Fewer characters than this are a heading, not content.
_SOME_TEXT = 15
_SAYS_EMPTY = re.compile(r"(?:暂无|没有)(?:相关)?(?:内容|数据|信息|记录|文章)|(?:内容|栏目|页面)(?:正在)?建设中")


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
        page = usable(source.pages[0]) if source.pages else Missing("没有读取列表页")
        children = [cls.extract(child) for child in source.children]
        filled = any(child.filled for child in children if not isinstance(child, Missing))
        if isinstance(page, Missing):
            return page
        if filled or _shows_something(page, source):
            return cls(True, "", page.url, page.page.sha256)
        if left_to_script(page):
            return Missing("栏目内容由脚本加载，未能读取")
        unread = next((child for child in children if isinstance(child, Missing)), None)
        if unread is not None:
            return Missing(f"子栏目未能读取：{unread.reason}")
        said = _SAYS_EMPTY.search(full_text(page))
        return cls(False, said[0] if said else "", page.url, page.page.sha256)


def _shows_something(page: Document, source: ColumnSource) -> bool:
    if read_list(page, source.as_of).rows:
        return True
    bodies = page.tree.css(_BODY)
    if bodies:  # an article template, with or without an article
        return any(len(body.text(strip=True)) >= _SOME_TEXT or body.css_first(_BODY_PARTS) for body in bodies)
    if classify(page).kind is Kind.ARTICLE:
        return True
    if source.column.kind in _LISTS:
        return False
    # Without a known container the densest text may be the footer: such a page gets the benefit of the doubt.
    return len(main_text(page)) >= _SOME_TEXT and not _SAYS_EMPTY.search(full_text(page))
