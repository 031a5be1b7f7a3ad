"""Judges a crawled scan from the store alone: no network, so any scan can be judged again."""

from __future__ import annotations

from crawler.plan import CrawlPlan
from db import findings, freshness, verdicts
from db.scans import ScanRecord
from inspection.finding import Confidence, Finding
from jobs.account_freshness import account_freshness
from jobs.coverage import Coverage, measure
from jobs.excused import excused
from jobs.judge_account import judge_accounts
from jobs.judge_availability import judge_availability
from jobs.judge_pool import SiteJudges
from jobs.letters_once import letters_once
from jobs.recurrences import reopen_recurring
from jobs.workspace import Rulebook, Workspace


def judge_scan(work: Workspace, book: Rulebook, scan: ScanRecord, plan: CrawlPlan, judges: SiteJudges) -> Coverage:
    """Ask every rule of the scan's kind about every planned subject; record verdicts, findings and coverage.

    All answers of a scan are written in one transaction, so a kill leaves the scan either judged or untouched.
    """
    answers = [*judges.verdicts(), *judge_accounts(work, book.rules_for("accounts"), scan, plan.accounts)]
    sites = [planned.site for planned in plan.sites]
    answers += judge_availability(work, book.rules_for("sites"), scan, sites)
    answers = letters_once(excused(work.district, scan.as_of, answers))
    fresh = [*judges.columns, *account_freshness(work, scan, plan.accounts)]
    seen = [(finding, needs_review(book, finding)) for verdict in answers for finding in verdict.findings]
    with work.database.writing() as connection:
        verdicts.begin(connection, scan.id)
        verdicts.record(connection, scan.id, answers)
        findings.observe(connection, scan.id, scan.as_of, seen)
        freshness.keep(connection, scan.district, scan.id, fresh)
        reopen_recurring(connection, scan, [one for one, _ in seen])
    return measure(plan, answers)


def needs_review(book: Rulebook, finding: Finding) -> bool:
    """What a monitor itself doubts is never confirmed by rule."""
    return book.rule(finding.rule).review or finding.confidence is Confidence.LOW
