"""Turns the items of a hand-written corpus into sources, as a crawl would have handed them over.

An item names its monitor (or one ``rule``), its label and what is judged; see ``Given`` for the words. Pages are
snippets put into a shell of ``shells.yaml``, rows of a list are put into a layout of ``layouts.yaml``; both lie beside
the halves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import yaml

from crawler.feeds import read_feed
from facts.document import Document
from facts.sources import (
    AccountSource,
    ColumnSource,
    HostSource,
    LinkAnswer,
    LinksSource,
    PageSource,
    Read,
    SiteSource,
    Source,
)
from inspection.certificate import Certificate
from inspection.fetched import FetchFailure, FetchProblem, Page
from inspection.finding import Case, Subject, SubjectKind
from inspection.post import FeedReading
from inspection.registry import Account, Column, ColumnKind, FeedFormat, Grade, Platform, Site

#: Titles of rows that nobody wrote by hand.
_TITLES = (
    "我局召开季度工作推进会", "走访慰问困难群众", "志愿服务队走进社区", "安全生产大检查启动", "技能培训班开班",
    "春耕生产有序推进", "开展集中整治行动", "与企业座谈听取意见", "组织观看警示教育片", "调研老旧小区改造",
    "应急演练圆满结束", "读书分享会举行",
)  # fmt: skip
_WORDS = frozenset(
    (
        "id", "monitor", "rule", "fault", "reason", "as_of", "url", "name", "kind", "page", "pages", "children",
        "home", "columns", "articles", "names", "links", "tls", "platform", "format", "feed", "unread",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """One item. Its words beside id, monitor, rule, fault and reason::

        as_of, url, name, kind           the inspection moment, base address, name and column kind of what is judged
        page: PAGE                       one page
        pages: [PAGE]  children: […]     a column's list pages, and child columns {name, url, kind, pages, children}
        home: PAGE  columns: […]         a site; a column may stand for several of its like: {times: 5}
        articles: […]  names: […]        articles {kind, name, page} of a site; the names of its unit
        links: [{text, url, page}]       a page's links and what they answered
        tls: {first, last, names}        the certificate seen, or {failure}
        platform, format, feed           an account and what its feed answered, or {unread: reason}

    A PAGE is a snippet, a whole page (from ``<!DOCTYPE`` or ``<html`` on), or {failure, detail}, or a mapping of
    ``body`` (snippet) or ``html`` (whole page) or ``rows`` with ``layout``, and of ``shell``, ``url``, ``final``,
    ``status``, ``charset`` (of the bytes), ``type`` (of the answer) and values for the shell. A row is
    "2021-05-10 title", {raw: html}, {day, title, href, shown}, or {from, every, count} for a series going back.
    """

    folder: Path
    words: Mapping[str, Any]

    @property
    def as_of(self) -> datetime:
        moment = datetime.fromisoformat(self.words.get("as_of", "2021-06-08T09:30:00+08:00"))
        if moment.tzinfo is None:
            raise ValueError(f"{self.words['id']}: as_of without a zone")
        return moment

    @property
    def url(self) -> str:
        home = "http://www.qingxi.gov.cn/qsw/"
        return str(self.words.get("url", f"{home}lm/" if "pages" in self.words else home))

    @property
    def kind(self) -> ColumnKind | None:
        return ColumnKind(self.words["kind"]) if "kind" in self.words else None

    def question(self) -> tuple[Source, Case]:
        """What a rule is asked about."""
        unknown = set(self.words) - _WORDS
        if unknown:
            raise ValueError(f"{self.words['id']}: no item has {sorted(unknown)}")
        source = self._source()
        return source, Case(self._subject(source), self.as_of)

    def _source(self) -> Source:
        words = self.words
        if "page" in words:
            return PageSource(self.url, self._read(words["page"], self.url), self.kind, self.as_of)
        if "pages" in words:
            return self._column({"name": "栏目", "kind": "news", **words, "url": self.url}, self.url, None)
        if "home" in words:
            return self._site()
        if "links" in words:
            return LinksSource(self.url, tuple(self._link(one) for one in words["links"]), self.as_of)
        if "tls" in words:
            return HostSource(self.url, self._tls(words["tls"]), self.as_of)
        return self._account()

    def _subject(self, source: Source) -> Subject:
        name = str(self.words.get("name", "青溪区水务局"))
        if isinstance(source, ColumnSource):
            column = source.column
            return Subject(
                SubjectKind.COLUMN, column.id, "unit", "site", column.id, None, column.url, column.name, column.kind
            )
        if isinstance(source, AccountSource):
            platform = source.account.platform
            return Subject(
                SubjectKind.ACCOUNT, "account", "unit", None, None, "account", self.url, name, platform=platform
            )
        kind = SubjectKind.SITE if isinstance(source, SiteSource | HostSource) else SubjectKind.PAGE
        return Subject(kind, self.url, "unit", "site", None, None, self.url, name, self.kind)

    def _site(self) -> SiteSource:
        words = self.words
        site = Site("site", 1, "unit", str(words.get("name", "青溪区水务局")), self.url, True, True, "", Grade.ASSUMED)
        columns = tuple(
            self._column(_numbered(one, at), self.url, None)
            for one in words.get("columns", ())
            for at in range(one.get("times", 1))
        )
        names = tuple(words.get("names", ("青溪区水务局", "区水务局", "水务局")))
        articles = tuple(self._article(one) for one in words.get("articles", ()))
        return SiteSource(site, names, self._read(words["home"], self.url), columns, self.as_of, articles)

    def _article(self, given: Mapping[str, Any]) -> tuple[Column, Document]:
        read = self._read(given["page"], self.url)
        if isinstance(read, FetchProblem):
            raise ValueError(f"{self.words['id']}: an article of a site is a page that was had")
        return self._registered({"name": "动态", "url": "", **given}, self.url, None), read

    def _column(self, given: Mapping[str, Any], base: str, parent: str | None) -> ColumnSource:
        column = self._registered(given, base, parent)
        pages = tuple(self._read(page, column.url, place) for place, page in enumerate(given["pages"]))
        children = tuple(self._column(child, column.url, column.id) for child in given.get("children", ()))
        return ColumnSource(column, pages, self.as_of, children)

    def _registered(self, given: Mapping[str, Any], base: str, parent: str | None) -> Column:
        url = urljoin(base, given["url"])
        kind = ColumnKind(given.get("kind", "news"))
        return Column(f"column:{url}", "site", kind, given["name"], url, parent, True, "invented", Grade.ASSUMED)

    def _link(self, given: Mapping[str, Any]) -> LinkAnswer:
        url = urljoin(self.url, given["url"])
        return LinkAnswer(url, given.get("text", "某网站"), self._read(given["page"], url))

    def _tls(self, given: Mapping[str, Any]) -> Certificate | FetchProblem:
        if "failure" in given:
            return FetchProblem(self.url, FetchFailure(given["failure"]), given.get("detail", ""), self.as_of)
        first, last = (datetime.fromisoformat(given[name]).replace(tzinfo=UTC) for name in ("first", "last"))
        return Certificate(urlsplit(self.url).hostname or "", first, last, tuple(given["names"]))

    def _account(self) -> AccountSource:
        words = self.words
        feed = FeedFormat(words.get("format", "rss"))
        account = Account(
            "account", (1,), "unit", "青溪发布", Platform(words["platform"]), feed, self.url, True, "", Grade.ASSUMED
        )
        if "unread" in words:
            return AccountSource(account, FeedReading.unknown(words["unread"]), self.as_of)
        return AccountSource(account, read_feed(words["feed"].encode(), feed, self.as_of), self.as_of)

    def _read(self, given: Any, url: str, place: int = 0) -> Read:
        page: Mapping[str, Any] = given if isinstance(given, Mapping) else {"body": given}
        asked = urljoin(url, page.get("url", f"index_{place}.html" if place else ""))
        if "failure" in page:
            return FetchProblem(asked, FetchFailure(page["failure"]), str(page.get("detail", "")), self.as_of)
        body = self._html(page).encode(page.get("charset", "utf-8"))
        headers = (("content-type", page.get("type", "text/html; charset=utf-8")),)
        return Document(
            Page(asked, urljoin(asked, page.get("final", "")), page.get("status", 200), headers, body, self.as_of)
        )

    def _html(self, page: Mapping[str, Any]) -> str:
        if "html" in page:
            return str(page["html"])
        body = str(page.get("body", ""))
        if body.lstrip().lower().startswith(("<!doctype", "<html")):
            return body
        if "rows" in page:
            body = self._list(page) + body
        shells = _yaml(self.folder / "shells.yaml")
        shell = str(shells[page.get("shell", next(iter(shells)))])
        values = {"title": "栏目", "metas": "", **page, "body": body}
        for name, value in values.items():
            shell = shell.replace(f"@{name}@", str(value))
        return shell

    def _list(self, page: Mapping[str, Any]) -> str:
        layouts = _yaml(self.folder / "layouts.yaml")
        layout = layouts[page.get("layout", next(iter(layouts)))]
        rows = "\n".join(_row(layout, row, place) for place, row in enumerate(_rows(page["rows"])))
        return f"{layout.get('open', '')}\n{rows}\n{layout.get('close', '')}"


def _numbered(column: Mapping[str, Any], at: int) -> Mapping[str, Any]:
    return {**column, "name": f"{column['name']}{at}", "url": f"{column['url']}{at}/"} if "times" in column else column


def _rows(given: list[Any]) -> Iterator[Mapping[str, Any]]:
    number = count()
    for row in given:
        if isinstance(row, str):
            day, _, title = row.partition(" ")
            yield {"day": date.fromisoformat(day), "title": title}
        elif "from" in row:
            for step in range(row["count"]):
                title = _TITLES[(next(number) * 5 + row["from"].day) % len(_TITLES)]
                yield {"day": row["from"] - timedelta(days=row["every"] * step), "title": title}
        else:
            yield row


def _row(layout: Mapping[str, Any], row: Mapping[str, Any], place: int) -> str:
    if "raw" in row:
        return str(row["raw"])
    day: date | None = row.get("day")
    shown = row.get("shown", _worded(layout["date"], day) if day else "")
    href = row.get("href", f"{layout.get('prefix', './')}{day or date(2021, 1, 1):%Y%m}/c{77310 + place * 3}.html")
    values = {"title": row["title"], "date": shown, "href": href, **(_parts(day) if day else {})}
    html = str(layout["row"])
    for name, value in values.items():
        html = html.replace(f"@{name}@", str(value))
    return html


def _worded(pattern: str, day: date) -> str:
    for name, value in _parts(day).items():
        pattern = pattern.replace(f"@{name}@", value)
    return pattern


def _parts(day: date) -> dict[str, str]:
    """``Y``, ``MM``, ``DD`` with leading zeros, ``M`` and ``D`` without."""
    return {"Y": f"{day:%Y}", "MM": f"{day:%m}", "DD": f"{day:%d}", "M": str(day.month), "D": str(day.day)}


@cache
def _yaml(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return found
