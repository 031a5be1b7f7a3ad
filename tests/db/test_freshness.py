"""What is remembered of how fresh columns and accounts were."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from db_world import begin, day

from db import freshness
from db.engine import Database
from db.freshness import Seen
from inspection.finding import SubjectKind
from inspection.freshness import Freshness

OLD, NEW = date(2021, 1, 2), date(2021, 1, 8)


def column(as_of: datetime, newest: date | None, gap: str = "") -> Freshness:
    return Freshness(SubjectKind.COLUMN, "office-news", "office", as_of, newest, gap)


def account(as_of: datetime, items: dict[date, int]) -> Freshness:
    return Freshness(SubjectKind.ACCOUNT, "weibo", None, as_of, max(items, default=None), "", items)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (column(day(5), OLD), column(day(7), NEW), (day(7), NEW, "")),
        (column(day(7), NEW), column(day(5), OLD), (day(7), NEW, "")),  # judged later, but about an earlier moment
        (column(day(7), NEW), column(day(7), OLD), (day(7), OLD, "")),  # the same moment judged anew
        (column(day(5), NEW), column(day(7), OLD), (day(7), OLD, "")),  # an item was taken away
        (column(day(5), NEW), column(day(7), None, "连接超时"), (day(7), NEW, "连接超时")),
        (column(day(5), None, "连接超时"), column(day(7), NEW), (day(7), NEW, "")),
    ],
)
def test_the_newest_judging_counts_and_a_known_day_outlives_a_page_that_could_not_be_read(
    database: Database, first: Freshness, second: Freshness, told: tuple[datetime, date | None, str]
) -> None:
    with database.writing() as cx:
        for one in (first, second):
            scan_id = begin(cx, one.as_of)
            freshness.keep(cx, "river", scan_id, [one])
    with database.reading() as cx:
        seen = freshness.of_kind(cx, "river", SubjectKind.COLUMN)["office-news"]
        assert freshness.of_kind(cx, "lake", SubjectKind.COLUMN) == {}
        assert freshness.of_kind(cx, "river", SubjectKind.ACCOUNT) == {}
    assert isinstance(seen, Seen)
    assert (seen.as_of, seen.newest, seen.gap) == told


def test_posts_add_up_over_the_readings_of_a_feed_that_shows_only_the_last_ones(database: Database) -> None:
    with database.writing() as cx:
        scan_id = begin(cx)
        freshness.keep(cx, "river", scan_id, [account(day(5), {OLD: 3, date(2021, 1, 5): 1})])
        freshness.keep(cx, "river", scan_id, [account(day(7), {date(2021, 1, 5): 2, NEW: 1, OLD: 1})])
    with database.reading() as cx:
        assert freshness.posts_by_day(cx, "river", "weibo", OLD) == {OLD: 3, date(2021, 1, 5): 2, NEW: 1}
        assert freshness.posts_since(cx, "river", date(2021, 1, 5)) == {"weibo": 3}
        assert freshness.posts_since(cx, "river", date(2021, 1, 9)) == {}
