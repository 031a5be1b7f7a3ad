"""Judges one site's part of a scan from the stored pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from db import articles, visits
from db.scans import ScanRecord
from facts.appointments import TITLE_WORDS
from facts.docid_curve import DocidCurve
from facts.document import Document
from inspection.finding import Case, Verdict
from inspection.freshness import Freshness
from inspection.registry import Column, Site
from inspection.rule import Rule, ScanKind
from inspection.visit import Role, Target, Visit
from jobs.article_histories import HistoryReader
from jobs.column_freshness import column_freshness
from jobs.judge_attachments import AttachmentRules, judge_attachments
from jobs.proof import tied
from jobs.site_sources import SiteReader
from jobs.stored_pages import read_visit, sort_visits
from jobs.workspace import Workspace
from monitors.frame.runner import judge


def rules_asked(scan: ScanRecord) -> ScanKind | None:
    """The scan kind whose rules are asked; ``None``, for a re-check, asks every rule whatever scans its row names."""
    return None if scan.kind is ScanKind.RECHECK else scan.kind


@dataclass(frozen=True, slots=True)
class SiteAnswers:
    """The verdicts about one site's part of a scan, in the order they were asked for, and how fresh its columns are."""

    verdicts: tuple[Verdict, ...]
    columns: tuple[Freshness, ...]


def judge_site(
    work: Workspace,
    rules: tuple[Rule[Any], ...],
    scan: ScanRecord,
    site: Site,
    columns: tuple[Column, ...],
    curve: DocidCurve,
) -> SiteAnswers:
    """Every page, file, column and site rule about one site's part of the scan."""
    with work.database.reading() as connection:
        got = sort_visits(visits.of_scan(connection, scan.id, site_id=site.id))
    histories = HistoryReader(work.database, work.snapshots, site.id, scan.as_of).of(
        visit.target.url for visit in got.articles
    )
    unit = work.district.unit(site.unit_id)
    reader = SiteReader(site, unit, columns, got, work.snapshots, scan.as_of, curve, histories, work.district.names)
    verdicts = tuple(_ask(work, rules, scan, reader))
    return SiteAnswers(verdicts, tuple(column_freshness(source) for _, source in reader.column_sources()))


def _ask(work: Workspace, rules: tuple[Rule[Any], ...], scan: ScanRecord, reader: SiteReader) -> Iterator[Verdict]:
    for subject, page in reader.page_sources():
        for verdict in judge(page, Case(subject, scan.as_of), rules, rules_asked(scan)):
            yield tied(verdict, page.read)
    asked = AttachmentRules(rules, rules_asked(scan), scan.as_of, work.district.names, work.settings.attachment_seconds)
    kinds = {column.id: column.kind for column in reader.columns}
    yield from judge_attachments(asked, reader.site, kinds, reader.visits.attachments, work.snapshots)
    column_sources = tuple(reader.column_sources())
    for subject, column in column_sources:
        for verdict in judge(column, Case(subject, scan.as_of), rules, rules_asked(scan)):
            yield tied(verdict, column.pages[0])
    earlier = _appointments(work, scan, reader.site)
    subject, whole = reader.site_source(tuple(source for _, source in column_sources), earlier)
    for verdict in judge(whole, Case(subject, scan.as_of), rules, rules_asked(scan)):
        yield tied(verdict, whole.home)


def _appointments(work: Workspace, scan: ScanRecord, site: Site) -> tuple[tuple[Column, Document], ...]:
    """Stored articles of the site that speak of appointments, whenever they were first seen."""
    columns = {column.id: column for column in work.district.columns_of(site.id)}
    with work.database.reading() as connection:
        found = articles.titled(connection, site.id, TITLE_WORDS)
    documents = []
    for article in found:
        if article.sha256 and article.column_id in columns:
            target = Target(article.url, Role.ARTICLE, site.id, article.column_id)
            visit = Visit(target, article.url, 200, (), article.sha256, None, "", scan.as_of)
            read = read_visit(visit, work.snapshots)
            if isinstance(read, Document):
                documents.append((columns[article.column_id], read))
    return tuple(documents)
