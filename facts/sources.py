"""What an extractor may look at, one source per level of inspection.

A fact class has a class method ``extract(source)`` that returns the fact, ``Missing(reason)`` when it could not be
had, or ``Irrelevant(reason)`` when it has no place there (a list page is no guide). A page, list or feed that could not
be had is part of its source as a ``FetchProblem`` or an unread ``FeedReading``: the extractor decides whether that
leaves the fact missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from facts.docid_curve import DocidCurve
from facts.document import Document
from facts.history import ArticleHistory
from inspection.certificate import Certificate
from inspection.fetched import FetchProblem
from inspection.maintenance import Maintenance
from inspection.post import FeedReading
from inspection.probe import Probe
from inspection.registry import Account, Column, ColumnKind, Site

Read = Document | FetchProblem


@dataclass(frozen=True, slots=True)
class PageSource:
    """One page. ``url`` is the address asked; ``curve`` maps docids to days where the portal's history is known.

    ``history`` is what earlier crawls know of the article, ``None`` where there were none. ``attachment``: the page was
    made from a file that an article links to. ``names`` are the district's own names, in which no word is wrong.
    """

    url: str
    read: Read
    column_kind: ColumnKind | None
    as_of: datetime
    curve: DocidCurve | None = None
    history: ArticleHistory | None = None
    attachment: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnSource:
    """A column's list pages in page order (at least the first), and its child columns."""

    column: Column
    pages: tuple[Read, ...]
    as_of: datetime
    children: tuple[ColumnSource, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteSource:
    """A site: home page, columns, and the articles worth reading for site-wide questions.

    ``articles`` holds pages of this scan and of earlier ones that the site facts need (appointments, functions);
    ``unit_names`` are the names by which texts call the unit, longest first.
    """

    site: Site
    unit_names: tuple[str, ...]
    home: Read
    columns: tuple[ColumnSource, ...]
    as_of: datetime
    articles: tuple[tuple[Column, Document], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class AccountSource:
    """An account's feed as read, and its posts of earlier readings are not added: one reading, one judgement."""

    account: Account
    reading: FeedReading
    as_of: datetime


@dataclass(frozen=True, slots=True)
class LinkAnswer:
    """A link and what its target answered when it was asked, twice where the first answer was none.

    ``url`` is absolute, ``text`` what the link says. A body that was not asked for (HEAD) is empty.
    """

    url: str
    text: str
    read: Read


@dataclass(frozen=True, slots=True)
class LinksSource:
    """The links of the page at ``url`` that were asked, each address once per site."""

    url: str
    links: tuple[LinkAnswer, ...]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class HostSource:
    """How a site is reached: ``url`` is where its home page answered after redirects.

    ``tls`` is the certificate that its host shows on the port for https, or why none was seen. ``sites`` names all
    registered sites on that host, in the registry's order: one answer holds for them all.
    """

    url: str
    tls: Certificate | FetchProblem
    as_of: datetime
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProbeSource:
    """The tries to open a site's home up to ``as_of``, by time, and the announced windows that excuse the site."""

    site: Site
    probes: tuple[Probe, ...]
    windows: tuple[Maintenance, ...]
    as_of: datetime


Source = PageSource | ColumnSource | SiteSource | AccountSource | LinksSource | HostSource | ProbeSource
