"""Verdicts and closings; and that history cannot be changed, not even by SQL."""

from __future__ import annotations

from datetime import timedelta

import pytest
from db_world import NOW, begin, day, finding, subject, verdict
from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from db import articles, closings, decisions, findings
from db import verdicts as records
from db.articles import ArticleSeen
from db.engine import Database
from db.tables import APPEND_ONLY, metadata, verdicts
from db.verdicts import Tally, UnknownRow
from inspection.outcome import Outcome


def test_passes_are_counted_and_the_rest_is_kept(database: Database) -> None:
    with database.writing() as cx:
        scan_id = begin(cx)
        records.record(cx, scan_id, [verdict(Outcome.PASS, f"{n}.html") for n in range(40)])
        records.record(
            cx,
            scan_id,
            [
                verdict(Outcome.PASS),
                verdict(Outcome.NOT_APPLICABLE),
                verdict(Outcome.FAIL),
                verdict(Outcome.UNKNOWN, "b.html", reason="超时未打开"),
                verdict(Outcome.MANUAL, rule="M-01", reason="请人工查看"),
            ],
        )
        assert records.tallies(cx, scan_id) == [
            Tally("M-01", "office", None, Outcome.MANUAL, 1),
            Tally("W-01", "office", None, Outcome.FAIL, 1),
            Tally("W-01", "office", None, Outcome.NOT_APPLICABLE, 1),
            Tally("W-01", "office", None, Outcome.PASS, 41),
            Tally("W-01", "office", None, Outcome.UNKNOWN, 1),
        ]
        about = subject("b.html")
        assert records.unknowns(cx, scan_id) == [
            UnknownRow(
                "W-01",
                about.kind,
                about.id,
                "office",
                "office",
                "office-news",
                None,
                about.url,
                about.title,
                "超时未打开",
            )
        ]
        assert cx.scalar(select(func.count()).select_from(verdicts)) == 3
        assert records.tallies(cx, begin(cx)) == []


def test_a_scan_judged_anew_answers_from_its_newest_judging(database: Database) -> None:
    with database.writing() as cx:
        scan_id, other = begin(cx), begin(cx)
        for one in (scan_id, other):
            records.record(cx, one, [verdict(Outcome.UNKNOWN, reason="中断")])
        records.begin(cx, scan_id)
        records.record(cx, scan_id, [verdict(Outcome.PASS)])
        assert records.tallies(cx, scan_id) == [Tally("W-01", "office", None, Outcome.PASS, 1)]
        assert records.unknowns(cx, scan_id) == []
        assert len(records.unknowns(cx, other)) == 1


def test_a_closed_quarter_is_frozen_in_versions(database: Database) -> None:
    with database.writing() as cx:
        assert closings.closing(cx, "2021Q1", "river") is None
        for document in ('{"分": 1}', '{"分": 1}', '{"分": 2}'):
            closings.close(cx, "2021Q1", "river", NOW, "王", document, document[-2] * 64)
        last = closings.closing(cx, "2021Q1", "river")
        assert last is not None
        assert (last.version, last.document, last.closed_at, last.who) == (2, '{"分": 2}', NOW, "王")
        assert closings.closing(cx, "2021Q1", "hill") is None


def fill(cx: Connection) -> None:
    """At least one row in every append-only table."""
    scan_id = begin(cx)
    articles.see(
        cx, scan_id, day(0), [ArticleSeen("http://office.example/a", None, None, None, "题", "2021-01-04", None)]
    )
    records.record(cx, scan_id, [verdict(Outcome.FAIL)])
    findings.observe(cx, scan_id, day(0), [(finding(), True)])
    decisions.decide(cx, finding().identity, "confirm", "王", NOW, "")
    closings.close(cx, "2021Q1", "river", NOW, "王", "{}", "0" * 64)


@pytest.mark.parametrize("name", APPEND_ONLY)
def test_history_cannot_be_changed_or_removed(database: Database, name: str) -> None:
    table = metadata.tables[name]
    with database.writing() as cx:
        fill(cx)
        assert cx.scalar(select(func.count()).select_from(table)) == 1
    for change in (update(table).values(id=7), delete(table)):
        with pytest.raises(DBAPIError, match=f"{name} is append-only"), database.writing() as cx:
            cx.execute(change)


def test_a_record_without_its_scan_is_refused(database: Database) -> None:
    row = {"scan_id": 99, "judging": 0, "rule": "W-01", "outcome": "pass", "count": 1}
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"), database.writing() as cx:
        cx.execute(insert(metadata.tables["verdict_tallies"]), row)


def test_reading_never_writes_and_sees_one_moment(database: Database) -> None:
    with database.writing() as cx:
        begin(cx)
    count = select(func.count()).select_from(metadata.tables["scans"])
    with database.reading() as reader:
        assert reader.scalar(count) == 1
        with database.writing() as cx:
            begin(cx, day(0) + timedelta(days=1))
        assert reader.scalar(count) == 1
    with pytest.raises(Exception, match="只读"), database.reading() as cx:
        begin(cx)
    with database.reading() as cx:
        assert cx.scalar(count) == 2


def test_an_exception_rolls_everything_back(database: Database) -> None:
    with pytest.raises(KeyError), database.writing() as cx:
        fill(cx)
        raise KeyError
    with database.reading() as cx:
        assert cx.scalar(select(func.count()).select_from(metadata.tables["scans"])) == 0
