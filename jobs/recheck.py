"""Re-checks open findings: fetches only what they are about, judges it, and writes the answers into the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from db import findings, freshness, ledger, scans, verdicts, visits
from db.engine import Connection
from db.findings import StoredFinding
from facts.sources import ColumnSource, SiteSource
from inspection.finding import Severity, Verdict
from inspection.ledger import Entry, Standing, State
from inspection.moment import beijing_day
from inspection.recheck import Answer, Now, repeats, steps_after
from inspection.rule import ScanKind
from jobs.account_freshness import account_freshness
from jobs.coverage import measure
from jobs.excused import excused
from jobs.fetch import Progress, fetch
from jobs.judge_account import judge_accounts
from jobs.judge_pool import SiteJudges
from jobs.judge_scan import needs_review
from jobs.letters_once import letters_once
from jobs.manual_entries import SCORE_RULE
from jobs.recheck_answer import Answers
from jobs.recheck_homes import ask_homes
from jobs.recheck_links import ask_hosts, ask_links
from jobs.recheck_pages import PagesNow
from jobs.recheck_plan import OpenQuestion, plan_of, questions
from jobs.scan import ScanReport, start_scan
from jobs.workspace import Rulebook, Workspace, rulebook
from monitors.frame.catalogue import catalogue

#: Who took the steps that a re-check writes.
WHO = "自动复检"


@dataclass(frozen=True, slots=True)
class Rechecked:
    """One answer, and where the finding stands after it; ``before`` is where it stood."""

    finding: StoredFinding
    now: Now
    reason: str
    before: State
    standing: Standing


def open_findings(work: Workspace, as_of: datetime, unit_id: str | None = None, *, overdue: bool = False) -> list[str]:
    """Ids of the findings of a unit (``None`` = all) that are open, or only of those overdue on ``as_of``'s day."""
    with work.database.reading() as connection:
        found = [one for one in findings.listing(connection, unit_id=unit_id) if _followed(one)]
        stands = ledger.standings(connection, [one.id for one in found])
    day = beijing_day(as_of)
    return [one.id for one in found if stands[one.id].state.open and (not overdue or stands[one.id].overdue(day))]


def _followed(one: StoredFinding) -> bool:
    """Whether a finding is about something to mend: no warning, no score that people gave."""
    return one.severity is not Severity.WARNING and one.rule != SCORE_RULE


def recheck(
    work: Workspace, finding_ids: Iterable[str], as_of: datetime, progress: Progress | None = None
) -> tuple[ScanReport, tuple[Rechecked, ...]]:
    """Look again at these findings (at least one) and write what came of it. Raises what ``run_scan`` raises."""
    book = rulebook(beijing_day(as_of))
    focus = list(finding_ids)
    with work.database.reading() as connection:
        found = [one for one in (findings.get(connection, id_) for id_ in focus) if one is not None]
    asked = questions(found, book.rules)
    scan, resumed = _begin(work, book, as_of, asked)
    rules = tuple({one.rule.id: one.rule for one in asked if one.rule}.values())
    of_sites = tuple(rule for rule in rules if rule in book.rules_for("sites"))
    of_accounts = tuple(rule for rule in rules if rule in book.rules_for("accounts"))
    plan = plan_of(work, scan, book.rules)
    with SiteJudges(work, of_sites, scan, plan.sites) as judges:
        crawl = fetch(work.settings, scan.id, progress, judges)
        answers = [*judges.verdicts(), *judge_accounts(work, of_accounts, scan, plan.accounts)]
    wanted = {one.asked_of for one in asked}
    fresh = [one for one in judges.columns if one.id in wanted]  # others were looked at on the way only
    fresh += account_freshness(work, scan, plan.accounts)
    answers = letters_once(excused(work.district, scan.as_of, _to_the_point(answers, asked)))
    coverage = measure(plan, answers)
    with work.database.reading() as connection:
        pages = PagesNow(visits.of_scan(connection, scan.id), work.snapshots, scan.as_of)
    asked_now = ask_links(work, scan, asked, pages) | ask_hosts(work, scan, asked, pages)
    got = Answers(answers, pages, asked_now, ask_homes(work, scan, asked))
    told = [(one, got.of(one)) for one in asked]
    with work.database.writing() as connection:
        freshness.keep(connection, scan.district, scan.id, fresh)
        verdicts.begin(connection, scan.id)
        verdicts.record(connection, scan.id, answers)
        seen = [
            (one, needs_review(book, one)) for verdict in (*answers, *asked_now.values()) for one in verdict.findings
        ]
        findings.observe(connection, scan.id, scan.as_of, seen)
        written = tuple(_write(connection, scan, one, answer) for one, answer in told)
        said = {one.finding.id: {"now": str(answer.now), "reason": answer.reason} for one, answer in told}
        done = {**coverage.as_json(), "crawl": dict(crawl), "focus": focus, "answers": said}
        scans.set_state(connection, scan.id, "judged", datetime.now(UTC), done)
        record = scans.get(connection, scan.id)
    return ScanReport(record, coverage, crawl, resumed), written


def _begin(
    work: Workspace, book: Rulebook, as_of: datetime, asked: tuple[OpenQuestion, ...]
) -> tuple[scans.ScanRecord, bool]:
    """The scan of this re-check: an unfinished one with the same questions, or a new one."""
    units = frozenset(one.finding.subject.unit_id for one in asked)
    focus = [one.finding.id for one in asked]
    district = work.district.id
    with work.database.writing() as connection:
        left = scans.unfinished(connection, kind=ScanKind.RECHECK, as_of=as_of, district=district, unit_ids=units)
        if left and left.coverage.get("focus") == focus:
            return left, True
        scan_id = start_scan(connection, work, book, ScanKind.RECHECK, as_of, units)
        scans.set_state(connection, scan_id, "running", datetime.now(UTC), {"focus": focus})
        return scans.get(connection, scan_id), False


def _to_the_point(answers: Iterable[Verdict], asked: Iterable[OpenQuestion]) -> list[Verdict]:
    """Without answers of column and site rules about what was only looked at on the way: it was not read whole."""
    wanted = {(one.finding.rule, one.asked_of) for one in asked}
    partly = (ColumnSource, SiteSource)
    return [
        one
        for one in answers
        if catalogue()[one.rule.monitor].source not in partly or (one.rule.id, one.subject.id) in wanted
    ]


def _write(cx: Connection, scan: scans.ScanRecord, asked: OpenQuestion, answer: Answer) -> Rechecked:
    """Take the steps that follow from ``answer``; never dated before the step that stands last. Every answer stands in
    the scan's record; a note that repeats the one before it is not written again.
    """
    id_ = asked.finding.id
    before = ledger.standings(cx, [id_])[id_]
    past = ledger.histories(cx, [id_])[id_]
    at = max([scan.as_of, *(entry.at for entry in past[-1:])])
    standing = before
    if before.state.open:
        for step, reason in steps_after(before.state, answer.now, answer.reason):
            if not repeats(step, reason, WHO, past):
                standing = ledger.take_step(cx, id_, Entry(step, WHO, at, reason, scan_id=scan.id))
    after = findings.get(cx, id_) or asked.finding
    return Rechecked(after, answer.now, answer.reason, before.state, standing)
