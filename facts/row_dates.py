"""The date of one list row, told apart from dates in its title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from selectolax.lexbor import LexborNode

from facts.chinese_dates import find_days, read_date
from facts.trs_address import read_address
from inspection.moment import BEIJING

_LONGEST_PIECE = 40
_LABEL = r"(?:发布时间|发布日期|发文日期|日期|时间)?\s*[:：]?\s*"
_NUMERIC = r"(?:\d{4}\s*[-/.年]\s*)?\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
_DATE_PIECE = re.compile(rf"{_LABEL}[\[【(（]?\s*{_NUMERIC}\s*[\]】)）]?")
_DATE_TAIL = re.compile(rf"\s*[\[【(（]\s*({_NUMERIC})\s*[\]】)）]\s*$|\s+(\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}})\s*$")
_DAY_FIRST = re.compile(r"(\d{1,2})日?\s+(\d{4})\s*[-/.年]\s*(\d{1,2})月?")
_MONTH_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})月?\s+(\d{1,2})日?")
_LABELLED = re.compile(r"(?:时间|日期)\s*[:：]\s*([\d/.年月日-]{6,12})")
_YEARLESS = re.compile(r"(?<![\d-])\d{1,2}[-/月]\d{1,2}日?(?![\d-])")


@dataclass(frozen=True, slots=True)
class RowDate:
    """``day`` and ``text`` of the row's date (``None``, ``""`` without one), and the link's text without it."""

    day: date | None
    text: str
    title: str


def cut_date(row: LexborNode, link: LexborNode, url: str, as_of: datetime) -> RowDate:
    """Find the date of ``row`` whose title link is ``link`` (to ``url``, which may settle a missing year)."""
    inside, outside = _pieces(row, link)
    in_link = [piece for piece in inside if _DATE_PIECE.fullmatch(piece)]
    title = "".join(piece for piece in inside if piece not in in_link)
    tail = _DATE_TAIL.search(title)
    named = [value for node in (row, link, *row.css("[title]")) if (value := node.attrs.get("title"))]
    texts = [piece for piece in outside if _DATE_PIECE.fullmatch(piece)]
    texts += [*_assembled(outside), *in_link]
    texts += [piece for piece in outside if len(piece) <= _LONGEST_PIECE]
    for text in texts:
        day = _read(text, url, as_of)
        if day:
            return RowDate(day, text.strip(), title)
    if tail:
        text = tail[1] or tail[2]
        day = _read(text, url, as_of)
        if day:
            return RowDate(day, text, title[: tail.start()])
    labelled = (found[1] for value in named if (found := _LABELLED.search(value)))
    for text in labelled:
        day = _read(text, url, as_of)
        if day:
            return RowDate(day, text.strip(), title)
    return RowDate(None, "", title)


def _pieces(row: LexborNode, link: LexborNode) -> tuple[list[str], list[str]]:
    """Stripped text runs of ``row`` inside and outside ``link``; other links' texts are neither."""
    inside = [text for node in link.traverse(include_text=True) if (text := _own_text(node))]
    if row.mem_id == link.mem_id:
        return inside, []
    outside: list[str] = []
    for node in row.traverse(include_text=True):
        text = _own_text(node)
        if text and not _in_link(node, row):
            outside.append(text)
    return inside, outside


def _own_text(node: LexborNode) -> str:
    return (node.text_content or "").strip() if node.tag == "-text" else ""


def _in_link(node: LexborNode, row: LexborNode) -> bool:
    parent = node.parent
    while parent is not None and parent.mem_id != row.mem_id:
        if parent.tag in ("a", "script", "style"):
            return True
        parent = parent.parent
    return False


def _assembled(pieces: list[str]) -> list[str]:
    """Dates laid out in parts: a big day beside year and month, or digits split over tags."""
    spaced = " ".join(pieces)
    if len(spaced) > _LONGEST_PIECE:
        return []
    built = ["-".join((found[2], found[3], found[1])) for found in [_DAY_FIRST.fullmatch(spaced)] if found]
    built += ["-".join(found.groups()) for found in [_MONTH_FIRST.fullmatch(spaced)] if found]
    return [*built, "".join(pieces)]


def _read(text: str, url: str, as_of: datetime) -> date | None:
    """The Beijing day written in ``text``; a missing year comes from the address where that names a near day."""
    absolute = next(find_days(text), None)
    if absolute:
        return absolute[0]
    yearless = _YEARLESS.search(text)
    found = read_date(yearless[0] if yearless else text, as_of)
    if isinstance(found, datetime):
        found = found.astimezone(BEIJING).date()
    filed = read_address(url).day
    if found and filed and yearless:
        same_day = (_on(found, filed.year + shift) for shift in (-1, 0, 1))
        return min((day for day in same_day if day), key=lambda day: abs((day - filed).days))
    return found


def _on(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None
