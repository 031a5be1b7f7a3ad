"""Reads the moment a post went out: epoch numbers, machine dates, and the relative times that platforms show.

A value without a zone is Beijing time, as all platforms in use show it. What cannot be read is ``None``, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from inspection.moment import BEIJING

#: Epoch seconds accepted: 2001-09-09 until 2096; the same times a thousand are milliseconds.
_FIRST_SECOND, _LAST_SECOND = 1_000_000_000, 4_000_000_000

_WEIBO = re.compile(r"^(\w{3}) (\w{3}) (\d{1,2}) (\d{2}:\d{2}:\d{2}) ([+-]\d{4}) (\d{4})$", re.ASCII)
_CLOCK = r"(?:\s*(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?)?"
_FULL = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?" + _CLOCK + "$", re.ASCII)
_NO_YEAR = re.compile(r"^(\d{1,2})[-/.月](\d{1,2})日?" + _CLOCK + "$", re.ASCII)
_DAY_WORD = re.compile(r"^(今天|昨天|前天)" + _CLOCK + "$", re.ASCII)
_AGO = re.compile(r"^(\d{1,4})\s*(秒|分钟|小时|天)前$", re.ASCII)
_UNITS = {"秒": "seconds", "分钟": "minutes", "小时": "hours", "天": "days"}
_DAYS_BACK = {"今天": 0, "昨天": 1, "前天": 2}


def moment(value: object, as_of: datetime) -> datetime | None:
    """``value`` as an aware Beijing moment, or ``None``.

    Numbers and digit strings are epoch seconds or milliseconds; texts are RFC 822, ISO 8601, Weibo's form or Chinese.
    ``as_of`` (aware) is what relative times and dates without a year are counted from.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _from_epoch(value)
    if not isinstance(value, str):
        return None
    text = value.strip()
    if text.isascii() and text.isdigit() and 10 <= len(text) <= 13:
        return _from_epoch(int(text))
    return _from_text(text[:64], as_of.astimezone(BEIJING))


def _from_epoch(number: float) -> datetime | None:
    if _FIRST_SECOND <= number <= _LAST_SECOND:
        return datetime.fromtimestamp(number, BEIJING)
    if _FIRST_SECOND * 1000 <= number <= _LAST_SECOND * 1000:
        return datetime.fromtimestamp(number / 1000, BEIJING)
    return None  # NaN, infinities, and 0, which means "unset"


def _from_text(text: str, now: datetime) -> datetime | None:
    readers: tuple[Callable[[str, datetime], datetime | None], ...] = (_chinese, _iso, _weibo, _rfc822)
    for read in readers:
        try:
            found = read(text, now)
        except (ValueError, OverflowError, TypeError, IndexError):  # not this form, or no such day
            continue
        if found is not None:
            return found
    return None


def _chinese(text: str, now: datetime) -> datetime | None:
    if text == "刚刚":
        return now
    if ago := _AGO.match(text):
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    if word := _DAY_WORD.match(text):
        day = now - timedelta(days=_DAYS_BACK[word[1]])
        return _at(day.year, day.month, day.day, word.groups()[1:])
    if full := _FULL.match(text):
        return _at(int(full[1]), int(full[2]), int(full[3]), full.groups()[3:])
    if short := _NO_YEAR.match(text):
        month, day_of_month = int(short[1]), int(short[2])
        year = now.year if (month, day_of_month) <= (now.month, now.day) else now.year - 1
        return _at(year, month, day_of_month, short.groups()[2:])
    return None


def _at(year: int, month: int, day: int, clock: tuple[str | None, ...]) -> datetime:
    hour, minute, second = (int(part or 0) for part in clock)
    return datetime(year, month, day, hour, minute, second, tzinfo=BEIJING)


def _iso(text: str, _now: datetime) -> datetime:
    return _in_beijing(datetime.fromisoformat(text))


def _weibo(text: str, _now: datetime) -> datetime | None:
    found = _WEIBO.match(text)
    if found is None:
        return None
    name, month, day, clock, zone, year = found.groups()
    return _in_beijing(parsedate_to_datetime(f"{name}, {day} {month} {year} {clock} {zone}"))


def _rfc822(text: str, _now: datetime) -> datetime:
    read = parsedate_to_datetime(text)
    # RFC 5322: "-0000" is UTC of an unknown place; the library returns it without a zone, like a date that has none.
    return _in_beijing(read.replace(tzinfo=UTC) if text.endswith("-0000") else read)


def _in_beijing(read: datetime) -> datetime:
    return read.replace(tzinfo=BEIJING) if read.tzinfo is None else read.astimezone(BEIJING)
