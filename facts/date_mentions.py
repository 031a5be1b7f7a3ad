"""Dates in a page's text that no calendar has: 2月30日, a weekday that does not fit, a span ending before it begins."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

from facts.page_wording import Passage, edited_text, passage
from facts.sources import PageSource
from facts.usable_page import usable
from inspection.outcome import Missing

_WEEK = "一二三四五六日"
_G = r"[ \t\u3000]{0,2}"
#: A day with its year; ``week`` is the weekday that stands right after it. A bare 周三 counts only before a pause.
_FULL = re.compile(
    rf"(?<![\d.])(?P<y>(?:19|20)\d\d){_G}年{_G}(?P<m>\d{{1,2}}){_G}月{_G}(?P<d>\d{{1,3}}){_G}[日号]"
    rf"(?:{_G}[（(][^）)\n]{{0,8}}?(?:星期|周)(?P<week>[一二三四五六日天])(?:[，、][^）)\n]{{0,8}})?{_G}[）)]"
    rf"|{_G}(?:星期(?P<week2>[一二三四五六日天])(?!至|到)|周(?P<week3>[一二三四五六日天])(?=[，,。；、\s上下早中晚凌\d])))?"
)
_YEARLESS = re.compile(r"(?<![\d.个第年每])(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号](?!龄|内|左右|夜|均)")
_NUMERALS = "一二三四五六七八九"
_NUMBERS = {
    tens + ones: value * 10 + number
    for value, tens in enumerate(("", "十", "二十", "三十"))
    for number, ones in enumerate(("", *_NUMERALS))
}
#: A thirteenth month without a year may be an age (满15月6日); only such words make a day of it.
_BEFORE_A_DAY = re.compile(r"(?:于|至|到|截至|截止|自|从|日期|时间)[:：\s]{0,2}\Z")
_SPELLED = re.compile(
    r"(?P<y>[二〇○零一九0][〇○零一二三四五六七八九0]{3})年(?P<m>[一二三四五六七八九十]{1,3})月(?P<d>[一二三四五六七八九十]{1,3})日"
)
_NUMERIC = re.compile(
    r"(?<![A-Za-z0-9_.\-/~—+=])(?P<y>(?:19|20)\d\d)(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?![A-Za-z0-9_.\-/~+=])"
)
_SPAN = re.compile(
    r"(?<!\d)(20\d\d)年(\d{1,2})月(\d{1,2})日(?:[（(][^）)]{0,6}[）)])?(?:起)?(?:至|—|－|-|～|~|到)(20\d\d)年(\d{1,2})月(\d{1,2})日"
)
_ZEROS = str.maketrans("○零0", "〇〇〇")
_LUNAR = re.compile(r"农历|阴历|旧历|正月|腊月|初[一二三四五六七八九十]|藏历|彝历|夏历")
_ABOUT_ERROR = re.compile(r"不存在|没有这一天|没有2月30|误写|错写|更正|勘误|写成|应为|有误|笔误")
_NO_DATE = re.compile(r"版本|版号|[Vv]er|型号|编号|IP|规格|章节|标准|电话|软件|固件|坐标|比例|第$")
_NUMERIC_LABEL = re.compile(r"(?:日期|时间|截至|截止|于|自|从|至|到|期限)[:：\s]{0,3}$")


@dataclass(frozen=True, slots=True)
class DateFault:
    """``written`` cannot be: ``why`` says so in Chinese."""

    written: str
    why: str
    passage: Passage
    where: str


@dataclass(frozen=True, slots=True)
class DateMentions:
    """``faults`` in reading order, each written form once."""

    faults: tuple[DateFault, ...]

    @classmethod
    def extract(cls, source: PageSource) -> Self | Missing:
        document = usable(source.read)
        if isinstance(document, Missing):
            return document
        text = edited_text(document)
        faults: dict[str, DateFault] = {}
        for written, why, start in sorted(_found(text), key=lambda one: one[2]):
            around = passage(text, start, start + len(written))
            if not _LUNAR.search(around.sentence) and not _ABOUT_ERROR.search(around.sentence):
                where = f"字符 {start + 1}–{start + len(written)}"
                faults.setdefault(written, DateFault(written, why, around, where))
        return cls(tuple(faults.values()))


def _found(text: str) -> Iterator[tuple[str, str, int]]:
    """(written, why, start) of everything that no calendar has."""
    taken: set[int] = set()
    if "月" in text:
        for found in _FULL.finditer(text):
            taken.add(found.start("m"))
            why = _why(int(found["y"]), int(found["m"]), int(found["d"])) or _weekday_fault(found)
            if why:
                yield found[0].strip(), why, found.start()
        for found in _YEARLESS.finditer(text):
            why = _why(2020, int(found["m"]), int(found["d"])) if found.start() not in taken else ""  # 2020 has 2月29日
            if why and (int(found["m"]) <= 12 or _BEFORE_A_DAY.search(text, max(found.start() - 6, 0), found.start())):
                yield found[0], why, found.start()
        for found in _SPAN.finditer(text):
            if _backwards(found):
                yield found[0], "结束日期早于开始日期", found.start()
        yield from _spelled(text)
    for found in _NUMERIC.finditer(text):
        why = _why(int(found["y"]), int(found["m"]), int(found["d"]))
        before = text[max(found.start() - 12, 0) : found.start()]
        labelled = _NUMERIC_LABEL.search(before)
        likely = labelled or (found["sep"] == "-" and int(found["m"]) <= 12 and int(found["d"]) <= 31)
        if why and likely and not _NO_DATE.search(before):
            yield found[0], why, found.start()


def _spelled(text: str) -> Iterator[tuple[str, str, int]]:
    """Dates in Chinese numerals. A month or day that is no number is no date."""
    for found in _SPELLED.finditer(text):
        digits = "".join(str("〇一二三四五六七八九".find(char.translate(_ZEROS))) for char in found["y"])
        month, day = _NUMBERS.get(found["m"]), _NUMBERS.get(found["d"])
        if month is not None and day is not None and digits.isdigit():
            why = _why(int(digits), month, day)
            if why:
                yield found[0], why, found.start()


def _why(year: int, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return f"没有{month}月"
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        return f"{f'{year}年' if month == 2 else ''}{month}月只有{last}天" if day else "没有0日"
    return ""


def _weekday_fault(found: re.Match[str]) -> str:
    week = (found["week"] or found["week2"] or found["week3"] or "").replace("天", "日")
    if not week:
        return ""
    real = _WEEK[date(int(found["y"]), int(found["m"]), int(found["d"])).weekday()]
    return f"这一天是星期{real}" if week != real else ""


def _backwards(found: re.Match[str]) -> bool:
    numbers = [int(part) for part in found.groups()]
    if any(_why(*numbers[at : at + 3]) for at in (0, 3)):
        return False
    return date(*numbers[:3]) > date(*numbers[3:])
