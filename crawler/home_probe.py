"""Opens home pages once each, to see whether they open in time; nothing else is read from them.

Source: 国办秘函〔2019〕19号, 站点无法访问: a visit fails when the site is not open after 15 seconds. They are those
of the whole way: name, connection, redirects and the first part of the page.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event, Lock
from urllib.parse import urlsplit

from protego import Protego

from config.settings import Settings
from crawler.guarded_socket import OWN_NETWORK, OWN_RESOLVER
from crawler.link_request import Reply, request
from crawler.politeness import BLOCKING_STATUSES
from crawler.side_by_side import side_by_side
from crawler.told import Progress, Told
from facts.links import resolve
from inspection.fetched import FetchFailure, FetchProblem

#: 国办秘函〔2019〕19号. Not the crawl's time-out: how patient a crawl is must not change what counts as not opened.
LIMIT_SECONDS = 15.0
_BODY_BYTES = 64 * 1024
_HOSTS_AT_ONCE = 8
_MOST_HOPS = 5
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_REFUSALS = BLOCKING_STATUSES | {401, 407, 451}
#: What a proxy answers by itself when it cannot reach the site.
_PROXY_STATUSES = frozenset((407, 502, 503, 504))
#: Failures that may be due to what we are or refuse to do; a visitor might open the page all the same.
_OWN_SIDE = {
    FetchFailure.BLOCKED: "网站拒绝了本程序的访问，不能代表公众能否打开",
    FetchFailure.ROBOTS: "robots.txt 不允许本程序访问",
    FetchFailure.FORBIDDEN_ADDRESS: "按安全规则没有访问该地址",
    FetchFailure.TLS: "本程序未能建立安全连接，浏览器也许可以",
    FetchFailure.UNDECODABLE: "网站有应答，本程序未能解压",
}
_OWN_DETAILS = frozenset((OWN_NETWORK, OWN_RESOLVER))


@dataclass(frozen=True, slots=True)
class Answer:
    """How one try ended; see ``inspection.probe.Probe``. ``alive``: it proves that our own line works."""

    url: str
    at: datetime
    milliseconds: int
    status: int
    failure: FetchFailure | None
    detail: str
    own_side: str
    alive: bool


def probe_homes(
    urls: Sequence[str],
    settings: Settings,
    *,
    limit_seconds: float = LIMIT_SECONDS,
    progress: Progress | None = None,
) -> dict[str, Answer]:
    """Ask each address once. Hosts side by side, one host with the settings' pauses and concurrency.

    Blocks at worst for ``limit_seconds`` per address of one host, divided by the concurrency.
    """
    by_host: defaultdict[str, list[str]] = defaultdict(list)
    for url in dict.fromkeys(urls):
        by_host[urlsplit(url).netloc.lower()].append(url)
    told = Told(progress)
    told.plan(sum(map(len, by_host.values())))
    shares = side_by_side(
        lambda some, stop: _Host(settings, limit_seconds, told, stop).ask_all(some), by_host.values(), _HOSTS_AT_ONCE
    )
    return {answer.url: answer for share in shares for answer in share}


class Stopped(Exception):
    """Raised inside a round that was interrupted; whoever interrupted it never sees it."""


class _Host:
    """Asks the homes on one host: robots.txt once, then each home."""

    def __init__(self, settings: Settings, limit_seconds: float, told: Told, stop: Event) -> None:
        self._settings, self._limit, self._told, self._stop = settings, limit_seconds, told, stop
        self._next, self._lock = 0.0, Lock()

    def ask_all(self, urls: Sequence[str]) -> list[Answer]:
        rules = self._robots(urls[0])
        return side_by_side(lambda url, _: self._ask(url, rules), urls, self._settings.concurrency_per_host)

    def _robots(self, url: str) -> Protego | None:
        """As in a crawl, only a robots.txt that was read forbids anything."""
        if self._settings.robots == "ignore":
            return None
        reply = request("GET", "/".join(url.split("/", 3)[:3]) + "/robots.txt", self._settings, _BODY_BYTES)
        if not isinstance(reply, Reply) or reply.status != 200:
            return None
        return Protego.parse(reply.body.decode("utf-8", "replace"))

    def _ask(self, url: str, rules: Protego | None) -> Answer:
        self._pause()
        at, began = datetime.now(UTC), time.monotonic()
        if rules is not None and not rules.can_fetch(url, self._settings.http_user_agent):
            got: Reply | FetchProblem = FetchProblem(url, FetchFailure.ROBOTS, "", at)
        else:
            got = _open(url, self._settings, began + self._limit)
        answer = _answer(url, at, round((time.monotonic() - began) * 1000), got, self._settings.proxy is not None)
        self._told.answered(failed=answer.failure is not None)
        return answer

    def _pause(self) -> None:
        """Requests begin at least ``delay_seconds`` apart, however many are under way."""
        with self._lock:
            wait = self._next - time.monotonic()
            self._next = max(self._next, time.monotonic()) + self._settings.delay_seconds
        if wait > 0:
            self._stop.wait(wait)
        if self._stop.is_set():
            raise Stopped


def _open(url: str, settings: Settings, deadline: float) -> Reply | FetchProblem:
    """The answer behind ``url`` after its redirects, a time-out when ``deadline`` (monotonic) passes first."""
    at = url
    for _ in range(_MOST_HOPS + 1):
        left = deadline - time.monotonic()
        if left <= 0:
            return FetchProblem(url, FetchFailure.TIMEOUT, "", datetime.now(UTC))
        reply = request("GET", at, settings.model_copy(update={"timeout_seconds": left}), _BODY_BYTES)
        if isinstance(reply, FetchProblem) or reply.status not in _REDIRECTS:
            return reply
        onward = resolve(at, reply.header("location") or "")
        if onward is None:
            return FetchProblem(url, FetchFailure.BROKEN, "跳转地址无法识别", datetime.now(UTC))
        at = onward
    return FetchProblem(url, FetchFailure.BROKEN, "跳转次数过多", datetime.now(UTC))


def _answer(url: str, at: datetime, took: int, got: Reply | FetchProblem, proxied: bool) -> Answer:
    if isinstance(got, FetchProblem):
        own = "本机网络或域名解析有问题" if got.detail in _OWN_DETAILS else _OWN_SIDE.get(got.failure, "")
        return Answer(url, at, took, 0, got.failure, got.detail, own, alive=False)
    alive = not (proxied and got.status in _PROXY_STATUSES)
    if 200 <= got.status < 300:
        return Answer(url, at, took, got.status, None, "", "", alive)
    failure = FetchFailure.BLOCKED if got.status in _REFUSALS else FetchFailure.HTTP_STATUS
    return Answer(url, at, took, got.status, failure, str(got.status), _OWN_SIDE.get(failure, ""), alive)
