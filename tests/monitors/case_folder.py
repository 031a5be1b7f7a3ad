"""Loads the case folders of the monitors: real bytes in, and what the rule must answer.

A case is ``tests/cases/<monitor>/<NN-name>/``: input files as the wire gave them, and ``expect.yaml``::

    as_of: "2020-12-13T20:00:00+08:00"        # the inspection moment
    url: http://www.test/dzb/dt/              # base address of the case; of the page, column, home page or account
    column_kind: news                         # page and column cases
    name: 动态                                 # of the column, site, account or page; default: the folder's name
    params: {late_after_days: 14, warn_from_days: 10}
    rule_kind: deduct                         # veto | deduct | hint; default deduct
    outcome: pass                             # pass | fail | unknown | not-applicable
    reason: [部分原文]                          # parts of the reason, for unknown and not-applicable
    findings:                                 # all findings, in order; each part of a message must occur
      - {severity: error, key: "2020-11-28", message: [15天, 14天内], confidence: high, quote: 原文, at: http://…}
    # Exactly one of these says what is judged. A page is {file, url, final_url, status, headers} or
    # {failure: http-status, detail: "502", url}; addresses are joined to the base address and may be left out.
    page: {file: page.html}
    pages: [{file: page.html}, {failure: timeout}]               # a column's list pages, in order
    home: {file: home.html}
    account: {platform: weibo, format: weibo, file: feed.json}   # or {platform: weibo, unknown: 原因}
    post: {platform: weibo, format: weibo, file: feed.json}      # the newest post of a feed, as a page
    links: [{text: 某网站, page: {file: target.html, url: http://…}}]              # what a page's links answered
    tls: {first: 2021-01-01T00:00:00Z, last: 2021-12-31T00:00:00Z, names: [www.test]}   # or {failure: refused}
    probes: {every_minutes: 60, failed: [{first: …, end: …, failure: timeout}]}   # a week of tries; see ProbesInput
    # Beside them:
    children: [{name: 子栏目, url: ./zlm/, column_kind: news, pages: […]}]      # column and site cases
    columns: [{name: 动态, url: ./dt/, column_kind: news, pages: […]}]          # site cases
    articles: [{column_kind: news, name: 人事任免, page: {file: article.html}}]   # site cases
    unit_names: [某区水利局, 水利局]                                              # site cases
    curve: {anchors: [[8916092, 2021-02-22]], pairs: []}                        # page cases
    history: {first_seen: 2021-02-26, absent: 2021-02-19}                        # page cases; see HistoryInput
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import yaml
from pydantic import BaseModel, ConfigDict

from crawler.feeds import read_feed
from facts.docid_curve import DocidCurve
from facts.document import Document
from facts.history import ArticleHistory, Sibling
from facts.post_document import post_document
from facts.sources import (
    AccountSource,
    ColumnSource,
    HostSource,
    LinkAnswer,
    LinksSource,
    PageSource,
    ProbeSource,
    Read,
    SiteSource,
    Source,
)
from inspection.certificate import Certificate
from inspection.fetched import FetchFailure, FetchProblem, Page
from inspection.finding import Case, Confidence, Severity, Subject, SubjectKind
from inspection.maintenance import Excused, Maintenance
from inspection.outcome import Outcome
from inspection.post import FeedReading
from inspection.probe import Probe
from inspection.registry import Account, Column, ColumnKind, FeedFormat, Grade, Platform, Site
from inspection.rule import Applies, Per, Rule, RuleKind, RuleRow
from monitors.frame.catalogue import bind

ROOT = Path(__file__).parents[1] / "cases"
MONITORS = Path(__file__).parents[2] / "monitors"


class Strict(BaseModel):
    """A misspelt key in a case must not make it pass."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PageInput(Strict):
    file: str | None = None
    url: str = ""
    final_url: str = ""
    status: int = 200
    headers: dict[str, str] = {"content-type": "text/html; charset=utf-8"}
    failure: FetchFailure | None = None
    detail: str = ""


