"""Runs ``crawl`` in a process of its own (its reactor starts only once) and returns what the sink got."""

from __future__ import annotations

import multiprocessing
import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from multiprocessing.connection import Connection
from typing import Any, Literal

from config.settings import Settings
from crawler.plan import ColumnPlan, CrawlPlan, SitePlan
from crawler.progress import CrawlSummary, Progress
from crawler.sink import Validators
from inspection.fetched import FetchFailure, FetchProblem, Page
from inspection.moment import BEIJING
from inspection.registry import Account, Column, ColumnKind, FeedFormat, Grade, Platform, Site
from inspection.rule import ScanKind
from inspection.visit import Role, Target

AS_OF = datetime(2021, 2, 28, 23, 50, tzinfo=BEIJING)
FAST: dict[str, Any] = {
    "delay_seconds": 0,
    "concurrency_per_host": 8,
    "timeout_seconds": 1,
    "max_bytes": 100_000,
    "max_retries": 1,
    "contact": "tester@example.org",
    "robots": "ignore",
    "allow_private": ("127.0.0.1",),
}


@dataclass
class MemoryStore:
    """``Sink`` and ``Stored`` in memory. ``full_after``: the disk is full after so many pages."""

    kept: list[tuple[Target, Page | FetchProblem, bool]] = field(default_factory=list)
    answers: dict[str, Validators] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    articles: set[tuple[str, str]] = field(default_factory=set)
    finished: set[str] = field(default_factory=set)
    full_after: int | None = None
    closed: int = 0

    def keep(self, target: Target, fetched: Page | FetchProblem, *, not_modified: bool) -> None:
        if len(self.kept) == self.full_after:
            raise OSError(28, "No space left on device")
        self.kept.append((target, fetched, not_modified))

    def close(self) -> None:
        self.closed += 1

    def validators(self, url: str) -> Validators | None:
        return self.answers.get(url)

    def body(self, sha256: str) -> bytes | None:
        return self.bodies.get(sha256)

    def known_article(self, url: str, listed_date: str) -> bool:
        return (url, listed_date) in self.articles

    def done(self, url: str) -> Validators | None:
        return self.answers[url] if url in self.finished else None

    def remember(self, url: str, body: str, etag: str | None = None, final_url: str = "") -> None:
        """Store ``body`` as an earlier scan's answer of ``url``."""
        data = body.encode()
        page = Page(url, final_url or url, 200, (), data, AS_OF)
        self.bodies[page.sha256] = data
        self.answers[url] = Validators(etag, None, page.sha256, final_url or url, (), 200)


@dataclass
class Outcome:
    store: MemoryStore
    summary: CrawlSummary | None
    error: str
    progress: list[Progress]

    def pages(self, role: Role | None = None) -> dict[str, Page]:
        return {
            target.url: got
            for target, got, _ in self.store.kept
            if isinstance(got, Page) and role in (None, target.role)
        }

    def failures(self) -> dict[str, tuple[FetchFailure, str]]:
        return {
            target.url: (got.failure, got.detail) for target, got, _ in self.store.kept if isinstance(got, FetchProblem)
        }


def site(home: str, *columns: tuple[str, ColumnKind], back_to: date | None = None, id: str = "s1") -> SitePlan:
    return SitePlan(
        Site(id, 1, "u1", "镇", home, True, True, "test", Grade.ASSUMED),
        tuple(
            ColumnPlan(Column(f"{id}-c{n}", id, kind, "栏目", url, None, True, "test", Grade.ASSUMED), back_to)
            for n, (url, kind) in enumerate(columns, 1)
        ),
    )


def account(id: str, feed_url: str) -> Account:
    return Account(
        id, (1,), "u1", "号", Platform.WEIBO, FeedFormat.WEIBO, feed_url, True, "test", Grade.ASSUMED
    )  # fmt: skip


def plan(
    *sites: SitePlan, accounts: tuple[Account, ...] = (), articles: Literal["new", "all", "none"] = "all"
) -> CrawlPlan:
    return CrawlPlan(ScanKind.WEEKLY, AS_OF, sites, accounts, articles)


def crawl_in_child(
    wanted: CrawlPlan,
    store: MemoryStore | None = None,
    *,
    names: Mapping[str, list[str]] | None = None,
    interrupt: tuple[int, Callable[[], bool]] | None = None,
    **settings: Any,
) -> Outcome:
    """``names`` replaces name resolution: each look-up of a name takes its next list entry, the last one stays.

    ``interrupt``: (signal number, condition), sent to the child when the condition holds.
    """
    context = multiprocessing.get_context("forkserver")  # imports once, and forks before any reactor is installed
    context.set_forkserver_preload(["crawler.run", "scrapy.core.engine", "scrapy.core.scheduler", "scrapy.squeues"])
    ours, theirs = context.Pipe()
    values = Settings(_env_file=None, **{**FAST, **settings})
    child = context.Process(target=_child, args=(theirs, wanted, store or MemoryStore(), values, dict(names or {})))
    child.start()
    theirs.close()
    try:
        while interrupt and not interrupt[1]():
            child.join(0.02)
        if interrupt:
            os.kill(child.pid or 0, interrupt[0])
        assert ours.poll(60), "the crawl did not end"
        return ours.recv()
    finally:
        ours.close()
        child.join(10)
        child.kill()
        child.close() if not child.is_alive() else None


def _child(
    pipe: Connection, wanted: CrawlPlan, store: MemoryStore, settings: Settings, names: dict[str, list[str]]
) -> None:
    from crawler.run import crawl

    if names:
        _install_names(names)
    progress: list[Progress] = []
    summary, error = None, ""
    try:
        summary = crawl(wanted, store, store, settings, progress.append)
    except Exception as problem:
        error = repr(problem)
    pipe.send(Outcome(store, summary, error, progress))
    pipe.close()


def _install_names(names: dict[str, list[str]]) -> None:
    from scrapy.utils.reactor import install_reactor

    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor", "uvloop.Loop")
    from twisted.internet import reactor
    from twisted.internet._resolver import GAIResolver

    def look_up(host: str, port: int, *_: Any, **__: Any) -> Any:
        answers = names.get(host)
        if answers is None:
            raise socket.gaierror(socket.EAI_NONAME, "unknown name")
        address = answers.pop(0) if len(answers) > 1 else answers[0]
        return socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)

    reactor.installNameResolver(GAIResolver(reactor, getaddrinfo=look_up))
