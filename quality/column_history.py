"""Plays the history of a made-up column into a real database: lists and articles, crawl by crawl."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from db import articles, scans, visits
from db.articles import ArticleSeen
from db.engine import Database
from db.snapshots import SnapshotStore
from inspection.fetched import FetchFailure
from inspection.moment import BEIJING
from inspection.registry import ColumnKind
from inspection.rule import ScanKind
from inspection.visit import Role, Target, Visit

#: The city's docid clock: (day, docid) between which numbers are given out evenly.
CLOCK = (
    (date(2019, 1, 1), 5_000_000),
    (date(2020, 4, 28), 7_276_551),
    (date(2021, 2, 22), 8_916_092),
    (date(2021, 2, 25), 8_939_081),
    (date(2021, 4, 30), 9_323_081),
)
#: What a row of the corpus may say.
_WORDS = frozenset(
    [
        "made",
        "shown",
        "from",
        "until",
        "address",
        "was",
        "moved",
        "title",
        "text",
        "upload",
        "modified",
        "also",
        "forged",
        "why",
    ]
)
_TEXT = (
    "<p>活动现场，工作人员认真听取意见建议，逐项梳理问题清单，明确责任单位和完成时限，推动各项任务落到实处。</p>"
    "<p>下一步，将继续加强统筹协调，完善工作机制，以更加务实的作风抓好各项工作，确保取得实效。</p>"
)


def number(day: date) -> int:
    """The first docid that is given out on ``day``."""
    for (day0, docid0), (day1, docid1) in pairwise(CLOCK):
        if day <= day1:
            return docid0 + (docid1 - docid0) * (day - day0).days // (day1 - day0).days
    raise ValueError(f"{day} lies after the clock")


def portal_pairs(until: date) -> Iterator[tuple[int, date]]:
    """(docid, day shown) of the rest of the portal: shown on the day of the number or up to two days before."""
    for docid in range(number(date(2020, 4, 28)), number(until), 3001):
        (day0, docid0), (day1, docid1) = next(pair for pair in pairwise(CLOCK) if docid <= pair[1][1])
        made = day0 + timedelta(days=(docid - docid0) * (day1 - day0).days // (docid1 - docid0))
        yield docid, made - timedelta(days=docid % 3)


@dataclass(frozen=True, slots=True)
class Article:
    """One row of a column's history; see the corpus for the words. Days are Beijing days."""

    key: str
    row: Mapping[str, Any]
    folder: str
    docid: int

    @property
    def made(self) -> date:
        return self._day("made")

    @property
    def shown(self) -> date:
        return self._day("shown", self.made)

    @property
    def title(self) -> str:
        return str(self.row.get("title", f"园区工作动态{self.key.rpartition('-')[2]}号报道"))

    def _day(self, name: str, default: date | None = None) -> date:
        value = self.row.get(name, default)
        if not isinstance(value, date):
            raise ValueError(f"{self.key}: {name} is no day: {value!r}")
        return value

    def shown_on(self, day: date) -> date:
        """The day that page and list show on ``day``."""
        was: dict[date, date] = self.row.get("was", {})
        return next((former for until, former in sorted(was.items()) if day < until), self.shown)

    def listed_on(self, day: date) -> bool:
        return self._day("from", self.made) <= day < self._day("until", date.max)

    def url_on(self, day: date) -> str:
        address = self.row.get("address", self.shown)
        if "moved" in self.row and day < self._day("moved"):
            return f"{self.folder}old/t{self.shown:%Y%m%d}_{number(self.shown) + self.docid % 97}.html"
        if not isinstance(address, date):
            return f"{self.folder}show.html?no={self.key}"
        return f"{self.folder}{address:%Y%m}/t{address:%Y%m%d}_{self.docid}.html"

    def page_on(self, day: date) -> bytes:
        shown = self.shown_on(day)
        bar = f"<span>日期：{shown}</span><span>{self.row.get('also', '')}</span>"
        picture = f"<p><img src='./W0{self._day('upload'):%Y%m%d}512345678901.jpg'></p>" if "upload" in self.row else ""
        text = f"<p>{self.row['text']}</p>" if "text" in self.row else ""
        return (
            f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{self.title}_某某园区</title>"
            f"<meta name='ArticleTitle' content='{self.title}'><meta name='PubDate' content='{shown} 09:30'></head>"
            f"<body><a href='/'>首页</a><h1>{self.title}</h1><div class='info'>{bar}</div>"
            f"<div class='TRS_Editor'>{text}{_TEXT}{picture}</div><p>主办：某某园区</p></body></html>"
        ).encode()

    def headers(self) -> tuple[tuple[str, str], ...]:
        html = (("content-type", "text/html; charset=utf-8"),)
        if "modified" not in self.row:
            return html
        return (*html, ("last-modified", f"{self._day('modified'):%a, %d %b %Y} 02:00:00 GMT"))


