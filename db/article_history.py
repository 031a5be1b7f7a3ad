"""What earlier scans saw of a site's articles, and the lists in which they looked for them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, select

from db.tables import article_dates, articles, scans, visits
from db.visits import of_scan
from inspection.visit import Role, Visit


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """``shown``: (scan's moment, ISO day its list showed), one per change, ascending; moments are aware UTC."""

    url: str
    column_id: str | None
    docid: int | None
    title: str
    first_seen_at: datetime
    shown: tuple[tuple[datetime, str], ...]


def records(cx: Connection, site_id: str, until: datetime) -> list[ArticleRecord]:
    """Every article of the site that a scan at or before ``until`` met, by address, as it was known then."""
    own = select(articles.c.url).where(articles.c.site_id == site_id)
    dates = (
        select(article_dates.c.url, scans.c.as_of, article_dates.c.shown_date)
        .join(scans, scans.c.id == article_dates.c.scan_id)
        .where(article_dates.c.url.in_(own), scans.c.as_of <= until)
        .order_by(scans.c.as_of, article_dates.c.id)
    )
    shown: defaultdict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for url, as_of, day in cx.execute(dates):
        shown[url].append((as_of, day))
    query = select(
        articles.c.url, articles.c.column_id, articles.c.docid, articles.c.title, articles.c.first_seen_at
    ).where(articles.c.site_id == site_id, articles.c.first_seen_at <= until)
    return [ArticleRecord(*row, tuple(shown[row.url])) for row in cx.execute(query.order_by(articles.c.url))]


def lists_before(cx: Connection, site_id: str, column_id: str, before: datetime) -> tuple[datetime, list[Visit]] | None:
    """The last earlier scan that asked for the column's list: its moment, and the list pages in page order."""
    asked = exists().where(
        visits.c.scan_id == scans.c.id,
        visits.c.site_id == site_id,
        visits.c.column_id == column_id,
        visits.c.role == Role.LIST.value,
    )
    query = select(scans.c.id, scans.c.as_of).where(scans.c.as_of < before, asked)
    last = cx.execute(query.order_by(scans.c.as_of.desc(), scans.c.id.desc()).limit(1)).first()
    if last is None:
        return None
    pages = [
        one for one in of_scan(cx, last.id, site_id=site_id, roles=(Role.LIST,)) if one.target.column_id == column_id
    ]
    return last.as_of, sorted(pages, key=lambda one: one.target.position)
