"""Runs one crawl to its end: ``crawl`` blocks, and may be called once in a process (the reactor cannot start twice)."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import logging
import signal
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from twisted.internet.error import ReactorNotRunning

from config.settings import Settings
from crawler.address_guard import AddressPolicy
from crawler.guarded_handler import GuardedHandler
from crawler.guarded_resolver import POLICY_SETTING, GuardedResolver
from crawler.milestones import Course, Milestones
from crawler.plan import CrawlPlan
from crawler.politeness import Politeness
from crawler.progress import CrawlSummary, Progress, Tally
from crawler.robots import RobotsRules
from crawler.sink import Sink, Stored
from crawler.site_walk import SiteWalk
from crawler.spider import InspectionSpider
from crawler.unpacking import Unpacking

#: Seconds that requests under way get to finish after Ctrl-C or SIGTERM.
GRACE_SECONDS = 2.0
#: Requests under way over all hosts: enough that one slow host does not hold up the others.
MIN_CONCURRENCY = 32

#: All middleware in use. What is not named is not even imported (which halves the start-up time): among it a remote
#: control that runs Python code sent to a local port, handlers for file: and data:, and proxies of the environment.
_MIDDLEWARE = {
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    Unpacking: 590,
}


def crawl(
    plan: CrawlPlan,
    sink: Sink,
    stored: Stored,
    settings: Settings,
    progress: Callable[[Progress], None] | None = None,
    milestones: Milestones | None = None,
) -> CrawlSummary:
    """Crawl ``plan`` into ``sink``; ``progress`` is called about five times a second at most.

    Returns also after Ctrl-C or SIGTERM (``interrupted``). Raises what the sink raised. The sink is always closed.
    """
    try:
        return _crawl(plan, sink, stored, settings, progress, Course(milestones))
    finally:
        sink.close()


def _crawl(
    plan: CrawlPlan,
    sink: Sink,
    stored: Stored,
    settings: Settings,
    progress: Callable[[Progress], None] | None,
    course: Course,
) -> CrawlSummary:
    politeness = Politeness.of(settings)
    policy = AddressPolicy.of(plan.registered_urls(), settings.allow_private, settings.proxy)
    tally = Tally(progress)
    process = AsyncCrawlerProcess(_scrapy_settings(politeness, policy))
    for noisy in ("scrapy.core.downloader.handlers.http11", "scrapy.downloadermiddlewares.httpcompression"):
        logging.getLogger(noisy).setLevel(
            logging.ERROR
        )  # they warn of every body that is too large; the tally counts it
    crawler = process.create_crawler(InspectionSpider)
    running = process.crawl(
        crawler,
        walk=SiteWalk(plan, stored, policy, settings.attachments_per_scan),
        sink=sink,
        stored=stored,
        policy=policy,
        politeness=politeness,
        proxy=_proxy(settings.proxy),
        tally=tally,
        course=course,
    )
    interruption = _Interruption(process, crawler)
    with interruption:
        process.start(install_signal_handlers=False)
    if running.done():
        running.result()  # raises what kept the crawl from starting
    if isinstance(crawler.spider, InspectionSpider) and crawler.spider.fatal:
        raise crawler.spider.fatal
    return tally.finish(interrupted=interruption.happened)


def _scrapy_settings(politeness: Politeness, policy: AddressPolicy) -> dict[str, Any]:
    return {
        POLICY_SETTING: policy,
        "ASYNCIO_EVENT_LOOP": "uvloop.Loop",
        "CONCURRENT_ITEMS": 1,  # so many tasks are made for every response, and callbacks yield requests only
        "CONCURRENT_REQUESTS": max(MIN_CONCURRENCY, 4 * politeness.concurrency_per_host),
        "CONCURRENT_REQUESTS_PER_DOMAIN": politeness.concurrency_per_host,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9",
        },
        "DOWNLOAD_DELAY": politeness.delay,
        "DOWNLOAD_DELAY_JITTER": 0,
        "DOWNLOAD_HANDLERS_BASE": {"http": GuardedHandler, "https": GuardedHandler},
        "DOWNLOAD_MAXSIZE": politeness.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": politeness.timeout,  # covers the whole download, also a body that drips
        "DOWNLOADER_MIDDLEWARES_BASE": _MIDDLEWARE | ({RobotsRules: 100} if politeness.robots == "obey" else {}),
        "EXTENSIONS_BASE": {},
        "LOG_LEVEL": "WARNING",
        "SPIDER_MIDDLEWARES_BASE": {"scrapy.spidermiddlewares.start.StartSpiderMiddleware": 25},
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "TWISTED_DNS_RESOLVER": GuardedResolver,
        "USER_AGENT": politeness.user_agent,
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
    }  # fmt: skip


def _proxy(proxy: str | None) -> dict[str, Any]:
    """What each request carries to go through ``proxy`` (``http://[user:password@]host:port``)."""
    if proxy is None:
        return {}
    parts = urlsplit(proxy)
    address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    if parts.username is None:
        return {"meta": {"proxy": address}}
    secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    token = base64.b64encode(secret.encode()).decode("ascii")
    return {"meta": {"proxy": address}, "headers": {"Proxy-Authorization": f"Basic {token}"}}


class _Interruption:
    """While entered, SIGINT and SIGTERM end the crawl: no new request, and ``GRACE_SECONDS`` for those under way."""

    def __init__(self, process: AsyncCrawlerProcess, crawler: Crawler) -> None:
        self._process = process
        self._crawler = crawler
        self._before: dict[int, Any] = {}
        self._stopping: asyncio.Future[None] | None = None
        self.happened = False

    def __enter__(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._on_signal)

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _on_signal(self, *_: object) -> None:
        if not self.happened:
            self.happened = True
            _reactor().callFromThread(self._stop)

    def _stop(self) -> None:
        if isinstance(self._crawler.spider, InspectionSpider):
            self._crawler.spider.stopping = True
        self._stopping = asyncio.ensure_future(self._process.stop())
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # it would report each request that the stop cuts off
        _reactor().callLater(GRACE_SECONDS, _stop_reactor)


def _stop_reactor() -> None:
    with contextlib.suppress(ReactorNotRunning):  # it stops by itself when everything under way has ended
        _reactor().stop()


def _reactor() -> Any:
    from twisted.internet import reactor  # noqa: PLC0415 - importing it earlier would install the wrong one

    return reactor
