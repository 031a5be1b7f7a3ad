"""A first look round one site: which columns it has and how they can be read. Nothing is judged, nothing is stored.

Reads what it asked in an order that depends on nothing but the answers, so that saved answers give the same result.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from urllib.parse import urlsplit

from crawler.polite_asker import BUDGET_SPENT, Asked
from facts.article import title_of
from facts.column_kind import guess_column_kind, kind_of_name
from facts.column_links import column_links
from facts.document import Document
from facts.list_markup import known_selector, row_markup
from facts.list_rows import ListPage, ListRow, read_list, says_empty
from facts.masking import mask_personal
from facts.page_kind import Kind, classify
from facts.pager import next_page, read_pager
from facts.pager_kind import pager_kind
from facts.publish_date import read_publish_date
from facts.usable_page import left_to_script, usable
from inspection.fetched import FetchFailure, FetchProblem
from inspection.moment import beijing_day
from inspection.outcome import Missing
from inspection.registry import ColumnKind
from jobs.discovery import Continuation, Discovery, FoundColumn, SampleRow, Unread

DEFAULT_BUDGET = 60
_SAMPLES = 3
#: Of the budget, what is spent on finding columns while lists wait to be looked into.
_SEARCH_SHARE = 0.6

#: Columns that may be one page without any list.
_ONE_PAGE = frozenset(
    (ColumnKind.OVERVIEW, ColumnKind.FUNCTIONS, ColumnKind.LEADERS, ColumnKind.GUIDE, ColumnKind.MAILBOX)
)

Ask = Callable[[str], Asked]
Progress = Callable[[int, int, int], None]


class StopLooking(Exception):
    """Raised by an ``Ask`` of saved answers where the saved look round was interrupted."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A link to follow, and the names of the links that led there."""

    url: str
    name: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What to look round: ``start``, an absolute http(s) address, with at most ``budget`` requests.

    Only addresses that begin with ``scope`` are columns; ``None`` = the folder of the page that ``start`` leads to.
    """

    start: str
    as_of: datetime
    budget: int
    scope: str | None = None


def discover(question: Question, ask: Ask, progress: Progress | None = None) -> Discovery:
    """Look round the site. Ctrl-C ends it early: what was read is returned, ``interrupted`` set."""
    return _Look(question, ask, progress).run()


class _Look:
    def __init__(self, question: Question, ask: Ask, progress: Progress | None) -> None:
        self._start, self._as_of, self._budget = question.start, question.as_of, question.budget
        self._ask, self._progress = ask, progress
        self._stated = question.scope
        self._scope = question.scope or _folder(question.start)
        self._requests = self._pages = 0
        self._order = count()
        self._places: list[tuple[int, int, _Place]] = []
        self._checks: deque[Callable[[], None]] = deque()
        self._seen: set[str] = set()
        self._columns: list[FoundColumn] = []
        self._unread: list[Unread] = []
        self._opened: dict[str, Document | Missing | FetchProblem] = {}

    def run(self) -> Discovery:
        interrupted = False
        try:
            self._begin()
            while self._requests < self._budget and (self._places or self._checks):
                self._step()
                if self._progress:
                    waiting = len(self._places) + len(self._checks)
                    self._progress(self._requests, min(self._budget, self._requests + waiting), len(self._unread))
        except (KeyboardInterrupt, StopLooking):
            interrupted = True
        left = tuple((place.name, place.url) for _, _, place in sorted(self._places, key=lambda one: one[:2]))
        return Discovery(
            self._start, self._scope, self._as_of, self._budget, self._requests, self._pages,
            tuple(self._columns), tuple(self._unread), left, interrupted,
        )  # fmt: skip

    def _begin(self) -> None:
        self._seen.add(_spelled(self._start))
        home = _Place(self._start, "首页", ())
        read = self._open(self._start, anywhere=True)
        if not isinstance(read, Document):
            self._not_read(home, read)
            return
        self._scope = self._stated or _folder(read.url)
        self._seen.add(_spelled(read.url))
        if classify(read).kind is Kind.LIST:
            self._column(replace(home, name=read.meta("columnname") or title_of(read) or home.name), read)
        self._follow(read, ())
        if not self._columns and not self._places:
            why = (
                "内容由脚本生成，看不到栏目链接"
                if left_to_script(read)
                else "没有找到范围之内的栏目链接（可用 --under 放宽范围）"
            )
            self._not_read(home, Missing(why))

    def _step(self) -> None:
        searched_enough = self._requests >= self._budget * _SEARCH_SHARE
        if self._checks and (searched_enough or not self._places or self._places[0][0] > 1):
            self._checks.popleft()()
            return
        _, _, place = heapq.heappop(self._places)
        read = self._open(place.url)
        if not isinstance(read, Document):
            self._not_read(place, read)
            return
        if _spelled(read.url) != _spelled(place.url) and _spelled(read.url) in self._seen:
            return
        self._seen.add(_spelled(read.url))
        self._column(place, read)
        self._follow(read, (*place.path, place.name))

    def _open(self, url: str, *, anywhere: bool = False, refreshed: bool = False) -> Document | Missing | FetchProblem:
        """The page at ``url`` if it can be read and lies on the site; asked once."""
        if url not in self._opened:
            self._opened[url] = self._fetch(url, anywhere=anywhere, refreshed=refreshed)
        return self._opened[url]

    def _fetch(self, url: str, *, anywhere: bool, refreshed: bool) -> Document | Missing | FetchProblem:
        asked = self._ask(url)
        self._requests += asked.requests
        if isinstance(asked.fetched, FetchProblem):
            return asked.fetched
        self._pages += 1
        document = Document(asked.fetched)
        kind = classify(document)
        if kind.refresh_to and not refreshed:
            return self._open(kind.refresh_to, anywhere=anywhere, refreshed=True)
        if not anywhere and not document.url.startswith(self._scope):
            return Missing(f"跳转到专栏以外的地址 {document.url}")
        return usable(document)

    def _not_read(self, place: _Place, why: Missing | FetchProblem) -> None:
        if isinstance(why, FetchProblem) and why.failure is FetchFailure.SKIPPED and why.detail == BUDGET_SPENT:
            heapq.heappush(self._places, (0, -1, place))
            self._requests = max(self._requests, self._budget)
            return
        self._unread.append(Unread(place.name, place.url, kind_of_name(place.name), why.reason))

    def _follow(self, document: Document, path: tuple[str, ...]) -> None:
        rows = {row.url for row in read_list(document, self._as_of).rows if row.date}
        for link in column_links(document, self._scope):
            if link.url not in rows and _spelled(link.url) not in self._seen:
                self._seen.add(_spelled(link.url))
                heapq.heappush(self._places, (link.rank, next(self._order), _Place(link.url, link.name, path)))

    def _column(self, place: _Place, document: Document) -> None:
        """Note ``document`` if it is a column, and what is still to be asked about it."""
        page_kind = classify(document).kind
        name = document.meta("columnname") or place.name or title_of(document) or document.url
        kind, kind_from = guess_column_kind(document), "meta"
        if kind is None:
            kind, kind_from = kind_of_name(place.name or name), "name"
        listed = ListPage((), read_pager(document)) if page_kind is Kind.ARTICLE else read_list(document, self._as_of)
        dated = sum(row.date is not None for row in listed.rows)
        if page_kind is Kind.ARTICLE and (kind is None or (kind_from == "meta" and document.meta("articletitle"))):
            return
        if page_kind in (Kind.HOME, Kind.OTHER) and kind is None and not dated:
            return
        today = beijing_day(self._as_of)
        column = FoundColumn(
            name=name,
            path=(*place.path, name),
            url=document.url,
            kind=kind,
            kind_from=kind_from if kind else "",
            column_type=document.meta("columntype") or "",
            page_kind=str(page_kind),
            rows=len(listed.rows),
            dated=dated,
            newest=max((row.date for row in listed.rows if row.date and row.date <= today), default=None),
            samples=tuple(_sample(row) for row in listed.rows[:_SAMPLES]),
            selector=known_selector(document, self._as_of) if listed.rows else None,
            markup=row_markup(document) if listed.rows else "",
            going_on=Continuation(pager_kind(document), listed.pager.pages, next_page(document)),
            says_empty=not listed.rows and says_empty(document),
            problem=_problem(document, page_kind, kind, listed),
        )
        self._columns.append(column)
        self._plan_checks(len(self._columns) - 1, listed)

    def _plan_checks(self, index: int, listed: ListPage) -> None:
        known = {row.url for row in listed.rows}
        following = self._columns[index].going_on.next_url
        if following and known:
            self._checks.append(lambda: self._check_next(index, following, known))
        own = (row for row in listed.rows if urlsplit(row.url).netloc == urlsplit(self._scope).netloc and row.date)
        article = next(own, None)
        if article:
            self._checks.append(lambda: self._check_article(index, article))

    def _check_next(self, index: int, url: str, known: set[str]) -> None:
        read = self._open(url)
        column = self._columns[index]
        if isinstance(read, Document):
            new = sum(row.url not in known for row in read_list(read, self._as_of).rows)
            problem = "" if new else "与本页相同或没有条目"
            going_on = replace(column.going_on, next_rows=new, problem=problem)
        else:
            going_on = replace(column.going_on, problem=read.reason)
        self._columns[index] = replace(column, going_on=going_on)

    def _check_article(self, index: int, row: ListRow) -> None:
        read = self._open(row.url, anywhere=True)
        if not isinstance(read, Document):
            self._columns[index] = replace(self._columns[index], article_clue=f"未能读取（{read.reason}）")
            return
        published = read_publish_date(read, self._as_of)
        day = beijing_day(published.value) if isinstance(published.value, datetime) else published.value
        agrees = None if day is None else day == row.date
        self._columns[index] = replace(
            self._columns[index], article_clue=published.clue or "没有找到发布日期", article_agrees=agrees
        )


def _problem(document: Document, page_kind: Kind, kind: ColumnKind | None, listed: ListPage) -> str:
    """Why the content of this column stays unknown; ``""`` when it was read, or says itself that it is empty."""
    if page_kind is Kind.ARTICLE or any(row.date for row in listed.rows):
        return ""
    if left_to_script(document):
        return "列表内容由脚本加载，未能读取"
    if listed.rows:
        return "读到条目，但没有一条带日期"
    one_page = page_kind is Kind.OTHER and kind in _ONE_PAGE
    return "" if one_page or says_empty(document) else "没有读到条目（空栏目，或没见过的版式）"


def _sample(row: ListRow) -> SampleRow:
    return SampleRow(mask_personal(row.title), row.url, row.date, row.date_text)


def _folder(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[0] + "/" if urlsplit(url).path else url + "/"


def _spelled(url: str) -> str:
    """One spelling for a folder and its index file."""
    head, _, file = url.rpartition("/")
    return f"{head}/" if file.lower() in ("index.html", "index.htm", "index.shtml", "index.jsp") else url
