"""Which addresses a crawl asks, and which a list page leads to. Knows nothing of the network.

Only list pages and the articles in their rows are followed, never navigation: a whole-portal crawl would ask ten times
as much for pages that no rule looks at.
Files are asked for only where the plan says so: those in list rows, and those that fetched articles link to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from crawler.address_guard import AddressPolicy, ForbiddenAddress
from crawler.attachment_walk import AttachmentWalk
from crawler.plan import ColumnPlan, CrawlPlan
from crawler.sink import Stored
from facts.attachment_links import LinkedFile, named, suffix_of
from facts.document import Document
from facts.list_rows import ListPage, ListRow, read_list
from facts.page_kind import Kind, classify
from inspection.registry import ColumnKind
from inspection.visit import Role, Target

#: Most list pages of one column, against pagers without an end.
MAX_LIST_PAGES = 200

#: Columns of these kinds are often one page about one thing; rows there count only when the page is a list.
_SINGLE_PAGES = frozenset({ColumnKind.OVERVIEW, ColumnKind.FUNCTIONS, ColumnKind.LEADERS, ColumnKind.MAILBOX})

#: Files asked for in one crawl, unless the settings say otherwise.
MAX_ATTACHMENTS = 2000

_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|rtf|txt|csv|zip|rar|7z|jpe?g|png|gif|bmp|webp|mp[34]|avi|flv|wmv)$",
    re.IGNORECASE,
)


class SiteWalk:
    """The way through one ``plan``; ``stored`` knows the articles, ``policy`` which rows lead off the sites."""

    def __init__(
        self, plan: CrawlPlan, stored: Stored, policy: AddressPolicy, most_attachments: int = MAX_ATTACHMENTS
    ) -> None:
        self._plan = plan
        self._stored = stored
        self._policy = policy
        self._files = AttachmentWalk(policy, most_attachments)
        self._columns = {
            column_plan.column.id: column_plan for site_plan in plan.sites for column_plan in site_plan.columns
        }

    def start(self) -> Iterator[Target]:
        """Feeds, home pages and first list pages, in the order of the registry; then the pages asked for by address."""
        for account in self._plan.accounts:
            if account.feed_url:
                yield Target(account.feed_url, Role.FEED, account_id=account.id)
        for site_plan in self._plan.sites:
            if site_plan.home:
                yield Target(site_plan.site.home_url, Role.HOME, site_id=site_plan.site.id)
            for column_plan in site_plan.columns:
                column = column_plan.column
                yield Target(column.url, Role.LIST, site_id=column.site_id, column_id=column.id)
        yield from self._plan.pages

    def leads_on(self, target: Target) -> bool:
        """Whether the page of ``target`` may lead to further targets."""
        return target.role is Role.LIST or (target.role is Role.ARTICLE and self._plan.attachments)

    def refusal(self, target: Target) -> str:
        """Why ``target`` is named but not asked for (Chinese), else ``""``."""
        return self._files.refusal(target)

    def after(self, target: Target, document: Document) -> Iterator[Target]:
        """Where ``target`` leads to: a list to further pages of it, then its articles; an article to its files."""
        if target.role is Role.ARTICLE:
            yield from self._files.of_article(target, document)
            return
        plan = self._columns[target.column_id or ""]
        if plan.column.kind in _SINGLE_PAGES and classify(document).kind is not Kind.LIST:
            return
        page = read_list(document, self._plan.as_of)
        yield from _further_pages(plan, target, page, document.url)
        if self._plan.articles != "none" and self._followed(plan.column.id):
            for row in page.rows:
                yield from self._behind(target, row)

    def _followed(self, column_id: str) -> bool:
        return self._plan.article_columns is None or column_id in self._plan.article_columns

    def _behind(self, target: Target, row: ListRow) -> Iterator[Target]:
        if _FILE.search(urlsplit(row.url).path):
            yield from self._file(target, row)
            return
        article = self._article(target, row)
        if article:
            yield article

    def _file(self, target: Target, row: ListRow) -> Iterator[Target]:
        """A row that is a file itself; when only what is new is wanted, one that is stored is not asked for again."""
        suffix = suffix_of(row.url)
        day = row.date.isoformat() if row.date else ""
        known = self._plan.articles == "new" and self._stored.known_article(row.url, day)
        if self._plan.attachments and suffix and not known:
            yield from self._files.planned(
                LinkedFile(row.url, named(row.title, row.url, suffix), suffix), target, "", day
            )

    def _article(self, target: Target, row: ListRow) -> Target | None:
        url = row.url
        listed = row.date.isoformat() if row.date else ""
        try:
            self._policy.check(url)
        except ForbiddenAddress:
            return None
        if self._plan.articles == "new" and self._stored.known_article(url, listed):
            return None
        return Target(
            url,
            Role.ARTICLE,
            site_id=target.site_id,
            column_id=target.column_id,
            listed_title=row.title,
            listed_date=listed,
        )


def _further_pages(plan: ColumnPlan, target: Target, page: ListPage, here: str) -> Iterator[Target]:
    """All pages after this one when all are wanted; else the next one, while the list is not old enough.

    A pager of links starts at the page it stands on, one written by script at the first page: what counts is what comes
    after this page's own address, ``here``.
    """
    urls = page.pager.urls
    own = urls.index(here) if here in urls else min(target.position, len(urls) - 1)
    following = urls[own + 1 :]
    if plan.back_to is not None:
        following = following[:1] if page.rows and not _old_enough(plan, page) else ()
    for position, url in enumerate(following[: MAX_LIST_PAGES - 1 - target.position], target.position + 1):
        yield Target(url, Role.LIST, site_id=target.site_id, column_id=target.column_id, position=position)


def _old_enough(plan: ColumnPlan, page: ListPage) -> bool:
    """Whether everything on later pages is older than asked for.

    The last dated row decides, not the oldest: an old post that is pinned without a mark must not end the reading. A
    list that ascends has its newest rows on the last page and is read to the end.
    """
    days = [row.date for row in page.rows if row.date and not row.pinned]
    return bool(days) and plan.back_to is not None and days[-1] < plan.back_to and days[0] >= days[-1]
