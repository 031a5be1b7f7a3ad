"""Visits of a scan, read back from the store as the documents the facts want."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from db.snapshots import SnapshotDamaged, SnapshotMissing, SnapshotStore
from facts.document import Document
from facts.sources import Read
from inspection.fetched import Fetched, FetchFailure, FetchProblem, Page
from inspection.visit import Role, Visit


def read_visit(visit: Visit, snapshots: SnapshotStore) -> Read:
    """The document of a stored visit, or its problem."""
    got = read_page(visit, snapshots)
    return Document(got) if isinstance(got, Page) else got


def read_page(visit: Visit, snapshots: SnapshotStore) -> Fetched:
    """The bytes of a stored visit, or its problem; a lost or damaged snapshot is one page's problem."""
    if visit.sha256 is None:
        return FetchProblem(visit.target.url, visit.failure or FetchFailure.BROKEN, visit.detail, visit.at)
    try:
        body = snapshots.get(visit.sha256)
    except (SnapshotMissing, SnapshotDamaged) as problem:
        return FetchProblem(visit.target.url, FetchFailure.BROKEN, str(problem), visit.at)
    return Page(visit.target.url, visit.final_url, visit.status, visit.headers, body, visit.at, visit.server)


@dataclass(slots=True)
class SiteVisits:
    """What one scan got of one site, sorted by what it is for."""

    home: Visit | None = None
    lists: dict[str, list[Visit]] = field(default_factory=lambda: defaultdict(list))
    articles: list[Visit] = field(default_factory=list)
    attachments: list[Visit] = field(default_factory=list)


def sort_visits(visits: Iterable[Visit]) -> SiteVisits:
    """Visits by role; a column's list pages in page order."""
    site = SiteVisits()
    for visit in visits:
        target = visit.target
        if target.role is Role.HOME:
            site.home = visit
        elif target.role is Role.LIST and target.column_id:
            site.lists[target.column_id].append(visit)
        elif target.role is Role.ARTICLE:
            site.articles.append(visit)
        elif target.role is Role.ATTACHMENT:
            site.attachments.append(visit)
    for pages in site.lists.values():
        pages.sort(key=lambda visit: visit.target.position)
    return site
