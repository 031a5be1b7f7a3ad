"""Asks one site page after page, gently and within a budget of requests.

For looking round a site whose addresses nobody knows yet: what is asked next depends on what the last page said, so
there is nothing to gain from asking several at once. Same guard, manners and robots.txt as a scan's.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from protego import Protego

from config.settings import Settings
from crawler.link_request import Reply, request
from crawler.politeness import BLOCKING_STATUSES, BUSY_STATUSES, Politeness, retry_after_seconds
from facts.links import resolve
from inspection.fetched import Fetched, FetchFailure, FetchProblem, Page

#: What a problem says that only means that the look round was as long as wanted.
BUDGET_SPENT = "请求次数已用完"
_MOST_HOPS = 5
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_MOST_ROBOTS_BYTES = 500 * 1024
#: After so many addresses in a row without an answer, or refused, the site is not asked any more.
_PATIENCE = 3
#: Asking again may help.
_PASSING = frozenset((FetchFailure.TIMEOUT, FetchFailure.BROKEN, FetchFailure.REFUSED))
_SILENT = _PASSING | {FetchFailure.DNS, FetchFailure.TLS}


@dataclass(frozen=True, slots=True)
class Asked:
    """One address's answer and how many requests it took. A page may have any status: its bytes are evidence."""

    fetched: Fetched
    requests: int


class PoliteAsker:
    """Sends at most ``budget`` requests, robots.txt, redirects and retries included."""

    def __init__(self, settings: Settings, budget: int) -> None:
        self._settings = settings
        self._politeness = Politeness.of(settings)
        self._budget = budget
        self._sent = 0
        self._last = float("-inf")
        self._failures = 0
        self._stopped = ""
        self._robots: dict[str, Protego | None] = {}

    def __call__(self, url: str) -> Asked:
        """The page at ``url`` after redirects, or why there is none. Blocks; never raises for what servers do."""
        before = self._sent
        fetched = self._follow(url)
        self._failures = self._failures + 1 if _refused(fetched) else 0
        if self._failures >= _PATIENCE:
            self._stopped = f"连续 {_PATIENCE} 个地址没有应答或拒绝访问"
        return Asked(fetched, self._sent - before)

    def _follow(self, url: str) -> Fetched:
        at = url
        for _ in range(_MOST_HOPS + 1):
            if self._stopped:
                return _problem(url, FetchFailure.SKIPPED, self._stopped)
            if not self._allowed(at):
                return _problem(url, FetchFailure.ROBOTS)
            reply = self._patiently(at)
            if isinstance(reply, FetchProblem):
                return FetchProblem(url, reply.failure, reply.detail, reply.at)
            location = reply.header("location") if reply.status in _REDIRECTS else None
            if location is None:
                return self._page(url, at, reply)
            onward = resolve(at, location)
            if onward is None:
                return _problem(url, FetchFailure.BROKEN, "跳转地址无法识别")
            at = onward
        return _problem(url, FetchFailure.BROKEN, "跳转次数过多")

    def _page(self, url: str, at: str, reply: Reply) -> Fetched:
        if len(reply.body) > self._politeness.max_bytes:
            return _problem(url, FetchFailure.TOO_LARGE, f"超过 {self._politeness.max_bytes} 字节")
        return Page(url, at, reply.status, reply.headers, reply.body, datetime.now(UTC), reply.server)

    def _patiently(self, url: str) -> Reply | FetchProblem:
        """The reply; asked again after a pause where that may help, as often as the settings allow."""
        for retry in range(self._politeness.retries + 1):
            reply = self._send(url, self._politeness.max_bytes + 1)
            wait = self._wait(reply, retry + 1)
            if wait is None or retry == self._politeness.retries or self._sent >= self._budget:
                break
            time.sleep(wait)
        if isinstance(reply, Reply) and reply.status == 429:
            self._stopped = "服务器要求停止访问（429）"
        return reply

    def _wait(self, reply: Reply | FetchProblem, retry: int) -> float | None:
        """Seconds before retry number ``retry``; ``None`` = asking again is useless or would be too early."""
        if isinstance(reply, FetchProblem):
            return self._politeness.backoff_before(retry) if reply.failure in _PASSING else None
        if reply.status not in BUSY_STATUSES | BLOCKING_STATUSES:
            return None
        stated = (reply.header("retry-after") or "").encode("latin-1", "replace")
        wait = max(retry_after_seconds(stated, datetime.now(UTC)) or 0.0, self._politeness.backoff_before(retry))
        return wait if wait <= self._politeness.longest_wait else None

    def _send(self, url: str, most_bytes: int) -> Reply | FetchProblem:
        if self._sent >= self._budget:
            return _problem(url, FetchFailure.SKIPPED, BUDGET_SPENT)
        time.sleep(max(0.0, self._last + self._politeness.delay - time.monotonic()))
        self._sent += 1
        try:
            return request("GET", url, self._settings, most_bytes)
        finally:
            self._last = time.monotonic()

    def _allowed(self, url: str) -> bool:
        """Only a robots.txt that was read forbids anything (see ``crawler.robots``)."""
        if self._politeness.robots == "ignore":
            return True
        root = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        if root not in self._robots:
            reply = self._send(f"{root}/robots.txt", _MOST_ROBOTS_BYTES)
            text = reply.body.decode("utf-8", "replace") if isinstance(reply, Reply) and reply.status == 200 else None
            self._robots[root] = None if text is None else Protego.parse(text)
        rules = self._robots[root]
        return rules is None or bool(rules.can_fetch(url, self._settings.http_user_agent))


def _refused(fetched: Fetched) -> bool:
    if isinstance(fetched, Page):
        return fetched.status in BLOCKING_STATUSES
    return fetched.failure in _SILENT


def _problem(url: str, failure: FetchFailure, detail: str = "") -> FetchProblem:
    return FetchProblem(url, failure, detail, datetime.now(UTC))