class ColumnInput(Strict):
    name: str
    url: str
    column_kind: ColumnKind = ColumnKind.NEWS
    pages: list[PageInput]
    children: list[ColumnInput] = []


class ArticleInput(Strict):
    name: str = "动态"
    column_kind: ColumnKind = ColumnKind.NEWS
    page: PageInput


class AccountInput(Strict):
    platform: Platform
    format: FeedFormat = FeedFormat.RSS
    file: str | None = None
    unknown: str = ""


class LinkInput(Strict):
    text: str = "某网站"
    page: PageInput


class TlsInput(Strict):
    first: datetime | None = None
    last: datetime | None = None
    names: list[str] = []
    sites: list[str] = []  # on the same host
    failure: FetchFailure | None = None
    detail: str = ""


class SpanInput(Strict):
    """From ``first`` (inclusive) until ``end`` (exclusive)."""

    first: datetime
    end: datetime
    failure: FetchFailure = FetchFailure.TIMEOUT
    detail: str = ""
    own_side: str = ""

    def holds(self, moment: datetime) -> bool:
        return self.first <= moment < self.end


class ProbesInput(Strict):
    """Tries ``every_minutes`` back from the inspection moment, over ``hours``; none in the ``gaps``."""

    every_minutes: int
    hours: int = 7 * 24
    failed: list[SpanInput] = []
    gaps: list[SpanInput] = []
    windows: list[SpanInput] = []
    verified: bool = True

    def probes(self, url: str, as_of: datetime) -> tuple[Probe, ...]:
        rounds = [as_of - timedelta(minutes=back) for back in range(0, self.hours * 60, self.every_minutes)]
        asked = [at for at in reversed(rounds) if not any(gap.holds(at) for gap in self.gaps)]
        return tuple(self._probe(url, at) for at in asked)

    def _probe(self, url: str, at: datetime) -> Probe:
        for span in self.failed:
            if span.holds(at):
                return Probe("site", url, at, 15_000, 0, span.failure, span.detail, span.own_side)
        return Probe("site", url, at, 120, 200, None)

    def maintenance(self) -> tuple[Maintenance, ...]:
        return tuple(
            Maintenance(Excused.SITE, "site", one.first, one.end, "机房搬迁", "case", Grade.ASSUMED)
            for one in self.windows
        )


class CurveInput(Strict):
    anchors: list[tuple[int, date]] = []
    pairs: list[tuple[int, date]] = []


class HistoryInput(Strict):
    """``listed``: (crawl day, day shown); ``siblings``: (docid, day shown)."""

    first_seen: date
    listed: list[tuple[date, date]] = []
    absent: date | None = None
    siblings: list[tuple[int, date]] = []

    def history(self) -> ArticleHistory:
        siblings = tuple(Sibling(docid, day) for docid, day in sorted(self.siblings))
        return ArticleHistory(self.first_seen, tuple(self.listed), self.absent, siblings)


class ExpectedFinding(Strict):
    severity: Severity
    key: str | None = None
    message: list[str] = []
    confidence: Confidence | None = None
    quote: str | None = None
    at: str | None = None


class Expectation(Strict):
    as_of: datetime
    url: str
    name: str = ""
    column_kind: ColumnKind | None = None
    params: dict[str, Any] = {}
    rule_kind: RuleKind = RuleKind.DEDUCT
    outcome: Outcome
    reason: list[str] = []
    findings: list[ExpectedFinding] = []
    page: PageInput | None = None
    pages: list[PageInput] | None = None
    home: PageInput | None = None
    account: AccountInput | None = None
    post: AccountInput | None = None
    links: list[LinkInput] | None = None
    tls: TlsInput | None = None
    probes: ProbesInput | None = None
    children: list[ColumnInput] = []
    columns: list[ColumnInput] = []
    articles: list[ArticleInput] = []
    unit_names: list[str] = []
    curve: CurveInput | None = None
    history: HistoryInput | None = None


