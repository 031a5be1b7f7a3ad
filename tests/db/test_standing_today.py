"""What the pages about today's state ask: open findings, warnings, strips of scans, running scans, probes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from db_world import begin, day, finding, subject, verdict, visit

from db import decisions, findings, open_counts, probes, runs, scans, verdicts, visits
from db.engine import Database
from db.found_days import found_by_day
from db.open_counts import OpenCount
from db.running_scans import running_scans
from db.scan_strips import account_strip, weekly_strip
from inspection.fetched import FetchFailure
from inspection.finding import Severity, Subject, SubjectKind, Verdict
from inspection.moment import beijing_day
from inspection.outcome import Outcome
from inspection.probe import Probe

SITE = subject(kind=SubjectKind.SITE, id="office", column_id=None)
COLUMN = subject(kind=SubjectKind.COLUMN, id="office-news")
ACCOUNT = subject(kind=SubjectKind.ACCOUNT, id="weibo", site_id=None, column_id=None, account_id="weibo")


def about(what: Subject, outcome: Outcome) -> Verdict:
    return replace(verdict(outcome), subject=what)


def test_open_findings_are_counted_by_site_account_and_severity(database: Database) -> None:
    seen = [
        (finding("a.html", severity=Severity.ERROR), False),
        (finding("b.html", severity=Severity.ERROR), True),
        (finding("c.html", severity=Severity.ERROR), False),
        (finding("d.html", severity=Severity.HINT), True),
        (finding("e.html", severity=Severity.WARNING), False),
        (finding("f.html", severity=Severity.VETO, subject=ACCOUNT), False),
    ]
    with database.writing() as cx:
        scan_id = begin(cx, day(0))
        findings.observe(cx, scan_id, day(0), seen)
        decisions.decide(cx, seen[2][0].identity, "dismiss", "李四", day(1), "看错了")
    with database.reading() as cx:
        counted = {
            (one.site_id, one.account_id, one.severity): one for one in open_counts.open_counts(cx, day(2).date())
        }
        warned = open_counts.warned(cx, {scan_id})
        (warning,) = open_counts.warnings(cx, {scan_id}, site_id="office")
        days = found_by_day(cx, beijing_day(day(0)))
        assert found_by_day(cx, beijing_day(day(1))) == {}
    assert counted == {
        ("office", None, Severity.ERROR): OpenCount("office", None, Severity.ERROR, 2, 1, 0),
        ("office", None, Severity.HINT): OpenCount("office", None, Severity.HINT, 1, 1, 0),
        (None, "weibo", Severity.VETO): OpenCount(None, "weibo", Severity.VETO, 1, 0, 0),
    }
    assert warned == {("office", None): 1}
    assert warning.finding_id == seen[4][0].identity
    assert days == {beijing_day(day(0)): 4}


def test_a_strip_tells_faults_open_questions_and_columns_that_were_not_looked_at(database: Database) -> None:
    with database.writing() as cx:
        for number in range(4):
            scan_id = begin(cx, day(7 * number))
            if number:
                visits.add(cx, scan_id, [visit(f"{number}.html", at=day(7 * number))])
            verdicts.begin(cx, scan_id)
            verdicts.record(cx, scan_id, [about(COLUMN, Outcome.FAIL)])
            verdicts.begin(cx, scan_id)  # judged anew: what was said before does not count
            told = {
                2: [about(COLUMN, Outcome.UNKNOWN)],
                3: [about(SITE, Outcome.FAIL), about(COLUMN, Outcome.PASS)],
            }
            verdicts.record(cx, scan_id, told.get(number, []))
            scans.set_state(cx, scan_id, "judged", day(7 * number))
    with database.reading() as cx:
        strip = weekly_strip(cx, "river", "office", 26)
        assert weekly_strip(cx, "river", "office", 2) == strip[2:]
        assert [one.whole for one in account_strip(cx, "river", "weibo", 26)] == [""] * 4
    assert [one.of("office-news") for one in strip] == ["", "good", "unknown", "good"]
    assert [one.whole for one in strip] == ["", "good", "unknown", "bad"]
    assert all(earlier.as_of < later.as_of for earlier, later in pairwise(strip))


def test_a_running_scan_tells_how_many_sites_it_has_asked(database: Database) -> None:
    with database.writing() as cx:
        done, running = begin(cx, day(0)), begin(cx, day(1))
        scans.set_state(cx, done, "judged", day(0))
        visits.add(cx, running, [visit("1.html", at=day(1)), visit("2.html", at=day(2))])
    with database.reading() as cx:
        (found,) = running_scans(cx, "river")
        assert running_scans(cx, "lake") == []
    assert (found.id, found.sites, found.pages, found.asked_at) == (running, 1, 2, day(2))


def test_probes_that_failed_on_our_side_are_not_counted(database: Database) -> None:
    tried = [(1, None, ""), (2, FetchFailure.TIMEOUT, ""), (3, FetchFailure.TIMEOUT, "断网"), (200, None, "")]
    with database.writing() as cx:
        probes.record(
            cx, "river",
            (Probe("office", "http://x/", day(9) - timedelta(hours=hours), 1, 0, failure, "", own)
             for hours, failure, own in tried),
        )  # fmt: skip
    with database.reading() as cx:
        assert probes.counts(cx, "river", ["office", "school"], day(2), day(9)) == {"office": (2, 1)}
        assert len(probes.of_site(cx, "river", "office", day(2), day(9))) == 3


@pytest.mark.parametrize(("jobs", "found"), [({"probe"}, {"probe": 2}), ({"probe", "daily"}, {"probe": 2, "daily": 1})])
def test_the_last_started_run_of_each_job(database: Database, jobs: set[str], found: dict[str, int]) -> None:
    with database.writing() as cx:
        runs.expect(cx, "river", [("probe", day(1)), ("probe", day(2)), ("probe", day(3)), ("daily", day(1))])
        for run in runs.due(cx, "river", day(2)):
            assert runs.claim(cx, run.id, "me", day(4), day(5))
            runs.finish(cx, runs.get(cx, run.id), "me", "done", day(4), {}, "")
    with database.reading() as cx:
        last = runs.latest(cx, "river", jobs)
    assert {job: run.planned_at for job, run in last.items()} == {job: day(number) for job, number in found.items()}
