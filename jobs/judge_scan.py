"""Judges a crawled scan from the store alone: no network, so any scan can be judged again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from crawler.feeds import read_feed
from db import articles, findings, verdicts, visits
from db.scans import ScanRecord
from facts.appointments import TITLE_WORDS
from facts.docid_curve import DocidCurve
from facts.document import Document
from facts.sources import AccountSource
from inspection.fetched import FetchProblem
from inspection.finding import Case, Subject, SubjectKind, Verdict
from inspection.post import FeedReading
from inspection.registry import Account, Column, Site
from inspection.rule import Rule, ScanKind
from inspection.visit import Role, Target, Visit
from jobs.coverage import Coverage, measure
from jobs.plan_scan import plan_scan
from jobs.site_sources import SiteReader
from jobs.stored_pages import read_visit, sort_visits
from jobs.workspace import Rulebook, Workspace
from monitors.frame.runner import judge


def judge_scan(work: Workspace, book: Rulebook, scan: ScanRecord) -> Coverage:
    """Ask every rule of the scan's kind about every planned subject; record verdicts, findings and coverage.

    All answers of a scan are written in one transaction, so a kill leaves the scan either judged or untouched.
    """
    answers = list(_judge(work, book.rules, scan))
    review = {rule.id: rule.review for rule in book.rules}
    seen = [(finding, review[finding.rule]) for verdict in answers for finding in verdict.findings]
    with work.database.writing() as connection:
        verdicts.begin(connection, scan.id)
        verdicts.record(connection, scan.id, answers)
        findings.observe(connection, scan.id, scan.as_of, seen)
    plan = plan_scan(work.district, book.rules, scan.kind, scan.as_of, scan.unit_ids)
    return measure(plan, answers)


def _kind(scan: ScanRecord) -> ScanKind | None:
    """A re-check asks every rule, whatever scans the row names."""
    return None if scan.kind is ScanKind.RECHECK else scan.kind


def _judge(work: Workspace, rules: tuple[Rule[Any], ...], scan: ScanRecord) -> Iterator[Verdict]:
    curve = _curve(work)
    plan = plan_scan(work.district, rules, scan.kind, scan.as_of, scan.unit_ids)
    for site_plan in plan.sites:
        columns = tuple(column_plan.column for column_plan in site_plan.columns)
        yield from judge_site(work, rules, scan, site_plan.site, columns, curve)
    with work.database.reading() as connection:
        feeds = {visit.target.account_id: visit for visit in visits.of_scan(connection, scan.id, roles=[Role.FEED])}
    for account in plan.accounts:
        yield from _judge_account(work, rules, scan, account, feeds.get(account.id))


def judge_site(
    work: Workspace,
    rules: tuple[Rule[Any], ...],
    scan: ScanRecord,
    site: Site,
    columns: tuple[Column, ...],
    curve: DocidCurve,
) -> Iterator[Verdict]:
    """Every page, column and site rule about one site's part of the scan."""
    with work.database.reading() as connection:
        got = sort_visits(visits.of_scan(connection, scan.id, site_id=site.id))
    reader = SiteReader(site, work.district.unit(site.unit_id), columns, got, work.snapshots, scan.as_of, curve)
    for subject, page in reader.page_sources():
        yield from judge(page, Case(subject, scan.as_of), rules, _kind(scan))
    column_sources = tuple(reader.column_sources())
    for subject, column in column_sources:
        yield from judge(column, Case(subject, scan.as_of), rules, _kind(scan))
    earlier = _appointments(work, scan, site)
    subject, whole = reader.site_source(tuple(source for _, source in column_sources), earlier)
    yield from judge(whole, Case(subject, scan.as_of), rules, _kind(scan))


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


def _judge_account(
    work: Workspace, rules: tuple[Rule[Any], ...], scan: ScanRecord, account: Account, visit: Visit | None
) -> Iterator[Verdict]:
    reading = _reading(work, scan, account, visit)
    subject = Subject(
        SubjectKind.ACCOUNT, account.id, account.unit_id, None, None, account.id,
        account.feed_url, account.name, None, account.platform,
    )  # fmt: skip
    yield from judge(AccountSource(account, reading, scan.as_of), Case(subject, scan.as_of), rules, _kind(scan))


def _reading(work: Workspace, scan: ScanRecord, account: Account, visit: Visit | None) -> FeedReading:
    if not account.feed_url:
        return FeedReading.unknown("没有登记信息源地址，需人工填报", account.id)
    if visit is None:
        return FeedReading.unknown("本次扫描没有读取该账号", account.id)
    read = read_visit(visit, work.snapshots)
    if isinstance(read, FetchProblem):
        return FeedReading.unknown(read.reason, account.id)
    return read_feed(read.page.body, account.feed_format, scan.as_of, read.page.header("content-type"))


def _curve(work: Workspace) -> DocidCurve:
    with work.database.reading() as connection:
        pairs = articles.docid_days(connection)
    dated = ((docid, date.fromisoformat(day)) for docid, day in pairs if day)
    return DocidCurve.fit(dated, work.district.docid_anchors)
