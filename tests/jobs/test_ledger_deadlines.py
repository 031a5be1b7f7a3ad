"""Deadlines over many findings: what a missed one costs where a row says so, in which quarter, and when to warn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from databases import DATABASES, empty_place

from config.settings import load_settings
from db import findings, scans, schema
from db.engine import open_database
from inspection.deadline import OverdueCost
from inspection.finding import Confidence, Finding, Severity, Subject, SubjectKind
from inspection.ledger import Entry, Step
from inspection.moment import BEIJING
from inspection.registry import Grade
from inspection.rule import ScanKind
from jobs.ledger import due_soon, overdue, take
from jobs.ledger_scores import missed_deadlines, overdue_costs
from jobs.quarter import score
from jobs.scheduled import SCHEDULED
from jobs.workspace import Workspace, rulebook, workspace
from scoring.deduct import deductions

AT = datetime(2021, 2, 5, 10, 0, tzinfo=BEIJING)
COST = OverdueCost("dazu-website-2020", "wording", "错情整改", Decimal(2), "测试条款", Grade.ASSUMED)


@pytest.fixture(params=DATABASES)
def work(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workspace]:
    with empty_place(request.param, tmp_path) as url:
        opened = open_database(url, must_be_current=False)
        schema.upgrade(opened)
        opened.dispose()
        with workspace(load_settings(database_url=url, data_dir=tmp_path, district="dazu")) as ready:
            yield ready


def found(work: Workspace, number: int = 1, monitor: str = "column_stale", severity: Severity = Severity.HINT) -> str:
    """A confirmed finding about 区教委's site; returns its id."""
    site = next(one for one in work.district.sites if one.unit_id == "jiaowei")
    url = f"{site.home_url}t{number}.html"
    subject = Subject(SubjectKind.PAGE, url, site.unit_id, site.id, None, None, url, f"通知{number}")
    one = Finding(f"rule-{monitor}", monitor, subject, severity, Confidence.HIGH, "说明", str(number))
    with work.database.writing() as connection:
        scan_id = scans.start(
            connection, kind=ScanKind.DAILY, as_of=AT, district="dazu", quarter_id="2021Q1", unit_ids=(),
            code_version="0", rules_version="0", started_at=AT,
        )  # fmt: skip
        findings.observe(connection, scan_id, AT, [(one, False)])
    return one.identity


def step(work: Workspace, id_: str, name: Step, day: str, due: str = "") -> None:
    at = datetime.fromisoformat(f"{day}T10:00:00+08:00")
    take(work, id_, Entry(name, "张三", at, "理由", date.fromisoformat(due) if due else None))


@pytest.mark.parametrize(
    ("monitor", "severity", "due"),
    [
        ("column_stale", Severity.ERROR, "2021-02-18"),  # 5 working days from a Friday: Sunday the 7th is worked
        ("wording_error", Severity.HINT, "2021-02-09"),
        ("wording_error", Severity.VETO, "2021-02-07"),
        ("id_number_exposed", Severity.HINT, "2021-02-07"),
        ("manual", Severity.HINT, "2021-02-18"),
    ],
)
def test_the_problem_class_sets_the_deadline(work: Workspace, monitor: str, severity: Severity, due: str) -> None:
    id_ = found(work, monitor=monitor, severity=severity)
    line = take(work, id_, Entry(Step.NOTIFY, "张三", AT))
    assert line.standing.due == date.fromisoformat(due)
    assert "依据等级 A" in line.history[-1].basis


def test_what_to_warn_of_and_what_is_late(work: Workspace) -> None:
    """One working day before: the deadline is Thursday the 18th, and the day before it is New Year's holiday."""
    id_ = found(work, severity=Severity.ERROR)
    step(work, id_, Step.NOTIFY, "2021-02-05")
    told = {
        day: ([line.finding.id for line in due_soon(work, date(2021, 2, day))], len(overdue(work, date(2021, 2, day))))
        for day in (9, 10, 17, 18, 19)
    }
    assert told == {9: ([], 0), 10: ([id_], 0), 17: ([id_], 0), 18: ([id_], 0), 19: ([], 1)}
    step(work, id_, Step.FIX, "2021-02-18")
    assert due_soon(work, date(2021, 2, 18)) == overdue(work, date(2021, 3, 1)) == []


@pytest.mark.parametrize(
    ("due", "fixed", "today", "late"),
    [
        ("2021-02-09", "2021-02-09", "2021-06-01", []),
        ("2021-02-09", "2021-02-10", "2021-06-01", ["2021-02-09"]),
        ("2021-02-09", "", "2021-02-09", []),  # the day is not over
        ("2021-02-09", "", "2021-02-10", ["2021-02-09"]),
        ("2021-02-28", "", "2021-02-28", []),
        ("2021-02-28", "", "2021-03-01", ["2021-02-28"]),  # the quarter's last day belongs to it
        ("2021-03-01", "", "2021-06-01", []),  # the next quarter's
    ],
)
def test_a_missed_deadline_belongs_to_the_quarter_it_lies_in(
    work: Workspace, due: str, fixed: str, today: str, late: list[str]
) -> None:
    id_ = found(work)
    step(work, id_, Step.NOTIFY, "2021-02-05", due)
    if fixed:
        step(work, id_, Step.FIX, fixed)
    quarter = work.district.quarter("2021Q1")
    with work.database.reading() as connection:
        told = missed_deadlines(connection, findings.listing(connection), quarter, date.fromisoformat(today))
    assert [str(day) for day in told.get(id_, [])] == late


def test_it_costs_once_a_finding_and_only_where_the_table_has_a_row(work: Workspace) -> None:
    for number in (1, 2):
        id_ = found(work, number)
        step(work, id_, Step.NOTIFY, "2021-02-05", "2021-02-09")
        step(work, id_, Step.FIX, "2021-02-19")
        step(work, id_, Step.PASS, "2021-02-20")
        step(work, id_, Step.RECUR, "2021-02-21")
        step(work, id_, Step.NOTIFY, "2021-02-22", "2021-02-23")
    book, quarter = rulebook(date(2021, 2, 1)), work.district.quarter("2021Q1")
    with work.database.reading() as connection:
        listed = findings.listing(connection)
        missed = missed_deadlines(connection, listed, quarter, date(2021, 6, 1))
    assert sorted(map(len, missed.values())) == [2, 2]
    assert list(overdue_costs(listed, missed, book)) == []  # no row in the packaged file
    costs = deductions(overdue_costs(listed, missed, book, [COST]))
    assert [(one.item, one.points) for one in costs] == [("wording", Decimal(2))] * 2
    assert "超期未整改（期限 2021-02-09、2021-02-23）" in costs[0].text
    assert list(overdue_costs(listed, missed, rulebook(date(2021, 4, 1)), [COST])) == []  # another table is in force
    scored = score(work, "2021Q1", date(2021, 6, 1))
    assert (len(scored.overdue), scored.overdue_costs) == (2, 0)


def test_the_daily_watch_tells_an_operator_of_what_is_late(work: Workspace) -> None:
    watch, again = SCHEDULED["deadline-watch"], SCHEDULED["recheck"]
    at = datetime(2021, 2, 10, 8, 30, tzinfo=BEIJING)
    assert (watch(work, at).note, watch(work, at).remind) == ("", False)
    assert again(work, at).note == "没有要复检的问题"  # what nobody was told of is left alone
    step(work, found(work), Step.NOTIFY, "2021-02-05", "2021-02-09")
    assert "超期 1 个" in watch(work, at).note and watch(work, at).remind
