"""Scans: recorded, resumed, listed."""

from __future__ import annotations

from datetime import datetime

import pytest
from db_world import MONDAY, NOW, begin, day

from db import scans
from db.engine import Database
from inspection.rule import ScanKind


def test_a_scan_comes_back_as_it_was_started(database: Database) -> None:
    with database.writing() as cx:
        scan = scans.get(cx, begin(cx, unit_ids={"b", "a"}, quarter_id=None))
    assert (scan.kind, scan.as_of, scan.district, scan.quarter_id) == (ScanKind.WEEKLY, MONDAY, "river", None)
    assert (scan.unit_ids, scan.state, scan.finished_at, scan.coverage) == ({"a", "b"}, "running", None, {})
    assert (scan.code_version, scan.rules_version) == ("0.1.0", "table-1")
    assert str(scan.as_of) == "2021-01-04 02:00:00+00:00"


def test_states_and_coverage_follow_the_scan(database: Database) -> None:
    with database.writing() as cx:
        scan_id = begin(cx)
        for state, coverage, finished_at, stored in (
            ("fetched", {"已读": 3}, None, {"已读": 3}),
            ("interrupted", None, NOW, {"已读": 3}),
            ("running", None, None, {"已读": 3}),
            ("judged", {"已读": 4, "未读": ["a", None]}, NOW, {"已读": 4, "未读": ["a", None]}),
        ):
            scans.set_state(cx, scan_id, state, NOW, coverage)  # type: ignore[arg-type]
            scan = scans.get(cx, scan_id)
            assert (scan.state, scan.finished_at, scan.coverage) == (state, finished_at, stored)


def test_an_unknown_scan_is_a_lookup_error(database: Database) -> None:
    with database.writing() as cx:
        for ask in (lambda: scans.get(cx, 7), lambda: scans.set_state(cx, 7, "judged", NOW)):
            with pytest.raises(LookupError):
                ask()


@pytest.mark.parametrize(
    ("asked", "resumed"),
    [
        ({}, True),
        ({"unit_ids": {"b", "a"}}, True),
        ({"unit_ids": frozenset()}, False),
        ({"unit_ids": {"a"}}, False),
        ({"kind": ScanKind.DAILY}, False),
        ({"as_of": day(1)}, False),
        ({"district": "hill"}, False),
    ],
)
def test_only_the_same_question_is_resumed(database: Database, asked: dict[str, object], resumed: bool) -> None:
    question = {"kind": ScanKind.WEEKLY, "as_of": MONDAY, "district": "river", "unit_ids": {"a", "b"}} | asked
    with database.writing() as cx:
        scan_id = begin(cx, unit_ids={"a", "b"})
        scans.set_state(cx, scan_id, "interrupted", NOW)
        found = scans.unfinished(cx, **question)  # type: ignore[arg-type]
        assert (found is not None and found.id == scan_id) is resumed
        scans.set_state(cx, scan_id, "judged", NOW)
        assert scans.unfinished(cx, **question) is None  # type: ignore[arg-type]


def test_a_quarter_lists_its_scans_by_moment(database: Database) -> None:
    with database.writing() as cx:
        late, early = begin(cx, day(7)), begin(cx, day(0))
        check = begin(cx, day(3), kind=ScanKind.QUARTER)
        begin(cx, day(1), quarter_id="2020Q4")
        begin(cx, day(9), district="hill")
        assert [scan.id for scan in scans.of_quarter(cx, "2021Q1", "river")] == [early, check, late]
        assert [scan.id for scan in scans.of_quarter(cx, "2021Q1", "river", ScanKind.QUARTER)] == [check]
        newest = scans.latest(cx, "river")
        assert newest is not None and newest.id == late
        assert scans.latest(cx, "sea") is None


def test_the_newest_of_a_kind_that_was_judged(database: Database) -> None:
    with database.writing() as cx:
        judged, open_, check = begin(cx, day(7)), begin(cx, day(14)), begin(cx, day(21), kind=ScanKind.QUARTER)
        for scan in (judged, check):
            scans.set_state(cx, scan, "judged", day(30))
        newest = scans.latest(cx, "river", kind=ScanKind.WEEKLY, state="judged")
        assert newest is not None and newest.id == judged
        running = scans.latest(cx, "river", kind=ScanKind.WEEKLY)
        assert running is not None and running.id == open_
        assert scans.latest(cx, "river", kind=ScanKind.DAILY) is None


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="without a time zone"), database.writing() as cx:
        begin(cx, datetime(2021, 1, 4))
