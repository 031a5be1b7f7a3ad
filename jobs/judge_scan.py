"""Judges a crawled scan from the store alone: no network, so any scan can be judged again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from crawler.plan import CrawlPlan
from db import articles, findings, verdicts
from db.scans import ScanRecord
from facts.docid_curve import DocidCurve
from inspection.finding import Confidence, Finding, Verdict
from jobs.coverage import Coverage, measure
from jobs.judge_account import judge_accounts
from jobs.judge_pool import judge_sites
from jobs.plan_scan import plan_scan
from jobs.workspace import Rulebook, Workspace


def judge_scan(work: Workspace, book: Rulebook, scan: ScanRecord) -> Coverage:
    """Ask every rule of the scan's kind about every planned subject; record verdicts, findings and coverage.

    All answers of a scan are written in one transaction, so a kill leaves the scan either judged or untouched.
    """
    plan = plan_scan(work.district, book.rules, scan.kind, scan.as_of, scan.unit_ids)
    answers = list(_judge(work, book, scan, plan))
    seen = [(finding, _needs_review(book, finding)) for verdict in answers for finding in verdict.findings]
    with work.database.writing() as connection:
        verdicts.begin(connection, scan.id)
        verdicts.record(connection, scan.id, answers)
        findings.observe(connection, scan.id, scan.as_of, seen)
    return measure(plan, answers)


def _judge(work: Workspace, book: Rulebook, scan: ScanRecord, plan: CrawlPlan) -> Iterator[Verdict]:
    yield from judge_sites(work, book.rules_for("sites"), scan, plan.sites, _curve(work))
    yield from judge_accounts(work, book.rules_for("accounts"), scan, plan.accounts)


def _needs_review(book: Rulebook, finding: Finding) -> bool:
    """What a monitor itself doubts is never confirmed by rule."""
    return book.rule(finding.rule).review or finding.confidence is Confidence.LOW


def _curve(work: Workspace) -> DocidCurve:
    with work.database.reading() as connection:
        pairs = articles.docid_days(connection)
    dated = ((docid, date.fromisoformat(day)) for docid, day in pairs if day)
    return DocidCurve.fit(dated, work.district.docid_anchors)
