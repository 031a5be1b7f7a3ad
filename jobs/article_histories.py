"""Tells, of the articles of one scan, what earlier scans saw of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from db.article_history import ArticleRecord, lists_before, records
from db.engine import Database
from db.snapshots import SnapshotStore
from facts.document import Document
from facts.history import ArticleHistory, Sibling, lacked
from inspection.moment import beijing_day
from jobs.stored_pages import read_visit

#: An article that was met within so many days of its date needs no witness; a scan comes once a week.
PROMPT_DAYS = 7


@dataclass(frozen=True, slots=True)
class HistoryReader:
    """One site's histories as known at ``as_of``. Old lists are read only for articles that came late."""

    database: Database
    snapshots: SnapshotStore
    site_id: str
    as_of: datetime
    _lists: dict[tuple[str, datetime], tuple[datetime, tuple[Document, ...]] | None] = field(default_factory=dict)

    def of(self, urls: Iterable[str]) -> dict[str, ArticleHistory]:
        """Histories by address, of those ``urls`` that a scan met as articles."""
        with self.database.reading() as connection:
            known = {record.url: record for record in records(connection, self.site_id, self.as_of)}
        first = _first_met(known.values())
        columns = _by_column(known.values())
        return {
            url: self._history(known[url], first[_name(known[url])], columns)
            for url in dict.fromkeys(urls)
            if url in known
        }

    def _history(
        self, record: ArticleRecord, first: datetime, columns: Mapping[str, tuple[Sibling, ...]]
    ) -> ArticleHistory:
        listed = tuple((beijing_day(moment), day) for moment, day in _days(record))
        return ArticleHistory(
            beijing_day(first),
            listed,
            self._absent(record, first, listed[-1][1]) if listed else None,
            columns.get(record.column_id or "", ()),
        )

    def _absent(self, record: ArticleRecord, first: datetime, shown: date) -> date | None:
        if record.column_id is None or (beijing_day(first) - shown).days <= PROMPT_DAYS:
            return None
        before = self._list_before(record.column_id, first)
        if before is None or not lacked(before[1], before[0], url=record.url, title=record.title, shown=shown):
            return None
        return beijing_day(before[0])

    def _list_before(self, column_id: str, moment: datetime) -> tuple[datetime, tuple[Document, ...]] | None:
        """The last list before ``moment``; ``None`` when there is none or a page of it could not be had."""
        key = (column_id, moment)
        if key not in self._lists:
            with self.database.reading() as connection:
                found = lists_before(connection, self.site_id, column_id, moment)
            reads = [read_visit(visit, self.snapshots) for visit in found[1]] if found else []
            pages = tuple(read for read in reads if isinstance(read, Document) and read.page.status == 200)
            self._lists[key] = (found[0], pages) if found and pages and len(pages) == len(reads) else None
        return self._lists[key]


def _name(record: ArticleRecord) -> tuple[str, str]:
    """An article that moved to another address keeps its title and day."""
    return (record.title or record.url, record.shown[-1][1] if record.shown else "")


def _first_met(known: Iterable[ArticleRecord]) -> dict[tuple[str, str], datetime]:
    first: dict[tuple[str, str], datetime] = {}
    for record in known:
        name = _name(record)
        first[name] = min(first.get(name, record.first_seen_at), record.first_seen_at)
    return first


def _by_column(known: Iterable[ArticleRecord]) -> dict[str, tuple[Sibling, ...]]:
    columns: defaultdict[str, list[Sibling]] = defaultdict(list)
    for record in known:
        days = list(_days(record))
        if record.column_id and record.docid is not None and days:
            columns[record.column_id].append(Sibling(record.docid, days[-1][1]))
    return {column: tuple(sorted(found, key=lambda one: one.docid)) for column, found in columns.items()}


def _days(record: ArticleRecord) -> Iterator[tuple[datetime, date]]:
    """The days a list showed; a day that no calendar has is none."""
    for moment, text in record.shown:
        try:
            yield moment, date.fromisoformat(text)
        except ValueError:
            continue
