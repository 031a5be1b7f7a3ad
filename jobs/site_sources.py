"""Builds, from the stored pages of one scan, what the extractors look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from db.snapshots import SnapshotStore
from facts.article import title_of
from facts.docid_curve import DocidCurve
from facts.document import Document
from facts.history import ArticleHistory
from facts.masking import mask_personal
from facts.sources import ColumnSource, PageSource, Read, SiteSource
from inspection.fetched import FetchFailure, FetchProblem
from inspection.finding import Subject, SubjectKind
from inspection.registry import Column, ColumnKind, Site, Unit
from inspection.visit import Role, Visit
from jobs.stored_pages import SiteVisits, read_visit

#: Columns whose articles are read for site-wide questions: who leads the unit, what it reported last year.
_SITE_KINDS = frozenset({ColumnKind.FUNCTIONS, ColumnKind.LEADERS, ColumnKind.ANNUAL_REPORT})


@dataclass(frozen=True, slots=True)
class SiteReader:
    """One site in one scan. Each page is read from the store once and parsed once, whatever asks for it."""

    site: Site
    unit: Unit
    columns: tuple[Column, ...]
    visits: SiteVisits
    snapshots: SnapshotStore
    as_of: datetime
    curve: DocidCurve
    histories: Mapping[str, ArticleHistory] = field(default_factory=dict)
    names: tuple[str, ...] = ()  # the district's own
    _read: dict[str, Read] = field(default_factory=dict)

    def column_sources(self) -> Iterator[tuple[Subject, ColumnSource]]:
        """Every planned column with its list pages, children inside their parents as well as on their own."""
        sources = {column.id: self._column_source(column) for column in self.columns}
        for column in self.columns:
            children = tuple(sources[child.id] for child in self.columns if child.parent_id == column.id)
            own = sources[column.id]
            yield self._column_subject(column), ColumnSource(column, own.pages, self.as_of, children)

    def page_sources(self) -> Iterator[tuple[Subject, PageSource]]:
        """The home page, every article of the scan, and every list page (a leader column is one page of text)."""
        kinds = {column.id: column.kind for column in self.columns}
        lists = [visit for pages in self.visits.lists.values() for visit in pages]
        home = [self.visits.home] if self.visits.home else []
        for visit in (*home, *self.visits.articles, *lists):
            read = self._of(visit)
            kind = kinds.get(visit.target.column_id or "")
            url = visit.target.url
            history = self.histories.get(url)
            source = PageSource(url, read, kind, self.as_of, self.curve, history, names=self.names)
            yield self._page_subject(visit, read, kind), source

    def site_source(
        self, columns: tuple[ColumnSource, ...], earlier: tuple[tuple[Column, Document], ...]
    ) -> tuple[Subject, SiteSource]:
        """The whole site. ``earlier`` are stored articles of other scans that the site facts need."""
        home = self._read_or_missing(self.visits.home, self.site.home_url)
        names = (self.unit.name, *self.unit.aliases, self.site.name)
        by_length = tuple(sorted(set(names), key=len, reverse=True))
        source = SiteSource(self.site, by_length, home, columns, self.as_of, (*self._own_articles(), *earlier))
        return self._site_subject(), source

    def _own_articles(self) -> Iterator[tuple[Column, Document]]:
        wanted = {column.id: column for column in self.columns if column.kind in _SITE_KINDS}
        for visit in self.visits.articles:
            column = wanted.get(visit.target.column_id or "")
            read = self._of(visit) if column else None
            if column and isinstance(read, Document):
                yield column, read

    def _column_source(self, column: Column) -> ColumnSource:
        pages = tuple(self._of(visit) for visit in self.visits.lists.get(column.id, ()))
        return ColumnSource(column, pages or (self._read_or_missing(None, column.url),), self.as_of)

    def _read_or_missing(self, visit: Visit | None, url: str) -> Read:
        if visit is None:
            return FetchProblem(url, FetchFailure.SKIPPED, "本次扫描没有取到", self.as_of)
        return self._of(visit)

    def _of(self, visit: Visit) -> Read:
        """Pages that several questions are asked of are kept; an article is asked once and let go, to bound memory."""
        url = visit.target.url
        if url in self._read:
            return self._read[url]
        read = read_visit(visit, self.snapshots)
        if visit.target.role is not Role.ARTICLE:
            self._read[url] = read
        return read

    def _site_subject(self) -> Subject:
        site = self.site
        return Subject(SubjectKind.SITE, site.id, site.unit_id, site.id, None, None, site.home_url, site.name)

    def _column_subject(self, column: Column) -> Subject:
        return Subject(
            SubjectKind.COLUMN,
            column.id,
            self.site.unit_id,
            self.site.id,
            column.id,
            None,
            column.url,
            column.name,
            column.kind,
        )

    def _page_subject(self, visit: Visit, read: Read, kind: ColumnKind | None) -> Subject:
        target = visit.target
        title = mask_personal(target.listed_title or (title_of(read) if isinstance(read, Document) else ""))
        return Subject(
            SubjectKind.PAGE,
            target.url,
            self.site.unit_id,
            self.site.id,
            target.column_id,
            None,
            target.url,
            title,
            kind,
        )
