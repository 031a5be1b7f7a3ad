"""Articles: every one that a list or a visit showed, with the dates it was shown with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, func, select

from db.batches import append, batches, upsertable
from db.tables import LONGEST_KEY_BYTES, article_dates, articles

_LARGEST_DOCID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class ArticleSeen:
    """An article as a list row or its own page showed it. ``shown_date`` is an ISO day or empty.

    ``sha256`` names its stored body, ``None`` while only the list row is known.
    """

    url: str
    site_id: str | None
    column_id: str | None
    docid: int | None
    title: str
    shown_date: str
    sha256: str | None


def see(cx: Connection, scan_id: int, as_of: datetime, rows: Iterable[ArticleSeen]) -> None:
    """Remember articles. The first scan, site and column stay; newer titles, dates and bodies replace older ones.

    An empty date or title, and a missing body, say nothing and replace nothing. Every new date is kept in the history.
    """
    merged: dict[str, ArticleSeen] = {}
    for row in rows:
        if len(row.url.encode("utf-8", "replace")) <= LONGEST_KEY_BYTES:
            merged[row.url] = _merge(merged[row.url], row) if row.url in merged else row
    for batch in batches([merged[url] for url in sorted(merged)]):
        _keep_dates(cx, scan_id, batch)
        cx.execute(_upsert(cx), [_columns(scan_id, as_of, row) for row in batch])


def known(cx: Connection) -> dict[str, tuple[str, bool]]:
    """By address: the date shown last, and whether the body was ever stored."""
    rows = cx.execute(select(articles.c.url, articles.c.shown_date, articles.c.sha256))
    return {url: (shown_date, sha256 is not None) for url, shown_date, sha256 in rows}


def shown_dates(cx: Connection, urls: Iterable[str]) -> dict[str, str]:
    """By address, of those known among ``urls``: the date shown last (ISO day, or empty)."""
    query = select(articles.c.url, articles.c.shown_date)
    found: dict[str, str] = {}
    for batch in batches(sorted(set(urls)), 500):
        found.update((row.url, row.shown_date) for row in cx.execute(query.where(articles.c.url.in_(batch))))
    return found


def docid_days(cx: Connection) -> list[tuple[int, str]]:
    """(document number, ISO day shown) of every article that has both, ascending."""
    query = select(articles.c.docid, articles.c.shown_date).where(
        articles.c.docid.is_not(None), articles.c.shown_date != ""
    )
    return sorted((docid, day) for docid, day in cx.execute(query))


def titled(cx: Connection, site_id: str, words: Iterable[str]) -> list[ArticleSeen]:
    """The site's articles whose title contains one of ``words`` exactly, newest shown date first."""
    wanted = tuple(words)
    query = select(
        articles.c.url, articles.c.site_id, articles.c.column_id, articles.c.docid, articles.c.title,
        articles.c.shown_date, articles.c.sha256,
    ).where(articles.c.site_id == site_id)  # fmt: skip
    found = [ArticleSeen(*row) for row in cx.execute(query) if any(word in row.title for word in wanted)]
    return sorted(found, key=lambda article: (article.shown_date, article.url), reverse=True)


def _merge(old: ArticleSeen, new: ArticleSeen) -> ArticleSeen:
    return replace(
        old,
        docid=old.docid if new.docid is None else new.docid,
        title=new.title or old.title,
        shown_date=new.shown_date or old.shown_date,
        sha256=new.sha256 or old.sha256,
    )


def _keep_dates(cx: Connection, scan_id: int, batch: list[ArticleSeen]) -> None:
    query = select(articles.c.url, articles.c.shown_date).where(articles.c.url.in_([row.url for row in batch]))
    stored = {row.url: row.shown_date for row in cx.execute(query)}
    changed = [row for row in batch if row.shown_date and row.shown_date != stored.get(row.url)]
    append(cx, article_dates, [{"url": row.url, "scan_id": scan_id, "shown_date": row.shown_date} for row in changed])


def _upsert(cx: Connection) -> Any:
    upsert = upsertable(cx, articles)
    new, old = upsert.excluded, articles.c
    return upsert.on_conflict_do_update(
        index_elements=[old.url],
        set_={
            "site_id": func.coalesce(old.site_id, new.site_id),
            "column_id": func.coalesce(old.column_id, new.column_id),
            "docid": func.coalesce(new.docid, old.docid),
            "title": case((new.title != "", new.title), else_=old.title),
            "shown_date": case((new.shown_date != "", new.shown_date), else_=old.shown_date),
            "last_seen_at": case((new.last_seen_at > old.last_seen_at, new.last_seen_at), else_=old.last_seen_at),
            "sha256": func.coalesce(new.sha256, old.sha256),
        },
    )


def _columns(scan_id: int, as_of: datetime, row: ArticleSeen) -> dict[str, Any]:
    return {
        "url": row.url,
        "site_id": row.site_id,
        "column_id": row.column_id,
        "docid": row.docid if row.docid is not None and row.docid <= _LARGEST_DOCID else None,
        "title": row.title,
        "shown_date": row.shown_date,
        "first_seen_at": as_of,
        "last_seen_at": as_of,
        "first_scan_id": scan_id,
        "sha256": row.sha256,
    }
