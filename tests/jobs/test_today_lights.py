"""What a site or account looks like at a glance, and how many days a column has left."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from inspection.registry import Column, ColumnKind, Grade, Platform, Site
from jobs.today import Fresh, Light, Open, SiteToday, gravest
from jobs.update_windows import Rhythm, Window, update_windows

SITE = Site("office", 1, "office", "某局专栏", "http://office.example/", True, True, "测试", Grade.ASSUMED)
NEWS = Column("news", "office", ColumnKind.NEWS, "动态", "http://office.example/n/", None, True, "测试", Grade.ASSUMED)
AT = datetime(2026, 3, 20, tzinfo=UTC)
TWO_WEEKS = Window(14, 10)


def fresh(days: int | None, why: str = "", window: Window | None = TWO_WEEKS) -> Fresh:
    left = window.days - days if window and days is not None else None
    return Fresh(date(2026, 3, 1), AT, window, days, left, why)


@pytest.mark.parametrize(
    ("one", "light"),
    [
        (fresh(0), Light.GOOD),
        (fresh(9), Light.GOOD),
        (fresh(10), Light.WARN),
        (fresh(14), Light.WARN),
        (fresh(15), Light.WARN),  # late by what was read then; a fault only when a scan says so
        (fresh(3, "连接超时"), Light.UNKNOWN),
        (fresh(12, "连接超时"), Light.WARN),
        (fresh(None, "条目没有可见日期"), Light.UNKNOWN),
        (fresh(None, window=None), Light.GOOD),
        (fresh(None, "没有得出任何结论", window=None), Light.UNKNOWN),
    ],
)
def test_a_column_is_judged_by_its_days_left_and_by_what_could_be_read(one: Fresh, light: Light) -> None:
    assert one.light is light


@pytest.mark.parametrize(
    ("opened", "columns", "light"),
    [
        (Open(), [fresh(1)], Light.GOOD),
        (Open(), [], Light.UNKNOWN),  # nothing is registered: no sign of being in order
        (Open(), [fresh(1), fresh(1, "连接超时")], Light.UNKNOWN),
        (Open(), [fresh(11), fresh(1, "连接超时")], Light.WARN),
        (Open(suspected=1), [fresh(1)], Light.WARN),
        (Open(hints=1), [fresh(1)], Light.WARN),
        (Open(warnings=1), [fresh(1)], Light.WARN),
        (Open(confirmed=1), [fresh(1, "连接超时")], Light.BAD),
    ],
)
def test_a_site_shows_the_gravest_that_holds(opened: Open, columns: list[Fresh], light: Light) -> None:
    assert SiteToday(SITE, opened, tuple((NEWS, one) for one in columns)).light is light


def test_the_column_whose_window_ends_first_is_named() -> None:
    today = SiteToday(SITE, Open(), ((NEWS, fresh(None, "?")), (NEWS, fresh(3)), (NEWS, fresh(12))))
    assert today.nearest and today.nearest[1].left == 2
    assert (today.unknown, today.seen_at) == (1, AT)
    assert SiteToday(SITE, Open(), ()).nearest is None


def test_nothing_is_gravest_when_there_is_nothing() -> None:
    assert gravest() is Light.UNKNOWN


def test_the_windows_are_those_of_the_newest_tables() -> None:
    windows = update_windows()
    assert windows.columns[ColumnKind.NEWS] == Window(14, 10)
    assert windows.columns[ColumnKind.NOTICE] == Window(180, 165)
    assert ColumnKind.OVERVIEW not in windows.columns
    assert set(windows.accounts) == set(Platform)
    assert windows.accounts[Platform.WEIBO] == Window(14, 10)
    assert windows.rhythms[Platform.WECHAT_SERVICE] == Rhythm(2, 2)
    assert windows.rhythms[Platform.WEIBO] == Rhythm(3, 1)
