"""Working days by the official calendar, and where there is none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.deadlines import load_calendar
from inspection.working_days import WorkCalendar, spans

OFFICIAL = load_calendar()
MONDAY_TO_FRIDAY = WorkCalendar()
days = st.dates(date(2020, 1, 1), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2020-01-19", True),  # 周日，春节调休上班
        ("2020-01-31", False),  # 春节假期延长
        ("2020-02-01", False),  # 原定调休上班，延长后放假
        ("2020-02-03", True),
        ("2021-02-11", False),  # 除夕
        ("2021-02-20", True),  # 周六上班
        ("2022-10-09", True),
        ("2022-12-31", False),
        ("2023-10-07", True),
        ("2024-02-09", True),  # 除夕当天鼓励休假，不是放假
        ("2024-04-07", True),
        ("2025-01-28", False),
        ("2026-01-02", False),
        ("2026-01-04", True),
        ("2026-02-28", True),
        ("2026-11-23", True),
        ("2026-11-22", False),
    ],
)
def test_days_of_the_official_calendar(day: str, working: bool) -> None:
    assert OFFICIAL.is_working(date.fromisoformat(day)) is working


@pytest.mark.parametrize(
    ("announced", "count", "due"),
    [
        ("2021-02-08", 4, "2021-02-19"),  # 春节 2 月 11—17 日在内
        ("2021-02-08", 5, "2021-02-20"),  # 调休的周六算一天
        ("2021-02-05", 1, "2021-02-07"),  # 周五通报，周日调休上班
        ("2021-09-30", 3, "2021-10-11"),  # 8、9（调休）、11
        ("2022-12-30", 1, "2023-01-03"),  # 跨年
        ("2026-03-06", 1, "2026-03-09"),
        ("2026-03-07", 1, "2026-03-09"),  # 周六通报
        ("2026-03-09", 0, "2026-03-09"),
        ("2026-03-07", 0, "2026-03-09"),
    ],
)
def test_deadlines(announced: str, count: int, due: str) -> None:
    assert OFFICIAL.after(date.fromisoformat(announced), count) == date.fromisoformat(due)


@given(days, st.integers(1, 15))
def test_a_deadline_is_worked_and_exactly_so_many_working_days_away(day: date, count: int) -> None:
    due = OFFICIAL.after(day, count)
    assert OFFICIAL.is_working(due) and due > day
    assert OFFICIAL.between(day, due) == count


@given(days, st.integers(1, 10), st.integers(1, 10))
def test_deadlines_add_up(day: date, first: int, second: int) -> None:
    assert OFFICIAL.after(OFFICIAL.after(day, first), second) == OFFICIAL.after(day, first + second)


@given(days, days)
def test_counting_is_additive_and_never_negative(one: date, other: date) -> None:
    first, last = sorted((one, other))
    middle = first + (last - first) // 2
    assert OFFICIAL.between(first, last) == OFFICIAL.between(first, middle) + OFFICIAL.between(middle, last)
    assert OFFICIAL.between(last, first) == 0


@given(days, st.integers(1, 15))
def test_a_later_announcement_never_has_an_earlier_deadline(day: date, count: int) -> None:
    assert OFFICIAL.after(day, count) <= OFFICIAL.after(day + timedelta(days=1), count)


@given(st.dates(date(2030, 1, 1), date(2040, 1, 1)), st.integers(1, 15))
def test_without_a_calendar_it_is_monday_to_friday(day: date, count: int) -> None:
    assert OFFICIAL.after(day, count) == MONDAY_TO_FRIDAY.after(day, count)
    assert OFFICIAL.doubt(day, OFFICIAL.after(day, count))


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        ("2026-12-01", "2026-12-31", ""),
        ("2026-12-28", "2027-01-04", "2027"),
        ("2019-12-30", "2020-01-02", "2019"),
        ("2027-01-01", "2028-01-01", "2027、2028"),
    ],
)
def test_a_year_without_a_published_calendar_is_said(first: str, last: str, years: str) -> None:
    said = OFFICIAL.doubt(date.fromisoformat(first), date.fromisoformat(last))
    assert f"没有{years}年的放假安排" in said if years else said == ""


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(ValueError, match="不能是负数"):
        OFFICIAL.after(date(2026, 1, 5), -1)
    never = WorkCalendar(off=spans([(date(2026, 1, 1), date(2046, 1, 1))]))
    with pytest.raises(ValueError, match="期限太长"):
        never.after(date(2026, 1, 5), 1)
