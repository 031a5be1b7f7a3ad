"""Which kind of column a page belongs to, by what the page itself says (where no registry row tells)."""

from __future__ import annotations

from facts.document import Document
from inspection.registry import ColumnKind

#: Words of column names, most telling first: "政策解读" must not be read as "政策".
_WORDS: tuple[tuple[str, ColumnKind], ...] = (
    ("年度报告", ColumnKind.ANNUAL_REPORT),
    ("年报", ColumnKind.ANNUAL_REPORT),
    ("解读", ColumnKind.INTERPRETATION),
    ("办事指南", ColumnKind.GUIDE),
    ("服务指南", ColumnKind.GUIDE),
    ("信箱", ColumnKind.MAILBOX),
    ("领导", ColumnKind.LEADERS),
    ("机构职能", ColumnKind.FUNCTIONS),
    ("机构", ColumnKind.FUNCTIONS),
    ("职能", ColumnKind.FUNCTIONS),
    ("概况", ColumnKind.OVERVIEW),
    ("简介", ColumnKind.OVERVIEW),
    ("公示", ColumnKind.NOTICE),
    ("公告", ColumnKind.NOTICE),
    ("政策", ColumnKind.POLICY),
    ("文件", ColumnKind.POLICY),
    ("动态", ColumnKind.NEWS),
    ("要闻", ColumnKind.NEWS),
    ("新闻", ColumnKind.NEWS),
)


#: Words of links and headings, where nothing else tells; too loose for judging what a page's own metas say.
_LOOSE_WORDS: tuple[tuple[str, ColumnKind], ...] = (
    ("咨询", ColumnKind.MAILBOX),
    ("留言", ColumnKind.MAILBOX),
    ("投诉", ColumnKind.MAILBOX),
    ("办事", ColumnKind.GUIDE),
    ("通知", ColumnKind.NOTICE),
    ("公开公示", ColumnKind.NOTICE),
    ("法规", ColumnKind.POLICY),
    ("规章", ColumnKind.POLICY),
    ("工作信息", ColumnKind.NEWS),
    ("快讯", ColumnKind.NEWS),
)


def kind_of_name(name: str) -> ColumnKind | None:
    """The kind that a column's ``name`` on a link or in a heading suggests, for a person to check."""
    return next((kind for word, kind in (*_WORDS, *_LOOSE_WORDS) if word in name), None)


def guess_column_kind(document: Document) -> ColumnKind | None:
    """The kind named by the standard meta tags ColumnName or ColumnType, or ``None``: no guess from running text."""
    for name in (document.meta("ColumnName"), document.meta("ColumnType")):
        for word, kind in _WORDS:
            if name and word in name:
                return kind
    return None
