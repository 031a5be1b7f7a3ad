"""Dates as Chinese pages and feeds write them.

Own patterns first: they are exact and cost microseconds. ``dateparser`` reads relative words only (昨天 12:30, 3天前),
because it fails on 年月日 with a time and on Chinese numerals, and is slow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

from inspection.moment import BEIJING, beijing_day

_NUMERALS = {
    char: value
    for value, chars in enumerate(("〇○零", "一", "二", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}
_N = "〇○零一二三四五六七八九"
_GAP = r"[ \t\u00a0\u3000]{0,3}"
#: Each begins with a set of characters, which the search skips to: the look-behind comes after the first of them.
_DAY = re.compile(
    r"(?P<y>[1１2２](?<![\d.].)(?:(?<=[1１])[9９]|(?<=[2２])[0０])\d\d)"
    rf"(?:{_GAP}年{_GAP}(?P<m>\d{{1,2}}){_GAP}月{_GAP}(?P<d>\d{{1,2}}){_GAP}[日号]"
    rf"|{_GAP}(?P<sep>[-/.－／．]){_GAP}(?P<m2>\d{{1,2}}){_GAP}(?P=sep){_GAP}(?P<d2>\d{{1,2}})(?![\d]|[.．]\d))",
    re.DOTALL,
)
_SPELLED_DAY = re.compile(
    rf"(?P<cy>[{_N}0０oOＯ12](?<![{_N}].)(?:(?<![12])[{_N}0０oOＯ]{{3}}|(?:(?<=1)9|(?<=2)0)\d\d))年"
    rf"(?P<cm>[{_N}十元]{{1,3}})月(?P<cd>[{_N}十廿卅]{{1,3}})[日号]"
)
_TIME = re.compile(
    r"(?:T|[\s\u3000]|[（(]?(?:星期|周)[一二三四五六日天][）)]?){0,6}(?P<half>上午|下午|晚上|凌晨|早上|中午)?[\s\u3000]{0,3}"
    r"(?P<h>\d{1,2})(?:[:：](?P<mi>\d{2})(?:[:：](?P<s>\d{2})(?:\.\d{1,9})?)?|[时点](?:(?P<mi2>\d{1,2})分?)?)(?!\d)"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)
_COMPACT = re.compile(r"\D{0,12}(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)\D{0,3}")
_YEARLESS = re.compile(
    r"[\[【(（\s]*(?:(?P<m>\d{1,2})[-/－／]|(?P<m2>\d{1,2})月|(?P<m3>[01]\d)\.)(?P<d>\d{1,2})日?(?=[\s\])】）]|$)"
)
_RELATIVE = re.compile(
    r"(?P<word>刚刚|刚才|(?:大前天|前天|昨天|昨日|今天|今日)(?:\s*\d{1,2}[:：]\d{2})?"
    r"|(?:\d{1,4}|半)\s*(?:秒钟?|分钟?|个?小时|天|周|个?月|年)(?:之)?前)"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEIBO = re.compile(
    r"\s*[A-Za-z]{3} (?P<mon>[A-Za-z]{3}) (?P<d>\d{1,2}) (?P<h>\d{2}):(?P<mi>\d{2}):(?P<s>\d{2})"
    r" (?P<zone>[+-]\d{4}) (?P<y>\d{4})\s*",
    re.ASCII,
)
_LONGEST_FIELD = 60


def read_date(text: str, as_of: datetime) -> datetime | date | None:
    """The first date of a short, cut-out ``text``: an aware Beijing moment when it shows a time, else a day.

    A date without a year is the latest such day that is not after ``as_of``'s Beijing day; relative words count from
    ``as_of`` (aware). Impossible dates (2月30日) and texts without a date give ``None``.
    """
    found = next(_day_matches(text), None)
    if found:
        return _with_time(found[0], text, found[2])
    short = text.strip()
    if not short or len(short) > _LONGEST_FIELD:
        return None
    compact = _COMPACT.fullmatch(short)
    if compact:
        return _day(int(compact["y"]), int(compact["m"]), int(compact["d"]))
    yearless = _YEARLESS.match(short)
    if yearless:
        day = latest_such_day(
            int(yearless["m"] or yearless["m2"] or yearless["m3"]), int(yearless["d"]), beijing_day(as_of)
        )
        return _with_time(day, short, yearless.end()) if day else None
    relative = _RELATIVE.search(short)
    return _relative(relative["word"], as_of) if relative else None


def find_days(text: str) -> Iterator[tuple[date, int, int]]:
    """Every possible absolute day written in ``text`` with its span ``[start, end)``, in text order."""
    return _day_matches(text)


def latest_such_day(month: int, day: int, not_after: date) -> date | None:
    """The latest date with this month and day that is not after ``not_after``; ``None`` when there is no such day."""
    for year in range(not_after.year, not_after.year - 9, -1):  # 9 years always hold a 29 February
        found = _day(year, month, day)
        if found and found <= not_after:
            return found
    return None


def read_machine_moment(text: str) -> datetime | None:
    """A moment as feeds write it: ISO 8601, RFC 2822 or Weibo's ``Tue Jun 08 09:35:04 +0800 2021``; aware, in Beijing.

    A moment without a zone is taken as Beijing time, which is what Chinese feeds mean. ``None`` when unreadable.
    """
    cleaned = text.strip()
    if not cleaned or len(cleaned) > _LONGEST_FIELD:
        return None
    weibo = _WEIBO.fullmatch(cleaned)
    if weibo and weibo["mon"].lower() in _MONTHS:
        month = _MONTHS.index(weibo["mon"].lower()) + 1
        cleaned = f"{weibo['y']}-{month:02}-{int(weibo['d']):02}T{weibo['h']}:{weibo['mi']}:{weibo['s']}{weibo['zone']}"
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(cleaned)
            return moment.astimezone(BEIJING) if moment.tzinfo else moment.replace(tzinfo=BEIJING)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _day_matches(text: str) -> Iterator[tuple[date, int, int]]:
    matches = list(_DAY.finditer(text))
    if "月" in text:
        matches = sorted((*matches, *_SPELLED_DAY.finditer(text)), key=re.Match.start)
    for found in matches:
        if found.re is _DAY:
            day = _day(int(found["y"]), int(found["m"] or found["m2"]), int(found["d"] or found["d2"]))
        else:
            day = _day(_chinese_year(found["cy"]), _chinese_number(found["cm"]), _chinese_number(found["cd"]))
        if day:
            yield day, found.start(), found.end()


def _with_time(day: date, text: str, end: int) -> datetime | date:
    """``day`` with the time that follows at ``end``, if a possible one does."""
    found = _TIME.match(text, end)
    if not found:
        return day
    hour, minute, second = int(found["h"]), int(found["mi"] or found["mi2"] or 0), int(found["s"] or 0)
    if found["half"] in ("下午", "晚上") and hour < 12:
        hour += 12
    try:
        moment = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=BEIJING)
        if found["zone"]:
            zoned = datetime.fromisoformat(moment.replace(tzinfo=None).isoformat() + found["zone"])
            return zoned.astimezone(BEIJING)
    except (ValueError, OverflowError):
        return day
    return moment


def _relative(word: str, as_of: datetime) -> datetime | date | None:
    """``word`` counted from ``as_of``; words about days give a day, words about hours or less a moment."""
    now = as_of.astimezone(BEIJING)
    if word in ("刚刚", "刚才"):
        return now
    import dateparser  # noqa: PLC0415  a quarter of a second to import, and few pages use relative words

    spoken = word.replace("昨日", "昨天").replace("今日", "今天").replace("：", ":")
    parsed: datetime | None = dateparser.parse(
        spoken, languages=["zh"], settings={"RELATIVE_BASE": now.replace(tzinfo=None)}
    )
    if parsed is None:
        return None
    precise = ":" in spoken or any(unit in spoken for unit in ("秒", "分", "小时"))
    return parsed.replace(tzinfo=BEIJING) if precise else parsed.date()


@lru_cache(maxsize=4096)
def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _chinese_year(text: str) -> int:
    """Four digits or numerals; a letter O or an ASCII 0 stands for 〇. 0 when unreadable."""
    digits = [_NUMERALS.get(char, 0 if char in "oOＯ" else None) for char in text]
    value = 0
    for char, digit in zip(text, digits, strict=True):
        value = value * 10 + (int(char) if digit is None else digit)
    return value if 1900 <= value < 2100 else 0


def _chinese_number(text: str) -> int:
    """一 … 三十一, also 廿 and 卅, 元 for one; 0 when it is no number."""
    if text == "元":
        return 1
    spelled = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = spelled.rpartition("十")
    if any(part and (len(part) > 1 or part not in _NUMERALS) for part in (tens, ones)):
        return 0
    return (_NUMERALS.get(tens, 1) * 10 if ten else 0) + (_NUMERALS[ones] if ones else 0)
