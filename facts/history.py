"""What our own earlier crawls know about an article: the strongest witness against its date, and for it.

An article that a crawl showed within days of its date existed then, whatever numbers say. One that a whole list lacked
long after its date did not stand there then (field practice). Neither is told from one crawl alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise, takewhile
from statistics import median_low

from facts.docid_curve import DocidCurve
from facts.document import Document
from facts.list_rows import ListRow, read_list

#: Documents created within so many days, or with numbers so close where no clock is known, were made in one sitting.
SITTING_DAYS, SITTING_DOCIDS = 3, 300
#: A back-fill: so many documents of one sitting whose days are spread over so many days, and no gap sticks out.
FEWEST_FILLED, SHORTEST_FILL_DAYS, LONGEST_FILL_DAYS, WIDEST_GAP = 4, 14, 120, 3


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another article of the same column: its docid and the Beijing day its list shows."""

    docid: int
    day: date


@dataclass(frozen=True, slots=True)
class ArticleHistory:
    """All days are Beijing days.

    ``first_seen``: day of the first crawl that met it. ``listed``: (crawl day, day shown), one per change, ascending by
    crawl. ``absent``: day of the last crawl before ``first_seen`` whose list was read far enough back and lacked it,
    ``None`` where there is no such crawl. ``siblings``: the numbered and dated articles of its column, ascending by
    docid; itself may be among them.
    """

    first_seen: date
    listed: tuple[tuple[date, date], ...] = ()
    absent: date | None = None
    siblings: tuple[Sibling, ...] = ()

    def earlier_day(self, shown: date) -> tuple[date, date] | None:
        """(crawl day, day shown) of the last earlier crawl that showed another day than ``shown``, else ``None``.

        A list and its page may name two days in one crawl; a day that any earlier crawl showed has not changed.
        """
        since = max((crawl for crawl, _ in self.listed), default=self.first_seen)
        before = [(crawl, day) for crawl, day in self.listed if crawl < since]
        return before[-1] if before and all(day != shown for _, day in before) else None

    def sitting(self, docid: int, curve: DocidCurve | None) -> tuple[date, ...]:
        """Days shown by the siblings that were created together with ``docid``, ascending, without its own."""
        own = curve.clock(docid) if curve else None
        place = bisect_left(self.siblings, docid, key=lambda one: one.docid)
        before, after = reversed(range(place)), range(place, len(self.siblings))
        near = [
            self.siblings[index]
            for side in (before, after)
            for index in takewhile(lambda at: _together(docid, own, self.siblings[at].docid, curve), side)
        ]
        return tuple(sorted(one.day for one in near if one.docid != docid))


def _together(docid: int, own: tuple[date, date] | None, other: int, curve: DocidCurve | None) -> bool:
    clock = curve.clock(other) if curve and own else None
    if own and clock:
        return abs((own[0] - clock[0]).days) <= SITTING_DAYS
    return abs(docid - other) <= SITTING_DOCIDS


def is_backfill(days: Sequence[date]) -> bool:
    """Whether ``days``, shown by documents of one sitting, are spread evenly over weeks, as if written week by week."""
    distinct = sorted(set(days))
    if (
        len(distinct) < FEWEST_FILLED
        or not SHORTEST_FILL_DAYS <= (distinct[-1] - distinct[0]).days <= LONGEST_FILL_DAYS
    ):
        return False
    gaps = [(later - earlier).days for earlier, later in pairwise(distinct)]
    return max(gaps) <= WIDEST_GAP * max(median_low(gaps), 1)


def is_move(days: Sequence[date]) -> bool:
    """Whether documents of one sitting look like a moved column: many old days, further back than any check asks."""
    old = {day for day in days if (max(days) - day).days > SHORTEST_FILL_DAYS}
    return len(old) >= FEWEST_FILLED and (max(old) - min(old)).days > LONGEST_FILL_DAYS


def lacked(pages: Sequence[Document], as_of: datetime, *, url: str, title: str, shown: date) -> bool:
    """Whether a list, read in page order at ``as_of``, certainly lacked the article that claims to be of ``shown``.

    It must reach back to that day, or be whole. A row with the same address or title is the article itself.
    """
    lists = [read_list(page, as_of) for page in pages]
    rows = [row for each in lists for row in each.rows]
    if not rows or any(row.url == url or _same_title(row.title, title) for row in rows):
        return False
    return _reach(rows, shown) or len(lists[0].pager.urls) <= len(pages)


def _same_title(row: str, title: str) -> bool:
    """Lists cut long titles short."""
    head = row.rstrip(".…")
    return row == title or (head != row and title.startswith(head)) or (title.rstrip(".…") != title and row in title)


def _reach(rows: Sequence[ListRow], shown: date) -> bool:
    last = next((row.date for row in reversed(rows) if row.date and not row.pinned), None)
    return last is not None and last < shown
