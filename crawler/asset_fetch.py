"""Fetches style sheets and pictures of pages: each host gently, several hosts at a time, never a private address."""

from __future__ import annotations

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from urllib.parse import urlsplit

from config.settings import Settings
from crawler.polite_asker import PoliteAsker
from inspection.fetched import Fetched, FetchFailure, FetchProblem

#: Largest file, in bytes after decompression.
MOST_BYTES = 3 * 1024 * 1024
_HOSTS_AT_ONCE = 4
_REQUESTS_PER_HOST = 600
OUT_OF_TIME = "取证的时间用完"


class AssetFetcher:
    """Asks for files of pages during one run, for at most ``seconds`` altogether.

    Same guard, delay, robots.txt and manners as a look round a site; nothing is asked twice over, and a host that does
    not answer three times in a row is left alone.
    """

    def __init__(self, settings: Settings, seconds: float) -> None:
        most = min(MOST_BYTES, settings.max_bytes)
        self._settings = settings.model_copy(update={"max_bytes": most, "max_retries": 0})
        self._ends = time.monotonic() + seconds
        self._askers: dict[str, PoliteAsker] = {}

    def fetch(self, urls: Iterable[str]) -> dict[str, Fetched]:
        """What each address gave. A page may have any status. Blocks; never raises for what servers do."""
        by_host: dict[str, list[str]] = {}
        for url in dict.fromkeys(urls):
            by_host.setdefault(urlsplit(url).netloc, []).append(url)
        for host in by_host:
            self._askers.setdefault(host, PoliteAsker(self._settings, _REQUESTS_PER_HOST))
        if not by_host:
            return {}
        with ThreadPoolExecutor(min(_HOSTS_AT_ONCE, len(by_host))) as hosts:
            return {url: got for part in hosts.map(self._of_host, by_host, by_host.values()) for url, got in part}

    def stop(self) -> None:
        """Ask for nothing more; what is under way ends by its own time limit. May be called from another thread."""
        self._ends = float("-inf")

    def _of_host(self, host: str, urls: list[str]) -> list[tuple[str, Fetched]]:
        return [(url, self._ask(self._askers[host], url)) for url in urls]

    def _ask(self, asker: PoliteAsker, url: str) -> Fetched:
        if time.monotonic() >= self._ends:
            return FetchProblem(url, FetchFailure.SKIPPED, OUT_OF_TIME, datetime.now(UTC))
        return asker(url).fetched
