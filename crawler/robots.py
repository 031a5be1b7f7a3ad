"""Obeys robots.txt where the settings say so.

Decision: only a robots.txt that was read forbids anything. When it cannot be had (5xx, timeout) the site is asked all
the same, with a note in the summary: otherwise one broken file would turn a whole inspection into UNKNOWN, while the
pages themselves tell soon enough whether the server is up. A redirected robots.txt is not followed: a site that moves
to https moves its pages there too, and they are asked for under the rules found there.
"""

from __future__ import annotations

import asyncio
from typing import Any

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

#: Standard size limit of a robots.txt (RFC 9309), bytes.
_MAX_BYTES = 500 * 1024


class RobotsForbid(IgnoreRequest):
    """robots.txt does not allow this address."""


class RobotsRules:
    """Downloader middleware; one robots.txt per scheme, host and port, asked before the first page."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._user_agent: str = crawler.settings["USER_AGENT"]
        self._rules: dict[str, asyncio.Future[Protego | None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> RobotsRules:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises ``RobotsForbid``; otherwise lets the request pass."""
        if request.meta.get("robots_exempt"):
            return
        root = "/".join(request.url.split("/", 3)[:3])
        waiting = self._rules.get(root)
        if waiting is None:
            waiting = self._rules[root] = asyncio.get_running_loop().create_future()
            waiting.set_result(await self._fetch(root, request))
        rules = waiting.result() if waiting.done() else await waiting
        if rules is not None and not rules.can_fetch(request.url, self._user_agent):
            raise RobotsForbid

    async def _fetch(self, root: str, request: Request) -> Protego | None:
        meta: dict[str, Any] = {key: request.meta[key] for key in ("host", "proxy") if key in request.meta}
        meta["robots_exempt"] = True
        authorization = request.headers.get("Proxy-Authorization")
        headers = {"Proxy-Authorization": authorization} if authorization else None
        ask = Request(f"{root}/robots.txt", meta=meta, headers=headers, callback=NO_CALLBACK)
        try:
            response = await self._crawler.engine.download_async(ask)
        except Exception as problem:  # any failure means the same here: no rules could be read, the page will tell why
            self._crawler.spider.tally.note(f"{root}/robots.txt 无法读取（{type(problem).__name__}），按允许抓取处理")
            return None
        if response.status >= 500:
            self._crawler.spider.tally.note(f"{root}/robots.txt 返回 {response.status}，按允许抓取处理")
        if response.status != 200:
            return None
        return Protego.parse(response.body[:_MAX_BYTES].decode("utf-8", "replace"))
