"""Dates as Chinese pages and feeds write them, read on 2021-02-27 00:47 in Beijing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from look_alikes import AS_OF

from facts.chinese_dates import find_days, latest_such_day, read_date, read_machine_moment
from inspection.moment import BEIJING

DAY = date(2021, 2, 25)


def at(hour: int, minute: int, second: int = 0, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2021-02-25", DAY),
        ("2021/2/25", DAY),
        ("2021.02.25", DAY),
        ("2021年2月25日", DAY),
        ("2021 年 02 月 25 日", DAY),
        ("２０２１年２月２５日", DAY),
        ("二〇二一年二月二十五日", DAY),
        ("二○二一年二月廿五日", DAY),
        ("二0二一年十二月三十一日", date(2021, 12, 31)),
        ("二零二一年十月十日", date(2021, 10, 10)),
        ("20210225", DAY),
        ("发布时间：2021-02-25 来源：示例镇", DAY),
        ("2021-02-25 10:00", at(10, 0)),
        ("2021-02-25T10:00:05", at(10, 0, 5)),
        ("2021-02-25T02:00:00Z", at(10, 0)),
        ("2021-02-24T22:00:00-04:00", at(10, 0)),
        ("2021年02月25日08:18", at(8, 18)),
        ("2021年2月25日 15时30分", at(15, 30)),
        ("2021年2月25日 9时", at(9, 0)),
        ("2021年2月25日（星期四）下午3:20", at(15, 20)),
        ("2021/2/25 上午9：05", at(9, 5)),
        ("2021-02-25 25:61", DAY),
        ("[02-25]", DAY),
        ("02-25 09:30", at(9, 30)),
        ("2月25日", DAY),
        ("02/28", date(2020, 2, 28)),
        ("12-31", date(2020, 12, 31)),
        ("02-29", date(2020, 2, 29)),
        ("刚刚", AS_OF),
        ("5分钟前", AS_OF - timedelta(minutes=5)),
        ("2小时前", AS_OF - timedelta(hours=2)),
        ("昨天 12:30", at(12, 30, day=date(2021, 2, 26))),
        ("昨天", date(2021, 2, 26)),
        ("前天", DAY),
        ("3天前", date(2021, 2, 24)),
        ("今日 00:10", at(0, 10, day=date(2021, 2, 27))),
        ("2021年2月30日", None),
        ("02-30", None),
        ("13-01", None),
        ("二〇二一年二月三十日", None),
        ("2021年13月1日", None),
        ("第12-15号", None),
        ("1-10月投资增长", None),
        ("192.168.2021.2.25", None),
        ("渝府办发〔2021〕25号", None),
        ("", None),
        ("没有日期", None),
    ],
)
def test_read_date(text: str, value: datetime | date | None) -> None:
    found = read_date(text, AS_OF)

    assert found == value
    assert isinstance(found, datetime) == isinstance(value, datetime)


def test_every_absolute_day_of_a_text_is_found_with_its_place() -> None:
    text = "自2021年2月1日起，至二〇二一年三月一日止；2021-02-30无效，编号2021.1234567，2021/02/25截止。"

    found = [(day, text[start:end]) for day, start, end in find_days(text)]

    assert found == [
        (date(2021, 2, 1), "2021年2月1日"),
        (date(2021, 3, 1), "二〇二一年三月一日"),
        (DAY, "2021/02/25"),
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Tue Jun 08 09:35:04 +0800 2021", datetime(2021, 6, 8, 9, 35, 4, tzinfo=BEIJING)),
        ("Sat, 31 Dec 2005 06:15:55 +0000", datetime(2005, 12, 31, 6, 15, 55, tzinfo=UTC)),
        ("Sat, 31 Dec 2005 06:15:55 GMT", datetime(2005, 12, 31, 6, 15, 55, tzinfo=UTC)),
        ("2021-02-25T02:00:00.123Z", datetime(2021, 2, 25, 2, 0, 0, 123000, tzinfo=UTC)),
        ("2021-02-25 10:00:00", at(10, 0)),
        ("Tue Foo 08 09:35:04 +0800 2021", None),
        ("Tue Jun 31 09:35:04 +0800 2021", None),
        ("昨天", None),
        ("", None),
    ],
)
def test_moments_of_feeds(text: str, value: datetime | None) -> None:
    found = read_machine_moment(text)

    assert found == value
    assert found is None or found.utcoffset() == timedelta(hours=8)


@settings(deadline=None)  # the machine may be busy
@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_back_however_it_is_written(day: date) -> None:
    numerals = "〇一二三四五六七八九"

    def spelled(number: int) -> str:
        tens, ones = divmod(number, 10)
        return (("" if tens == 1 else numerals[tens]) + "十" if tens else "") + (numerals[ones] if ones else "")

    chinese = "".join(numerals[int(digit)] for digit in str(day.year)) + f"年{spelled(day.month)}月{spelled(day.day)}日"
    for text in (f"{day}", f"{day:%Y/%m/%d}", f"{day.year}年{day.month}月{day.day}日", f"{day:%Y.%m.%d}", chinese):
        assert read_date(f"（{text}）", AS_OF) == day


@settings(deadline=None)  # the machine may be busy
@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.dates(date(2000, 1, 1), date(2030, 12, 31)))
def test_a_day_without_a_year_is_the_latest_that_is_not_after_the_inspection(day: date, today: date) -> None:
    found = latest_such_day(day.month, day.day, today)

    assert found is not None
    assert (found.month, found.day) == (day.month, day.day)
    assert found <= today
    assert (today - found).days < (8 * 366 + 1 if (day.month, day.day) == (2, 29) else 366)


@settings(deadline=None)  # the machine may be busy
@given(st.text(alphabet="0123456789年月日-/.时分：: 〇一二十廿T前天昨", max_size=40))
def test_no_text_breaks_the_reading(text: str) -> None:
    read_date(text, AS_OF)
    read_machine_moment(text)
    assert all(0 <= start < end <= len(text) for _, start, end in find_days(text))
