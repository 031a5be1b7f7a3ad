"""Lists of the ledger: what is asked for is found, in order, page by page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from db_world import begin, day, finding, subject

from db import findings, ledger, ledger_pages
from db.engine import Connection, Database
from db.ledger_pages import Mark, Wanted
from inspection.finding import Confidence
from inspection.ledger import Entry, State, Step
from inspection.moment import beijing_day

MANY = [
    finding(
        f"{number}.html", rule=f"W-0{number % 3}", confidence=list(Confidence)[number % 3],
        subject=subject(f"{number}.html", unit_id=f"unit{number % 4}"),
    )
    for number in range(13)
]  # fmt: skip


@pytest.fixture
def stocked(database: Database) -> Database:
    """Thirteen findings: every second suspected; of the others some announced with different deadlines, one passed."""
    with database.writing() as cx:
        findings.observe(cx, begin(cx), day(0), [(one, number % 2 == 0) for number, one in enumerate(MANY)])
        for number in (1, 3, 5, 7):
            due = beijing_day(day(1)) + timedelta(days=20 - number)
            ledger.take_step(cx, MANY[number].identity, Entry(Step.NOTIFY, "张三", day(1), due=due))
        for step in (Step.FIX, Step.PASS):
            ledger.take_step(cx, MANY[7].identity, Entry(step, "张三", day(2)))
    return database


def listed(cx: Connection, **wanted: Any) -> list[int]:
    order = [one.identity for one in MANY]
    return [order.index(row.id) for row in ledger_pages.page(cx, Wanted(**wanted)).rows]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"states": frozenset({State.NOTIFIED})}, [5, 3, 1]),  # the nearest deadline first
        ({"open": False}, [7]),
        ({"states": frozenset({State.CONFIRMED})}, {9, 11}),
        ({"hidden": frozenset({State.SUSPECTED}), "open": True}, {1, 3, 5, 9, 11}),
        ({"unit_ids": frozenset({"unit1"})}, {1, 5, 9}),
        ({"unit_ids": frozenset({"unit1", "unit3"}), "states": frozenset({State.NOTIFIED})}, [5, 3, 1]),
        ({"rule": "W-01", "open": True}, {1, 4, 10}),
        ({"due_by": beijing_day(day(1)) + timedelta(days=17)}, [5, 3]),
        ({"overdue_on": beijing_day(day(1)) + timedelta(days=17)}, [5]),
        ({"first_day": date(2021, 1, 4), "last_day": date(2021, 1, 4), "rule": "W-02"}, {2, 5, 8, 11}),
        ({"first_day": date(2021, 1, 5), "last_day": date(2021, 3, 4)}, set()),
        ({"site_id": "office", "account_id": "x"}, set()),
    ],
)
def test_all_that_is_asked_for_and_nothing_else(stocked: Database, wanted: dict[str, Any], found: Any) -> None:
    with stocked.reading() as cx:
        got = listed(cx, **wanted)
        assert (got if isinstance(found, list) else set(got)) == found
        assert ledger_pages.count(cx, Wanted(**wanted), 100) == len(found)


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(first_day=date(2021, 1, 1), last_day=date(2021, 2, 1))])
def test_pages_follow_each_other_without_gap_or_overlap_and_lead_back(stocked: Database, wanted: Wanted) -> None:
    pages, after = [], None
    with stocked.reading() as cx:
        whole = [row.id for row in ledger_pages.page(cx, wanted).rows]
        while not pages or pages[-1].older:
            pages.append(ledger_pages.page(cx, wanted, after=after, size=4))
            after = pages[-1].rows[-1].mark
        for here, before in zip(pages[1:], pages, strict=False):
            back = ledger_pages.page(cx, wanted, before=here.rows[0].mark, size=4)
            assert (back.rows, back.newer) == (before.rows, before.newer)
    assert [row.id for one in pages for row in one.rows] == whole
    assert [len(one.rows) for one in pages] == [4, 4, 4, 1]


def test_a_finding_seen_before_and_after_a_window_is_not_in_it(database: Database) -> None:
    with database.writing() as cx:
        for number in (0, 100):
            findings.observe(cx, begin(cx, day(number)), day(number), [(MANY[0], False)])
        first = beijing_day(day(0))
        assert listed(cx, first_day=first + timedelta(1), last_day=first + timedelta(99)) == []
        assert listed(cx, first_day=first + timedelta(1), last_day=first + timedelta(100)) == [0]


def test_the_review_goes_through_all_suspected_ones_the_least_certain_first(stocked: Database) -> None:
    with stocked.reading() as cx:
        here: str | None = ledger_pages.first_to_review(cx, Wanted())
        walked: list[str] = []
        while here is not None:
            back, on = ledger_pages.neighbours(cx, Wanted(), here)
            assert back == (walked[-1] if walked else None)
            walked.append(here)
            here = on
        rows = [ledger_pages.one(cx, one) for one in walked]
    assert sorted(walked) == sorted(MANY[number].identity for number in range(0, 13, 2))
    sure = [list(Confidence).index(row.confidence) for row in rows if row]
    assert sure == sorted(sure, reverse=True)


@pytest.mark.parametrize("text", ["", "1-2", "a-b-c", "1-2-3-4", "99999999999-1-ab", "1-1-<script>", "1--2"])
def test_a_mark_that_nobody_wrote_is_none(text: str) -> None:
    assert Mark.read(text) is None


def test_a_mark_is_read_back() -> None:
    assert Mark.read(str(Mark(737800, 1, "00ff"))) == Mark(737800, 1, "00ff")