@dataclass(frozen=True, slots=True)
class CaseFolder:
    """One case: what the monitor is asked, and what it must say."""

    path: Path

    @property
    def monitor(self) -> str:
        return self.path.parent.name

    def expectation(self) -> Expectation:
        return Expectation.model_validate(yaml.safe_load((self.path / "expect.yaml").read_text("utf-8")))

    def question(self, expect: Expectation) -> tuple[Source, Case, Rule[Any]]:
        source, subject = self._source(expect)
        return source, Case(subject, expect.as_of), self._rule(expect)

    def _rule(self, expect: Expectation) -> Rule[Any]:
        row = RuleRow(
            place=str(self.path), id=f"case.{self.monitor}", title=self.monitor, monitor=self.monitor,
            params=expect.params, kind=expect.rule_kind, applies=Applies(), item=None, indicator="", points=Decimal(0),
            per=Per.FINDING, review=True, clause="", grade=Grade.ASSUMED, table="cases",
        )  # fmt: skip
        return bind([row])[0]

    def _source(self, expect: Expectation) -> tuple[Source, Subject]:
        name = expect.name or self.path.name
        ways = ("page", "pages", "home", "account", "post", "links", "tls", "probes")
        given = [getattr(expect, way) for way in ways]
        if sum(part is not None for part in given) != 1:
            raise ValueError(f"{self.path}: exactly one of {', '.join(ways)} is needed")
        if expect.page is not None:
            read = self._read(expect.page, expect.url, expect.as_of)
            curve = DocidCurve.fit(expect.curve.pairs, expect.curve.anchors) if expect.curve else None
            history = expect.history.history() if expect.history else None
            page = PageSource(expect.url, read, expect.column_kind, expect.as_of, curve, history)
            return page, _subject(SubjectKind.PAGE, expect.url, expect.url, name, column_kind=expect.column_kind)
        if expect.post is not None:
            return self._post(expect.post, expect, name)
        if expect.pages is not None:
            kind = expect.column_kind or ColumnKind.NEWS
            given_column = ColumnInput(
                name=name, url=expect.url, column_kind=kind, pages=expect.pages, children=expect.children
            )
            column = self._column(given_column, expect.url, expect.as_of, None)
            return column, _subject(SubjectKind.COLUMN, column.column.id, expect.url, name, column_kind=kind)
        if expect.home is not None:
            site = Site("site", 1, "unit", name, expect.url, True, True, "case", Grade.ASSUMED)
            source = SiteSource(
                site,
                tuple(expect.unit_names),
                self._read(expect.home, expect.url, expect.as_of),
                tuple(self._column(column, expect.url, expect.as_of, None) for column in expect.columns),
                expect.as_of,
                tuple(self._article(article, expect) for article in expect.articles),
            )
            return source, _subject(SubjectKind.SITE, site.id, expect.url, name)
        if expect.links is not None:
            links = tuple(self._link(link, expect) for link in expect.links)
            return LinksSource(expect.url, links, expect.as_of), _subject(
                SubjectKind.PAGE, expect.url, expect.url, name
            )
        if expect.tls is not None:
            host = HostSource(expect.url, _tls(expect.tls, expect), expect.as_of, tuple(expect.tls.sites))
            return host, _subject(SubjectKind.SITE, "site", expect.url, name)
        if expect.probes is not None:
            verified = expect.probes.verified
            site = Site("site", 1, "unit", name, expect.url, verified, True, "case", Grade.ASSUMED)
            tried = expect.probes.probes(expect.url, expect.as_of)
            week = ProbeSource(site, tried, expect.probes.maintenance(), expect.as_of)
            return week, _subject(SubjectKind.SITE, site.id, expect.url, name)
        return self._account(expect, name)

    def _link(self, given: LinkInput, expect: Expectation) -> LinkAnswer:
        return LinkAnswer(
            urljoin(expect.url, given.page.url), given.text, self._read(given.page, expect.url, expect.as_of)
        )

    def _post(self, given: AccountInput, expect: Expectation, name: str) -> tuple[Source, Subject]:
        if given.file is None:
            raise ValueError(f"{self.path}: a post stands in a feed")
        reading = read_feed((self.path / given.file).read_bytes(), given.format, expect.as_of)
        document = post_document(reading.posts[0], expect.as_of)
        source = PageSource(expect.url, document, None, expect.as_of)
        return source, _subject(SubjectKind.PAGE, expect.url, expect.url, name, platform=given.platform)

    def _account(self, expect: Expectation, name: str) -> tuple[Source, Subject]:
        given = expect.account
        if given is None or (given.file is None) == (not given.unknown):
            raise ValueError(f"{self.path}: an account needs either a file or a reason why it is unknown")
        if given.file:
            reading = read_feed((self.path / given.file).read_bytes(), given.format, expect.as_of)
        else:
            reading = FeedReading.unknown(given.unknown)
        account = Account(
            "account", (1,), "unit", name, given.platform, given.format, expect.url, True, "case", Grade.ASSUMED
        )
        subject = _subject(SubjectKind.ACCOUNT, account.id, expect.url, name, platform=given.platform)
        return AccountSource(account, reading, expect.as_of), subject

    def _article(self, given: ArticleInput, expect: Expectation) -> tuple[Column, Document]:
        read = self._read(given.page, expect.url, expect.as_of)
        if isinstance(read, FetchProblem):
            raise ValueError(f"{self.path}: an article of a site is a page that was had")
        return _column(given.name, expect.url, given.column_kind, None), read

    def _column(self, given: ColumnInput, base: str, as_of: datetime, parent: str | None) -> ColumnSource:
        url = urljoin(base, given.url)
        column = _column(given.name, url, given.column_kind, parent)
        pages = tuple(self._read(page, url, as_of) for page in given.pages)
        children = tuple(self._column(child, url, as_of, column.id) for child in given.children)
        return ColumnSource(column, pages, as_of, children)

    def _read(self, given: PageInput, base: str, as_of: datetime) -> Read:
        url = urljoin(base, given.url)
        if given.failure:
            return FetchProblem(url, given.failure, given.detail, as_of)
        if given.file is None:
            raise ValueError(f"{self.path}: a page needs a file or a failure")
        body = (self.path / given.file).read_bytes()
        headers = tuple(given.headers.items())
        return Document(Page(url, urljoin(url, given.final_url), given.status, headers, body, as_of))


