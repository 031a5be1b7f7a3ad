"""What scores and pages about quarters ask: whether anything changed, what is closed, what missed a deadline."""

from __future__ import annotations

from datetime import date, timedelta

from db_world import begin, day, finding

from db import closings, findings, ledger, quarters, scans, weekly_pages, weekly_signatures
from db.engine import Connection, Database
from db.weekly_signatures import Signature
from inspection.finding import Severity
from inspection.ledger import Entry, Step
from inspection.moment import beijing_day

ONE, OTHER, HINT = finding("a.html"), finding("b.html"), finding("c.html", severity=Severity.HINT)


def scanned(cx: Connection, number: int, *seen: object) -> int:
    scan = begin(cx, day(number))
    findings.observe(cx, scan, day(number), [(one, False) for one in seen])  # type: ignore[misc]
    scans.set_state(cx, scan, "judged", day(number), {})
    return scan


def sign(cx: Connection, scan: int, number: int) -> None:
    assert weekly_signatures.sign(
        cx, Signature("river", day(number), "2021Q1", scan, "某人", day(number), "{}", "0" * 64)
    )


def test_the_mark_changes_with_everything_that_a_score_rests_on(database: Database) -> None:
    marks = []
    with database.writing() as cx:
        marks.append(quarters.mark(cx, "river"))
        first = scanned(cx, 0, ONE)
        marks.append(quarters.mark(cx, "river"))
        begin(cx, day(1))
        marks.append(quarters.mark(cx, "river"))
        ledger.take_step(cx, ONE.identity, Entry(Step.DISMISS, "某人", day(2), "不是"))
        marks.append(quarters.mark(cx, "river"))
        sign(cx, first, 0)
        marks.append(quarters.mark(cx, "river"))
        assert len(set(marks)) == len(marks)
        assert quarters.mark(cx, "river") == marks[-1]


def test_the_latest_closing_of_each_quarter_counts(database: Database) -> None:
    with database.writing() as cx:
        for quarter, document in (("2021Q1", "a"), ("2021Q1", "b"), ("2021Q2", "c")):
            closings.close(cx, quarter, "river", day(0), "某人", document, document * 64)
        found = quarters.closed(cx, "river")
        assert {id_: (one.version, one.sha256[0]) for id_, one in found.items()} == {
            "2021Q1": (2, "b"),
            "2021Q2": (1, "c"),
        }
        assert quarters.closed(cx, "hill") == {}


def test_deadlines_are_found_that_run_in_the_quarter_or_were_missed(database: Database) -> None:
    due = beijing_day(day(10))
    with database.writing() as cx:
        scanned(cx, 0, ONE, OTHER)
        ledger.take_step(cx, ONE.identity, Entry(Step.NOTIFY, "某人", day(1), "请整改", due))
        assert quarters.with_deadline_in(cx, due, due) == [ONE.identity]
        assert quarters.with_deadline_in(cx, due + timedelta(days=1), date(2030, 1, 1)) == []
        ledger.take_step(cx, ONE.identity, Entry(Step.FIX, "某人", day(20), "已改好"))
        assert quarters.with_deadline_in(cx, date(2030, 1, 1), date(2030, 3, 31)) == [ONE.identity]  # missed once


def test_the_list_of_weeks_counts_what_costs_points_once_a_scan(database: Database) -> None:
    with database.writing() as cx:
        first, second = scanned(cx, 0, ONE, OTHER, HINT), scanned(cx, 7, ONE)
        assert weekly_pages.faults_seen(cx, [first, second], [day(0), day(7)]) == {first: 2, second: 1}
        assert weekly_pages.faults_seen(cx, [], []) == {}
        sign(cx, second, 7)
        (head,) = weekly_pages.signed_heads(cx, "river", "2021Q1").values()
        assert (head.as_of, head.scan_id, head.who) == (day(7), second, "某人")
        assert weekly_pages.signed_heads(cx, "hill", "2021Q1") == {}


def test_some_findings_are_read_whole_and_a_window_reads_no_others(database: Database) -> None:
    with database.writing() as cx:
        scanned(cx, 0, ONE, OTHER)
        scanned(cx, 7, ONE)
        assert [len(one.observations) for one in findings.some(cx, [ONE.identity, "0" * 16])] == [2]
        week = findings.listing(cx, first_day=beijing_day(day(7)), last_day=beijing_day(day(7)))
        assert [(one.id, len(one.observations)) for one in week] == [(ONE.identity, 1)]
