"""What earlier scans saw of an article, told from a real database and stored lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from db import articles, scans, schema, visits
from db.articles import ArticleSeen
from db.engine import Connection, Database, open_database
from db.snapshots import SnapshotStore
from facts.history import ArticleHistory, Sibling
from facts.trs_address import read_address
from inspection.moment import BEIJING
from inspection.rule import ScanKind
from inspection.visit import Role, Target, Visit
from jobs.article_histories import HistoryReader

LIST = "http://office.example/dt/index.html"
LATE = "http://office.example/dt/202101/t20210104_900.html"
FIRST, SECOND = datetime(2021, 2, 1, tzinfo=BEIJING), datetime(2021, 2, 8, tzinfo=BEIJING)


def begin(cx: Connection, moment: datetime) -> int:
    return scans.start(
        cx, kind=ScanKind.WEEKLY, as_of=moment, district="village", quarter_id=None, unit_ids=(), code_version="1",
        rules_version="r", started_at=moment,
    )  # fmt: skip


Row = tuple[int, str, str]  # docid, day, title
OLD: list[Row] = [(n, f"2021-01-{n - 80:02}", f"例行工作动态第{n}期") for n in range(100, 80, -1)]
NEW: Row = (900, "2021-01-04", "补录的一条动态")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'x.db'}", must_be_current=False, busy_timeout=5)
    schema.upgrade(opened)
    yield opened
    opened.dispose()


def address(row: Row) -> str:
    return f"http://office.example/dt/{row[1][:4]}{row[1][5:7]}/t{row[1].replace('-', '')}_{row[0]}.html"


def page(rows: list[Row], more: int) -> bytes:
    items = "".join(f"<li class=clearfix><a href='{address(row)}'>{row[2]}</a><span>{row[1]}</span>" for row in rows)
    return f"<title>动态</title><ul class=tab-item>{items}</ul><script>createPage({more})</script>".encode()


class Portal:
    """One column, scanned week by week."""

    def __init__(self, database: Database, snapshots: SnapshotStore) -> None:
        self.database, self.snapshots = database, snapshots

    def scan(self, moment: datetime, rows: list[Row], *, pages: int = 3, listed: bytes | None = None) -> None:
        with self.database.writing() as cx:
            scan = begin(cx, moment)
            body = self.snapshots.put(page(rows, pages) if listed is None else listed)
            target = Target(LIST, Role.LIST, "office", "news")
            visits.add(cx, scan, [Visit(target, LIST, 200, (), body, None, "", moment)])
            articles.see(cx, scan, moment, [_seen(row) for row in rows])

    def history(self, url: str, moment: datetime) -> ArticleHistory:
        return HistoryReader(self.database, self.snapshots, "office", moment).of([url])[url]


def _seen(row: Row) -> ArticleSeen:
    url = address(row)
    return ArticleSeen(url, "office", "news", read_address(url).docid, row[2], row[1], None)


@pytest.fixture
def portal(database: Database, tmp_path: Path) -> Portal:
    return Portal(database, SnapshotStore(tmp_path / "snapshots"))


def test_a_list_that_reached_back_and_lacked_it(portal: Portal) -> None:
    portal.scan(FIRST, OLD)
    portal.scan(SECOND, [NEW, *OLD])
    found = portal.history(LATE, SECOND)
    assert (found.first_seen, found.absent) == (SECOND.date(), FIRST.date())
    assert found.listed == ((SECOND.date(), date(2021, 1, 4)),)
    assert Sibling(100, date(2021, 1, 20)) in found.siblings and len(found.siblings) == len(OLD) + 1


def test_a_judgement_of_an_old_scan_knows_nothing_of_later_ones(portal: Portal) -> None:
    portal.scan(FIRST, OLD)
    portal.scan(SECOND, [(100, "2021-02-05", OLD[0][2]), *OLD[1:]])
    url = address(OLD[1])
    assert portal.history(url, FIRST + timedelta(days=1)).siblings[-1] == Sibling(100, date(2021, 1, 20))


@pytest.mark.parametrize(
    "case",
    ["first scan", "list does not reach back", "list held it under another address", "list not readable"],
)
def test_nothing_is_said_without_a_list_that_certainly_lacked_it(portal: Portal, case: str) -> None:
    if case == "list does not reach back":
        portal.scan(FIRST, OLD[:10])
    if case == "list held it under another address":
        portal.scan(FIRST, [(7, "2021-01-04", NEW[2]), *OLD])
    if case == "list not readable":
        portal.scan(FIRST, OLD, listed=b"\0\0")
    portal.scan(SECOND, [NEW, *OLD])
    assert portal.history(LATE, SECOND).absent is None


def test_an_article_that_moved_was_first_met_at_its_old_address(portal: Portal) -> None:
    portal.scan(FIRST, [(7, "2021-01-04", NEW[2]), *OLD])
    portal.scan(SECOND, [NEW, *OLD])
    assert portal.history(LATE, SECOND).first_seen == FIRST.date()


def test_every_day_that_a_list_showed(portal: Portal) -> None:
    url = address(OLD[0])
    portal.scan(FIRST, OLD)
    with portal.database.writing() as cx:
        scan = begin(cx, SECOND)
        articles.see(cx, scan, SECOND, [ArticleSeen(url, "office", "news", 100, OLD[0][2], "2020-12-01", None)])
    found = portal.history(url, SECOND)
    assert found.listed == ((FIRST.date(), date(2021, 1, 20)), (SECOND.date(), date(2020, 12, 1)))
    assert found.earlier_day(date(2020, 12, 1)) == (FIRST.date(), date(2021, 1, 20))
    assert found.earlier_day(date(2021, 1, 20)) is None
