"""The newest day that a site's home page shows.

Source: 国办秘函〔2019〕19号, 首页不更新: a home page that only navigates counts through its second-level pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from facts.column_dates import ColumnDates, ItemDay, item_days
from facts.column_page import filled_later
from facts.list_rows import read_list
from facts.sources import SiteSource
from facts.usable_page import left_to_script, usable
from inspection.moment import beijing_day
from inspection.outcome import Missing

#: Every element that may be a row: a home page has many lists, and the newest item may stand in any of them.
_ROWS = ("li", "tr", "dd", "p")
#: A home page with fewer dated rows is taken for one that only navigates (our assumption, on the lenient side).
_ROWS_OF_A_NEWS_HOME = 3


@dataclass(frozen=True, slots=True)
class HomeDates:
    """``newest``: the latest row not after the inspection day, on the home page or, where that only navigates
    (``navigates``), in the site's columns; ``None`` when no row has a date.

    ``gaps`` (Chinese) are the parts that could not be read and might hold something newer.
    """

    newest: ItemDay | None
    navigates: bool
    gaps: tuple[str, ...]

    @classmethod
    def extract(cls, source: SiteSource) -> Self | Missing:
        """The newest day; ``Missing`` when the home page could not be had."""
        home = usable(source.home)
        if isinstance(home, Missing):
            return home
        today = beijing_day(source.as_of)
        rows = {row.url: row for kind in _ROWS for row in read_list(home, source.as_of, (kind,)).rows if row.date}
        items = [item for item in item_days(home, tuple(rows.values()), "首页") if item.day <= today]
        if len(items) >= _ROWS_OF_A_NEWS_HOME:
            gaps = ("首页有内容由脚本加载，未能读取",) if filled_later(home) else ()
            return cls(max(items, key=lambda item: item.day), navigates=False, gaps=gaps)
        unrendered = filled_later(home) or (not items and left_to_script(home))
        columns = [(part.column.name, ColumnDates.extract(part)) for part in source.columns]
        known = [dates for _, dates in columns if not isinstance(dates, Missing)]
        items += [dates.newest for dates in known if dates.newest]
        unread = [f"“{name}”栏目：{dates.reason}" for name, dates in columns if isinstance(dates, Missing)]
        unread += [gap for dates in known for gap in dates.gaps]
        if unrendered:
            unread.append("首页内容由脚本加载，未能读取")
        return cls(max(items, key=lambda item: item.day, default=None), navigates=True, gaps=tuple(unread))
