"""Fetches one address with the same guards and manners as a scan. At most once per process."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from config.settings import Settings
from crawler.plan import CrawlPlan, SitePlan
from crawler.run import crawl
from crawler.sink import Validators
from inspection.fetched import Fetched, FetchFailure, FetchProblem
from inspection.registry import Grade, Site
from inspection.rule import ScanKind
from inspection.visit import Target


@dataclass(slots=True)
class _Kept:
    """Remembers the one answer; nothing is stored."""

    fetched: list[Fetched] = field(default_factory=list)

    def keep(self, target: Target, fetched: Fetched, *, not_modified: bool) -> None:
        self.fetched.append(fetched)

    def close(self) -> None:
        pass


class _NothingStored:
    def validators(self, url: str) -> Validators | None:
        return None

    def body(self, sha256: str) -> bytes | None:
        return None

    def known_article(self, url: str, listed_date: str) -> bool:
        return False

    def done(self, url: str) -> Validators | None:
        return None


def fetch_one(url: str, settings: Settings) -> Fetched:
    """The page at ``url``, or why there is none."""
    now = datetime.now(UTC)
    site = Site("one", 0, "one", url, url, False, True, "", Grade.ASSUMED)
    plan = CrawlPlan(ScanKind.RECHECK, now, (SitePlan(site, ()),), (), "none")
    kept = _Kept()
    crawl(plan, kept, _NothingStored(), settings)
    if not kept.fetched:
        return FetchProblem(url, FetchFailure.BROKEN, "抓取被中断", now)
    return kept.fetched[-1]
