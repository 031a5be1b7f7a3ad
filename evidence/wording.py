"""Finds quoted words in a text again: quotes are masked and cut, texts have other blanks and line breaks."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from facts.masking import SEPARATOR

#: A quote longer than this is looked for by its beginning: what follows only costs time.
_LONGEST = 160
_MOST = 50
_BLANK = re.compile(rf"{SEPARATOR}|\s")
_WORD = re.compile(r"[0-9A-Za-z*]")
_CUT = re.compile(r"…|\.\.\.")
#: How far from a title its date may stand, in characters.
_DATE_AFTER, _DATE_BEFORE = 160, 60


@dataclass(frozen=True, slots=True)
class Place:
    """``start`` … ``end`` (without end) of a quote in a text; ``starred``: what the quote hides of it."""

    start: int
    end: int
    starred: tuple[tuple[int, int], ...] = ()


def loosely(quote: str, text: str) -> Iterator[Place]:
    """Where ``text`` says ``quote``, whatever the blanks; a star of the quote stands for any one character."""
    pattern = _pattern(quote)
    if pattern is None:
        return
    dense, places = _dense(text)
    for number, found in enumerate(pattern.finditer(dense)):
        if number == _MOST:
            return
        start, end = places[found.start()], places[found.end() - 1] + 1
        yield Place(start, end, tuple((places[first], places[last - 1] + 1) for first, last in found.regs[1:]))


@lru_cache(maxsize=8)
def _dense(text: str) -> tuple[str, array[int]]:
    """``text`` without blanks and separators, and where each of its characters stood: searching it takes linear time,
    as no pattern has to allow for gaps.
    """
    places = array("l", (at for at, one in enumerate(text) if not _BLANK.match(one)))
    return "".join(text[at] for at in places), places


def best_places(quote: str, text: str) -> list[Place]:
    """Where ``text`` says the quote, or else the longest of the parts between its cuts."""
    parts = sorted(filter(None, map(str.strip, _CUT.split(quote))), key=len, reverse=True)
    for part in (quote.strip(), *parts):
        found = list(loosely(part, text))
        if found:
            return found
    return []


def starred_words(place: Place, text: str) -> list[Place]:
    """The words in ``place`` that are starred out, each whole (``500****19``); the place itself where none is."""
    words: list[Place] = []
    for span in place.starred:
        start, end = span
        while start > 0 and _WORD.match(text[start - 1]):
            start -= 1
        while end < len(text) and _WORD.match(text[end]):
            end += 1
        if not words or words[-1].end < start:
            words.append(Place(start, end))
    return words or [place]


def date_beside(day: date, place: Place, text: str) -> Place | None:
    """Where ``day`` is written beside ``place``: after it, else before it, in any usual spelling."""
    month, number = f"0?{day.month}", f"0?{day.day}"
    year = rf"(?:(?:{day.year}|{day.year % 100:02d})\s*[-/.年]\s*)?"
    pattern = re.compile(rf"(?<![\d/.年-]){year}{month}\s*[-/.月]\s*{number}(?:\s*日)?(?!\d)")
    after = pattern.search(text, place.end, min(len(text), place.end + _DATE_AFTER))
    if after:
        return Place(*after.span())
    before = [*pattern.finditer(text, max(0, place.start - _DATE_BEFORE), place.start)]
    return Place(*before[-1].span()) if before else None


def _pattern(quote: str) -> re.Pattern[str] | None:
    """Fixed in length: nothing in it can be tried in two ways."""
    dense = _BLANK.sub("", quote)[:_LONGEST]
    if not dense.strip("*"):  # stars alone would fit everything
        return None
    parts = re.split(r"(\*+)", dense)
    return re.compile("".join(f"(.{{{len(part)}}})" if part.startswith("*") else re.escape(part) for part in parts))
