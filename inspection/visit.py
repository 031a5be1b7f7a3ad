"""What a scan asks for, and what it got: the record that a scan leaves per address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inspection.answered import Server
from inspection.fetched import FetchFailure


class Role(StrEnum):
    """Why an address is asked."""

    HOME = "home"
    LIST = "list"
    ARTICLE = "article"
    FEED = "feed"
    ATTACHMENT = "attachment"  # a file that an article or a list row links to


@dataclass(frozen=True, slots=True)
class Target:
    """One address to ask. ``position`` is the 0-based page of a list (0 elsewhere).

    ``listed_title`` and ``listed_date`` are what the list row said of an article (ISO day or empty); of an attachment
    they are its name with the article's title, and the day of the article.
    """

    url: str
    role: Role
    site_id: str | None = None
    column_id: str | None = None
    account_id: str | None = None
    position: int = 0
    listed_title: str = ""
    listed_date: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """What one scan got for one target. Exactly one of ``sha256`` (a stored body) and ``failure`` is set.

    ``status`` is 0 when no HTTP answer came; ``not_modified`` means the server confirmed the stored body (304).
    ``at`` is aware; ``headers`` and ``server`` as in ``Page``.
    """

    target: Target
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    sha256: str | None
    failure: FetchFailure | None
    detail: str
    at: datetime
    not_modified: bool = False
    server: Server | None = None
