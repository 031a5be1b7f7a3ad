"""Finds quoted words in a text again: quotes are masked and cut, texts have other blanks and line breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from facts.masking import SEPARATOR

#: A quote longer than this is looked for by its beginning: what follows only costs time.
_LONGEST = 160
_MOST = 50
_GAP = rf"(?:{SEPARATOR}|\s){{0,40}}"
_ANY = r"\S"
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
    for number, found in enumerate(pattern.finditer(text)):
        if number == _MOST:
            return
        yield Place(found.start(), found.end(), tuple(span for span in found.regs[1:] if span[0] >= 0))


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
    pattern = re.compile(
        rf"(?<!\d)(?:(?:{day.year}|{day.year % 100:02d})\s*[-/.年]\s*)?{month}\s*[-/.月]\s*{number}(?:\s*日)?(?!\d)"
    )
    after = pattern.search(text, place.end, min(len(text), place.end + _DATE_AFTER))
    if after:
        return Place(*after.span())
    before = [*pattern.finditer(text, max(0, place.start - _DATE_BEFORE), place.start)]
    return Place(*before[-1].span()) if before else None


def _pattern(quote: str) -> re.Pattern[str] | None:
    """Every character of the quote with a bounded gap between, so that no text can make the search slow."""
    parts: list[str] = []
    stars = 0
    for one in re.sub(rf"{SEPARATOR}|\s", "", quote)[:_LONGEST] + "\0":
        if one == "*":
            stars += 1
            continue
        if stars:
            parts.append(f"({_GAP.join([_ANY] * stars)})")
            stars = 0
        if one != "\0":
            parts.append(re.escape(one))
    if not any(part[0] != "(" for part in parts):  # stars alone would fit everything
        return None
    return re.compile(_GAP.join(parts))