def _tls(given: TlsInput, expect: Expectation) -> Certificate | FetchProblem:
    if given.first is None or given.last is None:
        return FetchProblem(expect.url, given.failure or FetchFailure.TLS, given.detail, expect.as_of)
    return Certificate(urlsplit(expect.url).hostname or "", given.first, given.last, tuple(given.names))


def _column(name: str, url: str, kind: ColumnKind, parent: str | None) -> Column:
    return Column(f"column:{url}", "site", kind, name, url, parent, True, "case", Grade.ASSUMED)


def _subject(
    kind: SubjectKind,
    subject_id: str,
    url: str,
    title: str,
    *,
    column_kind: ColumnKind | None = None,
    platform: Platform | None = None,
) -> Subject:
    account_id = subject_id if kind is SubjectKind.ACCOUNT else None
    column_id = subject_id if kind is SubjectKind.COLUMN else None
    site_id = None if kind is SubjectKind.ACCOUNT else "site"
    return Subject(kind, subject_id, "unit", site_id, column_id, account_id, url, title, column_kind, platform)


def monitor_names() -> list[str]:
    """The monitors by file name; asking the files keeps one broken module from hiding the cases of the others."""
    return sorted(path.stem for path in MONITORS.glob("*.py") if path.stem != "__init__")


def case_folders() -> list[CaseFolder]:
    """Every case of every monitor, in order of monitor and folder name."""
    return [CaseFolder(at.parent) for name in monitor_names() for at in sorted((ROOT / name).glob("*/expect.yaml"))]