@dataclass(frozen=True, slots=True)
class ColumnHistory:
    """A column and its crawls. ``lists`` rows fit on the list's first page, the only one that is read."""

    name: str
    kind: ColumnKind
    articles: tuple[Article, ...]
    crawls: tuple[date, ...]
    failed: frozenset[date]
    lists: int
    clock: bool
    url: str = field(default="")

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> ColumnHistory:
        url = f"http://{given['name']}.portal.test/dt/"
        unknown = {word for row in given["rows"] for word in row} - _WORDS
        if unknown:
            raise ValueError(f"{given['name']}: no article has {sorted(unknown)}")
        rows = [*_weekly(given["weekly"]), *given["rows"]]
        made = tuple(
            Article(f"{given['name']}-{place:02}", row, url, number(row["made"]) + 7 * place)
            for place, row in enumerate(rows, 1)
        )
        kind = ColumnKind(given.get("kind", "news"))
        failed = frozenset(given.get("failed", ()))
        crawls = tuple(given["crawls"])
        return cls(given["name"], kind, made, crawls, failed, given.get("lists", 99), given.get("clock", True), url)

    def listed(self, day: date) -> list[Article]:
        """The rows of the list's first page on ``day``, youngest day first."""
        rows = [one for one in self.articles if one.listed_on(day)]
        return sorted(rows, key=lambda one: (one.shown_on(day), one.key), reverse=True)[: self.lists]

    def play(self, database: Database, snapshots: SnapshotStore) -> None:
        """Every crawl, one after the other, each with its list and the articles of its list."""
        for day in self.crawls:
            with database.writing() as cx:
                scan = scans.start(
                    cx, kind=ScanKind.WEEKLY, as_of=moment(day), district="made-up", quarter_id=None, unit_ids=(),
                    code_version="0", rules_version="0", started_at=moment(day),
                )  # fmt: skip
                visits.add(cx, scan, [self._list_visit(day, snapshots)])
                rows = [] if day in self.failed else self.listed(day)
                articles.see(cx, scan, moment(day), [self._seen(one, day) for one in rows])

    def _list_visit(self, day: date, snapshots: SnapshotStore) -> Visit:
        target = Target(self.url, Role.LIST, self.name, self.name)
        if day in self.failed:
            return Visit(target, "", 0, (), None, FetchFailure.TIMEOUT, "15秒", moment(day))
        body = snapshots.put(self._list(day))
        return Visit(target, self.url, 200, (("content-type", "text/html"),), body, None, "", moment(day))

    def _list(self, day: date) -> bytes:
        rows = "".join(
            f"<li class='clearfix'><a href='{one.url_on(day)}'>{one.title}</a><span>{one.shown_on(day)}</span></li>"
            for one in self.listed(day)
        )
        pages = 1 + (len([one for one in self.articles if one.listed_on(day)]) - 1) // self.lists
        return (
            f"<html><head><meta charset='utf-8'><title>动态_某某园区</title></head>"
            f"<body><ul class='tab-item'>{rows}</ul>"
            f"<script>createPage({pages})</script></body></html>"
        ).encode()

    def _seen(self, one: Article, day: date) -> ArticleSeen:
        url = one.url_on(day)
        docid = one.docid if "/t" in url else None
        return ArticleSeen(url, self.name, self.name, docid, one.title, one.shown_on(day).isoformat(), None)


def moment(day: date) -> datetime:
    """When a crawl of ``day`` is held: 20:00 in Beijing."""
    return datetime(day.year, day.month, day.day, 20, 0, tzinfo=BEIJING)


def _weekly(given: list[Any]) -> Iterator[dict[str, Any]]:
    first, last, every = given
    day = first
    while day <= last:
        yield {"made": day, "why": "an honest item of its day"}
        day += timedelta(days=every)
