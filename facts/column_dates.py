"""When a column was last updated, as its list pages show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self

from facts.column_page import column_page, dates_by_script, own_links, side_urls, undated_items, unread_part
from facts.document import Document
from facts.list_rows import ListPage, ListRow, read_list
from facts.sources import ColumnSource
from inspection.moment import beijing_day
from inspection.outcome import Missing

#: Fewer different days do not show in which order a list runs.
_DAYS_THAT_SHOW_ORDER = 3


@dataclass(frozen=True, slots=True)
class ItemDay:
    """A row with a date: the Beijing ``day`` it shows, and the snapshot of the list page that shows it."""

    day: date
    title: str
    url: str
    column: str
    page_url: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ColumnDates:
    """The rows of a column and its child columns; a child's update counts for its parent.

    ``newest``: the latest row not after the inspection day, pinned or not; ``None`` when no row has such a date.
    ``dated`` and ``undated`` count rows; ``future`` are rows dated after the inspection day, never counted as updates.
    ``gaps`` (Chinese) are the parts that could not be read and might hold something newer than ``newest``.
    """

    newest: ItemDay | None
    dated: int
    undated: int
    future: tuple[ItemDay, ...]
    gaps: tuple[str, ...]

    @classmethod
    def extract(cls, source: ColumnSource) -> Self | Missing:
        """The dates; ``Missing`` when neither the column nor a child of it could be read."""
        own = cls._own(source)
        children = [(child.column.name, cls.extract(child)) for child in source.children]
        known = [part for part in (own, *(dates for _, dates in children)) if not isinstance(part, Missing)]
        if isinstance(own, Missing) and not any(part.newest for part in known):
            return own
        gaps = [own.reason] if isinstance(own, Missing) else []
        gaps += [f"子栏目“{name}”：{dates.reason}" for name, dates in children if isinstance(dates, Missing)]
        return cls(
            newest=max((part.newest for part in known if part.newest), key=lambda item: item.day, default=None),
            dated=sum(part.dated for part in known),
            undated=sum(part.undated for part in known),
            future=tuple(item for part in known for item in part.future),
            gaps=(*gaps, *(gap for part in known for gap in part.gaps)),
        )

    @classmethod
    def _own(cls, source: ColumnSource) -> Self | Missing:
        read = [column_page(page) for page in source.pages]
        if not read:
            return Missing("没有读取列表页")
        if isinstance(read[0], Missing):
            return read[0]
        lists = [(page, _list_of(page, source.as_of)) for page in read if not isinstance(page, Missing)]
        rows = sum(len(listed.rows) for _, listed in lists)
        if not rows and (unread := unread_part(read[0])):
            return Missing(unread)
        unread_rows = undated_items(read[0]) if not rows else 0
        if not rows and not unread_rows and own_links(read[0]):
            return Missing("页面上的条目未能识别为列表")
        items = [item for page, listed in lists for item in item_days(page, listed.rows, source.column.name)]
        today = beijing_day(source.as_of)
        newest = max((item for item in items if item.day <= today), key=lambda item: item.day, default=None)
        return cls(
            newest=newest,
            dated=len(items),
            undated=unread_rows or rows - len(items),
            future=tuple(item for item in items if item.day > today),
            gaps=tuple(_gaps(read, lists, newest)),
        )


def _list_of(page: Document, as_of: datetime) -> ListPage:
    """The list of ``page`` without the items of side blocks."""
    listed, aside = read_list(page, as_of), side_urls(page)
    return replace(listed, rows=tuple(row for row in listed.rows if row.url not in aside)) if aside else listed


def item_days(page: Document, rows: tuple[ListRow, ...], column: str) -> list[ItemDay]:
    """The dated ones of the ``rows`` that ``page`` shows, in page order; ``column`` is the name they stand under."""
    sha256 = page.page.sha256
    return [ItemDay(row.date, row.title, row.url, column, page.url, sha256) for row in rows if row.date is not None]


def _gaps(
    read: list[Document | Missing], lists: list[tuple[Document, ListPage]], newest: ItemDay | None
) -> Iterator[str]:
    """Parts of the column's own list that might hold something newer than ``newest``."""
    first, listed = lists[0]
    if newest is None:  # lists run from new to old: a later page counts only where page one tells nothing
        for number, page in enumerate(read, 1):
            if isinstance(page, Missing):
                yield f"列表第{number}页：{page.reason}"
        if dates_by_script(first):
            yield "条目的日期由脚本写入，未能读取"
    elif _oldest_first(listed) and len(lists) < len(listed.pager.urls):
        yield "列表由旧到新排列，最新内容可能在未读取的页上"
    folder = first.url.rpartition("/")[0] + "/"
    if listed.rows and unread_part(first) and not any(row.url.startswith(folder) for row in listed.rows):
        yield "主要列表可能由脚本加载，页面上只有其他栏目的条目"


def _oldest_first(listed: ListPage) -> bool:
    days = [row.date for row in listed.rows if row.date and not row.pinned]
    return len(set(days)) >= _DAYS_THAT_SHOW_ORDER and days == sorted(days)
