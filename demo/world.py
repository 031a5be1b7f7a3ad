"""The replayed world: all sites and accounts of a district, as they stood at any moment of the quarter."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from pathlib import Path

from config.districts import load_district
from demo.articles import Article, folder_of, write_articles
from demo.attachments import Attachment, attachments_of
from demo.layout import Shell, shell_of, unit_links, unit_options
from demo.places import Place, read_places
from demo.plan import PLAN_FILE, OddColumn, Plan, load_plan
from demo.posts import write_posts
from inspection.moment import BEIJING
from inspection.post import Post
from inspection.registry import Account, Column, District

#: Bodies kept in memory (20 to 40 KB each).
BODIES = 1500


def key_of(url: str) -> str:
    """Host, path and query of ``url``: what the portal looks answers up by."""
    return url.partition("://")[2].partition("#")[0] if "://" in url else url.partition("#")[0]


@dataclass(frozen=True)
class World:
    """Everything that happens, whenever it happens. ``scene(moment)`` in ``demo.scene`` shows one moment of it.

    Not slotted: the look-up tables are made on first use.
    """

    district: District
    plan: Plan
    places: dict[str, Place]
    articles: tuple[Article, ...]
    posts: dict[str, tuple[Post, ...]]

    @cached_property
    def beginning(self) -> datetime:
        """When the oldest pages were made."""
        return datetime.combine(self.plan.first_day, time(0), BEIJING)

    @cached_property
    def columns(self) -> dict[str, Column]:
        """By folder key, with the new folders of moved columns."""
        found = {key_of(folder_of(column)): column for column in self.district.columns}
        return found | {key_of(self.folder(c)): c for c in self.district.columns if c.id in self.odd}

    @cached_property
    def odd(self) -> dict[str, OddColumn]:
        """Peculiarities by column id."""
        return {entry.column: entry for entry in self.plan.odd_columns}

    def folder(self, column: Column) -> str:
        """Where the column's list really lies: the folder it moved to, or its own."""
        odd = self.odd.get(column.id)
        if odd is None or odd.moved_to is None:
            return folder_of(column)
        own, target = folder_of(column), odd.moved_to
        if target.startswith("../"):
            return own.rstrip("/").rpartition("/")[0] + "/" + target.removeprefix("../")
        return own + target.removeprefix("./")

    @cached_property
    def homes(self) -> dict[str, Place]:
        return {key_of(place.site.home_url): place for place in self.places.values()}

    @cached_property
    def accounts(self) -> dict[str, Account]:
        """By feed key."""
        return {key_of(account.feed_url): account for account in self.district.accounts if account.feed_url}

    @cached_property
    def articles_by_key(self) -> dict[str, int]:
        """Index into ``articles`` by address key."""
        return {key_of(article.url): index for index, article in enumerate(self.articles)}

    @cached_property
    def attachments(self) -> dict[str, tuple[Article, Attachment]]:
        return {
            key_of(article.url.rpartition("/")[0] + "/" + attachment.name): (article, attachment)
            for article in self.articles
            for attachment in attachments_of(article)
        }

    @cached_property
    def by_column(self) -> dict[str, tuple[Article, ...]]:
        """Articles of each column by id, in order of appearance."""
        return _grouped(self.articles, lambda article: article.column.id)

    @cached_property
    def by_site(self) -> dict[str, tuple[Article, ...]]:
        """Articles of each site by id, in order of appearance."""
        return _grouped(self.articles, lambda article: article.column.site_id)

    @cached_property
    def shells(self) -> dict[str, Shell]:
        units, options = unit_links(self.district.sites), unit_options(self.district.sites)
        return {site_id: shell_of(place, units, options) for site_id, place in self.places.items()}

    @cached_property
    def bodies(self) -> OrderedDict[str, bytes]:
        """Rendered bodies by etag, least recently used first."""
        return OrderedDict()

    def listed(self, column_id: str, moment: datetime) -> list[Article]:
        """What the column's list shows at ``moment``: pinned rows first, then by shown date, newest first."""
        seen = appeared(self.by_column.get(column_id, ()), moment)
        return sorted(seen, key=lambda one: (one.pinned, one.shown, one.docid), reverse=True)

    def feed(self, account_id: str, moment: datetime, newest: int = 25) -> list[Post]:
        """What the account's feed shows at ``moment``: pinned posts first, then the newest."""
        out = [post for post in self.posts[account_id] if post.published_at and post.published_at <= moment]
        pinned = [post for post in out if post.pinned]
        return pinned + [post for post in reversed(out) if not post.pinned][:newest]


def appeared(articles: tuple[Article, ...], moment: datetime) -> tuple[Article, ...]:
    """The leading articles that are out at ``moment`` (``articles`` in order of appearance)."""
    return articles[: bisect_right(articles, moment, key=lambda article: article.at)]


def build_world(district: District | str = "dazu", plan: Plan | Path = PLAN_FILE) -> World:
    """The world of ``district`` under ``plan``; the same for the same input."""
    registered = load_district(district) if isinstance(district, str) else district
    wanted = load_plan(plan) if isinstance(plan, Path) else plan
    places = read_places(registered, wanted)
    posts = {one.id: write_posts(one, registered.unit(one.unit_id).name, wanted) for one in registered.accounts}
    return World(registered, wanted, places, write_articles(registered, wanted, places), posts)


def _grouped(articles: tuple[Article, ...], name: Callable[[Article], str]) -> dict[str, tuple[Article, ...]]:
    groups: defaultdict[str, list[Article]] = defaultdict(list)
    for article in articles:
        groups[name(article)].append(article)
    return {key: tuple(group) for key, group in groups.items()}
