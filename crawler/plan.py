"""What one crawl is asked to bring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from inspection.registry import Account, Column, Site
from inspection.rule import ScanKind
from inspection.visit import Target


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """One column. List pages are followed until their rows are older than ``back_to``; ``None`` = all pages."""

    column: Column
    back_to: date | None


@dataclass(frozen=True, slots=True)
class SitePlan:
    """One site: its columns as listed, and its home page unless a re-check has no question about it."""

    site: Site
    columns: tuple[ColumnPlan, ...]
    home: bool = True


@dataclass(frozen=True, slots=True)
class CrawlPlan:
    """One scan's crawl. ``as_of`` aware; ``articles``: those not stored yet, all that the lists show, or none.

    ``attachments``: whether files that the articles of this crawl link to are fetched too. ``article_columns``: the
    columns whose lists are followed to articles, ``None`` = all. ``pages`` are asked whatever the lists show.
    """

    kind: ScanKind
    as_of: datetime
    sites: tuple[SitePlan, ...]
    accounts: tuple[Account, ...]
    articles: Literal["new", "all", "none"]
    attachments: bool = False
    article_columns: frozenset[str] | None = None
    pages: tuple[Target, ...] = ()

    def registered_urls(self) -> Iterator[str]:
        """Every address the registry names; their hosts are the only ones that may be asked."""
        for site_plan in self.sites:
            yield site_plan.site.home_url
            for column_plan in site_plan.columns:
                yield column_plan.column.url
        for account in self.accounts:
            if account.feed_url:
                yield account.feed_url
