"""复发 under another key: the same column is late again, and the ledger says so without counting anything twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from databases import DATABASES, empty_place
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from config.deadlines import load_deadlines
from config.settings import load_settings
from db import findings, ledger, recurrences, scans, schema
from db.engine import open_database
from inspection.finding import Confidence, Finding, Severity, Subject, SubjectKind
from inspection.ledger import Entry, State, Step
from inspection.moment import BEIJING
from inspection.rule import ScanKind
from jobs.ledger import show
from jobs.recurrences import link_returns, reopen_recurring
from jobs.workspace import Workspace, workspace

AT = datetime(2021, 2, 5, 10, 0, tzinfo=BEIJING)
RULE = load_deadlines().recurrence
COLUMN = Subject(SubjectKind.COLUMN, "jiaowei-news", "jiaowei", "jiaowei", "jiaowei-news", None, "http://x/", "要闻")


@pytest.fixture(params=DATABASES)
def work(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workspace]:
    with empty_place(request.param, tmp_path) as url:
        opened = open_database(url, must_be_current=False)
        schema.upgrade(opened)
        opened.dispose()
        with workspace(load_settings(database_url=url, data_dir=tmp_path, district="dazu")) as ready:
            yield ready


def late(newest: str, severity: Severity = Severity.ERROR, monitor: str = "column_stale", **other: str) -> Finding:
    subject = replace(COLUMN, **other)  # type: ignore[arg-type]
    return Finding("website.news-stale", monitor, subject, severity, Confidence.HIGH, "超期", newest)


def scan(work: Workspace, days: int, *seen: Finding, review: bool = False) -> list[str]:
    """A scan so many days after the first day; ids of what it reopened."""
    at = AT + timedelta(days=days)
    with work.database.writing() as cx:
        scan_id = scans.start(
            cx, kind=ScanKind.WEEKLY, as_of=at, district="dazu", quarter_id=None, unit_ids=(), code_version="0",
            rules_version="0", started_at=at,
        )  # fmt: skip
        findings.observe(cx, scan_id, at, [(one, review) for one in seen])
        return reopen_recurring(cx, scans.get(cx, scan_id), seen)


def mended(work: Workspace, one: Finding, days: int) -> None:
    with work.database.writing() as cx:
        for step in (Step.FIX, Step.PASS):
            ledger.take_step(cx, one.identity, Entry(step, "张三", AT + timedelta(days=days)))


FIRST, SECOND, THIRD = late("2021-01-20"), late("2021-03-01"), late("2021-06-01")


def test_a_column_that_is_late_again_is_the_return_of_the_one_that_had_passed(work: Workspace) -> None:
    scan(work, 0, FIRST)
    mended(work, FIRST, 3)
    assert scan(work, 40, SECOND) == []
    line, before = show(work, SECOND.identity), show(work, FIRST.identity)
    assert (line.standing.state, line.earlier_id, line.returns) == (State.CONFIRMED, FIRST.identity, 1)
    assert (before.standing.state, before.later_ids, before.returns) == (State.PASSED, (SECOND.identity,), 0)
    mended(work, SECOND, 45)
    scan(work, 130, THIRD)
    third = show(work, THIRD.identity)
    assert (third.earlier_id, third.returns) == (SECOND.identity, 2)


def test_both_ways_of_coming_back_are_counted_along_the_chain(work: Workspace) -> None:
    scan(work, 0, FIRST)
    mended(work, FIRST, 3)
    assert scan(work, 5, FIRST) == [FIRST.identity]  # the same episode: reopened
    mended(work, FIRST, 8)
    scan(work, 40, SECOND)
    assert (show(work, FIRST.identity).returns, show(work, SECOND.identity).returns) == (1, 2)


@pytest.mark.parametrize(
    ("again", "days", "linked"),
    [
        (SECOND, 368, True),  # passed on day 3: the last day within the year
        (SECOND, 369, False),
        (late("2021-03-01", Severity.VETO), 40, True),  # graver now, but the same rule and column
        (late("2021-03-01", Severity.WARNING), 40, False),  # nothing is late yet
        (late("2021-03-01", id="jiaowei-notice"), 40, False),  # another column
        (late("2021-03-01", monitor="wording_error"), 40, False),  # its keys are words: other words, another fault
    ],
)
def test_what_counts_as_the_same_problem(work: Workspace, again: Finding, days: int, linked: bool) -> None:
    scan(work, 0, FIRST)
    mended(work, FIRST, 3)
    scan(work, days, again)
    assert show(work, again.identity).earlier_id == (FIRST.identity if linked else "")


@pytest.mark.parametrize("steps", [[], [Step.FIX], [Step.FIX, Step.PASS, Step.APPEAL], [Step.DISMISS]])
def test_only_what_had_passed_comes_back(work: Workspace, steps: list[Step]) -> None:
    scan(work, 0, FIRST)
    with work.database.writing() as cx:
        for step in steps:
            ledger.take_step(cx, FIRST.identity, Entry(step, "张三", AT + timedelta(days=1), "理由"))
    scan(work, 40, SECOND)
    assert show(work, SECOND.identity).earlier_id == ""


def test_what_passed_only_after_the_new_one_was_seen_is_no_return(work: Workspace) -> None:
    scan(work, 0, FIRST)
    scan(work, 10, SECOND)
    mended(work, FIRST, 12)
    scan(work, 14, SECOND)
    assert show(work, SECOND.identity).earlier_id == ""


def test_judged_again_nothing_is_linked_twice_and_a_link_cannot_be_changed(work: Workspace) -> None:
    scan(work, 0, FIRST)
    mended(work, FIRST, 3)
    scan(work, 40, SECOND)
    scan(work, 41, SECOND)
    with work.database.writing() as cx:
        newest = scans.latest(cx, "dazu")
        assert newest is not None
        assert link_returns(cx, newest, [SECOND], RULE) == []
        assert link_returns(cx, newest, [SECOND], None) == []
    for change in ("UPDATE recurrences SET number = 9", "DELETE FROM recurrences"):
        with pytest.raises(DBAPIError, match="append-only"), work.database.writing() as cx:
            cx.execute(text(change))
    with work.database.reading() as cx:
        assert recurrences.returns(cx, [SECOND.identity])[SECOND.identity].number == 1


def test_a_return_has_its_own_state_and_its_own_deadline(work: Workspace) -> None:
    scan(work, 0, FIRST)
    mended(work, FIRST, 3)
    scan(work, 40, SECOND, review=True)
    assert show(work, SECOND.identity).standing.state is State.SUSPECTED, "a link confirms nothing"
    with work.database.reading() as cx:
        seen = {one.id: [seen.as_of for seen in one.observations] for one in findings.listing(cx)}
    assert [len(seen[one.identity]) for one in (FIRST, SECOND)] == [1, 1], "no observation counts for both"
