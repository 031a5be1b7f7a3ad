"""The download handler: asks only who may be asked, when it may be asked."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response

from crawler.address_guard import ForbiddenAddress
from crawler.guarded_resolver import GuardedResolver
from crawler.host_health import HostHealth
from crawler.politeness import Politeness, retry_after_seconds

_MAY_ASK_FOR_PAUSE = frozenset({429, 503})


class HostResting(Exception):
    """Not asked: the host's circuit breaker is open."""


class CrawlStopping(Exception):
    """Not asked: the crawl is ending."""


class GuardedHandler(HTTP11DownloadHandler):
    """Scrapy's handler, with the host's pauses held and refusals of the resolver told apart from unknown names.

    Pauses are begun and kept here, where a request holds one of its host's lanes: nothing else slips past it. The lanes
    are counted here as well, because Scrapy 2.19 without a delay starts a host's whole queue at once (its slots count a
    request only when its task runs).
    """

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._spider = crawler.spider
        self._health: HostHealth = crawler.spider.health
        self._politeness: Politeness = crawler.spider.politeness
        self._lanes: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(self._politeness.concurrency_per_host)
        )
        # Behind a proxy all hosts share one pool entry: let it keep a connection for every request under way.
        self._pool.maxPersistentPerHost = crawler.settings.getint("CONCURRENT_REQUESTS")

    async def download_request(self, request: Request) -> Response:
        host = request.meta["host"]
        async with self._lanes[host]:
            return await self._download(host, request)

    async def _download(self, host: str, request: Request) -> Response:
        while (left := self._health.pause_left(host)) > 0:
            await asyncio.sleep(left)
        if self._spider.stopping:
            raise CrawlStopping
        if self._health.resting(host):
            raise HostResting
        self._spider.tally.requests += 1
        try:
            response = await super().download_request(request)
        except CannotResolveHostError as problem:
            refusal = _refusal(host)
            if refusal:
                raise ForbiddenAddress(refusal) from problem
            raise
        if response.status in _MAY_ASK_FOR_PAUSE:
            self._spare(host, request, response)
        return response

    def _spare(self, host: str, request: Request, response: Response) -> None:
        """Hold back every request to a host that asked for it; for longer than we wait, only a 429 is obeyed.

        A maintenance page of one site (503, Retry-After: 3600) must not silence the other sites of its host.
        """
        asked = retry_after_seconds(response.headers.get("Retry-After"), datetime.now(UTC))
        if asked is None and response.status != 429:
            return
        ask = request.meta.get("ask")
        wait = max(asked or 0.0, self._politeness.backoff_before(ask.retries + 1 if ask else 1))
        if wait <= self._politeness.longest_wait:
            self._health.pause(host, wait)
        elif response.status == 429:
            self._health.rest(host, wait)


def _refusal(host: str) -> str | None:
    from twisted.internet import reactor  # noqa: PLC0415 - importing it earlier would install the wrong one

    resolver = getattr(reactor, "nameResolver", None)
    return resolver.refused.get(host) if isinstance(resolver, GuardedResolver) else None
