"""Keeps what a crawl brings: bodies in the snapshot store, visits and articles in the database."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from crawler.sink import Validators
from db import articles, scans, visits
from db.articles import ArticleSeen
from db.engine import Database
from db.snapshots import SnapshotDamaged, SnapshotMissing, SnapshotStore
from db.visits import StoredAnswer
from facts.masking import mask_personal
from facts.trs_address import read_address
from inspection.fetched import Fetched, Page
from inspection.registry import District
from inspection.visit import Role, Target, Visit
from jobs.read_before import read_before

#: A kill loses at most the visits of one batch, never a page that was counted as stored.
BATCH = 200
BATCH_SECONDS = 1.0


class StoreSink:
    """Writes visits in batches; the body is on disk before its visit is queued. One per crawl process."""

    def __init__(self, database: Database, snapshots: SnapshotStore, scan_id: int, as_of: datetime) -> None:
        self._database = database
        self._snapshots = snapshots
        self._scan_id = scan_id
        self._as_of = as_of
        self._waiting: list[Visit] = []
        self._flushed_at = time.monotonic()

    def keep(self, target: Target, fetched: Fetched, *, not_modified: bool) -> None:
        target = replace(target, listed_title=mask_personal(target.listed_title))
        self._waiting.append(self._visit(target, fetched, not_modified))
        if len(self._waiting) >= BATCH or time.monotonic() - self._flushed_at > BATCH_SECONDS:
            self.flush()

    def listed(self, targets: Iterable[Target]) -> None:
        """Remember articles that lists show, before they are asked."""
        self.flush()
        masked = (replace(target, listed_title=mask_personal(target.listed_title)) for target in targets)
        with self._database.writing() as connection:
            articles.see(connection, self._scan_id, self._as_of, [_seen(target, None) for target in masked])

    def close(self) -> None:
        self.flush()

    def flush(self) -> None:
        if self._waiting:
            with self._database.writing() as connection:
                visits.add(connection, self._scan_id, self._waiting)
                articles.see(
                    connection,
                    self._scan_id,
                    self._as_of,
                    [_seen(v.target, v.sha256) for v in self._waiting if _is_article(v)],
                )
            self._waiting = []
        self._flushed_at = time.monotonic()

    def _visit(self, target: Target, fetched: Fetched, not_modified: bool) -> Visit:
        if isinstance(fetched, Page):
            digest = fetched.sha256 if not_modified else self._snapshots.put(fetched.body)
            return Visit(
                target,
                fetched.final_url,
                fetched.status,
                fetched.headers,
                digest,
                None,
                "",
                fetched.fetched_at,
                not_modified,
                fetched.server,
            )
        return Visit(target, "", 0, (), None, fetched.failure, fetched.detail, fetched.at)


class StoredPages:
    """What earlier scans hold, read once at the start; and what this scan had before it was interrupted."""

    def __init__(self, database: Database, snapshots: SnapshotStore, district: District, scan_id: int) -> None:
        self._snapshots = snapshots
        with database.reading() as connection:
            self._answers = visits.last_good(connection)
            self._read = read_before(connection, district, scans.get(connection, scan_id))
            self._done = {url: visit for url, visit in visits.urls_of_scan(connection, scan_id).items() if visit.sha256}

    def validators(self, url: str) -> Validators | None:
        answer = self._answers.get(url)
        return _validators(answer) if answer else None

    def body(self, sha256: str) -> bytes | None:
        try:
            return self._snapshots.get(sha256)
        except (SnapshotMissing, SnapshotDamaged):
            return None

    def known_article(self, url: str, listed_date: str) -> bool:
        shown_date = self._read.get(url)
        return shown_date is not None and (not listed_date or shown_date == listed_date)

    def done(self, url: str) -> Validators | None:
        return self.validators(url) if url in self._done else None


def _validators(answer: StoredAnswer) -> Validators:
    return Validators(
        etag=answer.etag,
        last_modified=answer.last_modified,
        sha256=answer.sha256,
        final_url=answer.final_url,
        headers=answer.headers,
        status=answer.status,
    )


def _is_article(visit: Visit) -> bool:
    return visit.target.role is Role.ARTICLE


def _seen(target: Target, sha256: str | None) -> ArticleSeen:
    return ArticleSeen(
        url=target.url,
        site_id=target.site_id or "",
        column_id=target.column_id or "",
        docid=read_address(target.url).docid,
        title=target.listed_title,
        shown_date=target.listed_date,
        sha256=sha256,
    )
