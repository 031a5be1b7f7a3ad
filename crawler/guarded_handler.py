"""The download handler: asks only who may be asked, when it may be asked."""

from __future__ import annotations

import asyncio
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response

from crawler.address_guard import ForbiddenAddress
from crawler.guarded_resolver import GuardedResolver
from crawler.host_health import HostHealth


class HostResting(Exception):
    """Not asked: the host's circuit breaker is open."""


class GuardedHandler(HTTP11DownloadHandler):
    """Scrapy's handler, with the host's pauses held and refusals of the resolver told apart from unknown names.

    Pauses are kept here, where a request already holds one of its host's slots: nothing else slips past it.
    """

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._health: HostHealth = crawler.spider.health
        self._tally = crawler.spider.tally
        # Behind a proxy all hosts share one pool entry: let it keep a connection for every request under way.
        self._pool.maxPersistentPerHost = crawler.settings.getint("CONCURRENT_REQUESTS")

    async def download_request(self, request: Request) -> Response:
        host = request.meta["host"]
        while (left := self._health.pause_left(host)) > 0:
            await asyncio.sleep(left)
        if self._health.resting(host):
            raise HostResting
        self._tally.requests += 1
        try:
            return await super().download_request(request)
        except CannotResolveHostError as problem:
            refusal = _refusal(host)
            if refusal:
                raise ForbiddenAddress(refusal) from problem
            raise


def _refusal(host: str) -> str | None:
    from twisted.internet import reactor  # noqa: PLC0415 - importing it earlier would install the wrong one

    resolver = getattr(reactor, "nameResolver", None)
    return resolver.refused.get(host) if isinstance(resolver, GuardedResolver) else None
