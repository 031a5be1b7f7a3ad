"""The date of one list row, told apart from dates in its title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from selectolax.lexbor import LexborNode

from facts.chinese_dates import find_days, read_date
from facts.trs_address import read_address
from inspection.moment import BEIJING

_LONGEST_PIECE = 40
_LONGEST_PART = 12  # of a date that is laid out in parts
_FEWEST_CELLS = 3
_HIDDEN = "[style*='display:none'], [style*='display: none'], [hidden]"
#: Names of columns, the most telling first.
_PUBLISHED = re.compile(r"(?:发布|公开|公布|发稿|上网|更新)(?:日期|时间)")
_SOME_DAY = re.compile(r"(?:日期|时间|发文日期|发文时间)")
#: Days that say nothing about when an item was published.
_OTHER_DAY = re.compile(r"截止|公示期|有效期|施行|实施|生效|成文")
_YEAR = re.compile(r"\d{4}")
_LABEL = r"(?:(?:发布|发文|公开|公布|更新|上传|添加|录入)(?:时间|日期|于)?|日期|时间)?\s*[:：]?\s*"
_NUMERIC = r"(?:\d{4}\s*[-/.年]\s*)?\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
_RELATIVE = r"(?:刚刚|今天|昨天|前天|\d{1,3}\s*(?:分钟|小时|天)前)(?:\s*\d{1,2}:\d{2})?"
_DATE_PIECE = re.compile(rf"{_LABEL}[\[【(（]?\s*(?:{_NUMERIC}|{_RELATIVE})\s*[\]】)）]?")
_DATE_TAIL = re.compile(rf"\s*[\[【(（]\s*({_NUMERIC})\s*[\]】)）]\s*$|\s+(\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}})\s*$")
#: A day laid out in parts, in the orders that designers choose; ``y`` may stand on either side.
_PARTS = tuple(
    re.compile(rf"(?<!\d){order}(?!\d)")
    for order in (
        r"(?P<d>\d{1,2})日?\s+(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})月?",
        r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})月?\s+(?P<d>\d{1,2})日?",
        r"(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})日?\s+(?P<y>\d{4})年?",
        r"(?P<y>\d{4})年?\s+(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})日?",
        r"(?P<y>\d{4})年?\s+(?P<m>\d{1,2})月\s+(?P<d>\d{1,2})日?",
        r"(?P<d>\d{1,2})日?\s+(?P<m>\d{1,2})月\s+(?P<y>\d{4})年?",
    )
)
_LABELLED = re.compile(r"(?:时间|日期)\s*[:：]\s*([\d/.年月日-]{6,12})")
_YEARLESS = re.compile(r"(?<![\d/-])\d{1,2}[-/月]\d{1,2}日?(?![\d/-])")


@dataclass(frozen=True, slots=True)
class RowDate:
    """``day`` and ``text`` of the row's date (``None``, ``""`` without one), and the link's text without it."""

    day: date | None
    text: str
    title: str


def cut_date(row: LexborNode, link: LexborNode, url: str, as_of: datetime, dated: Sequence[LexborNode] = ()) -> RowDate:
    """Find the date of ``row`` whose title link is ``link`` (to ``url``, which may settle a missing year).

    ``dated``: where the list is known to keep the row's date, within or beside the row; it is read first.
    """
    inside, outside = _pieces(row, link)
    known = [piece for node in dated for piece in text_runs(node)]
    outside = [*known, *outside]
    in_link = [piece for piece in inside if _DATE_PIECE.fullmatch(piece)]
    title = "".join(piece for piece in inside if piece not in in_link)
    tail = _DATE_TAIL.search(title)
    for text in _clues(row, inside_dates=in_link, outside=outside):
        day = _read(text, url, as_of)
        if day:
            return RowDate(day, text.strip(), title)
    if tail:
        text = tail[1] or tail[2]
        day = _read(text, url, as_of)
        if day:
            return RowDate(day, text, title[: tail.start()])
    for node in (row, link, *row.css("[title]")):
        labelled = _LABELLED.search(node.attrs.get("title") or "")
        day = _read(labelled[1], url, as_of) if labelled else None
        if labelled and day:
            return RowDate(day, labelled[1].strip(), title)
    return RowDate(None, "", title)


def _clues(row: LexborNode, inside_dates: list[str], outside: list[str]) -> Iterator[str]:
    """What may be the row's date, the most telling first: a whole date, one in parts, one without a year."""
    pieces = [piece for piece in outside if _DATE_PIECE.fullmatch(piece)]
    yield from (piece for piece in pieces if _YEAR.search(piece))
    yield from _assembled(outside)
    stated = row.css("time[datetime]")
    if len(stated) == 1:
        yield (stated[0].attrs.get("datetime") or "")[:10]
    yield from (piece for piece in pieces if not _YEAR.search(piece))
    yield from _assembled(inside_dates)
    yield from inside_dates
    yield from (piece for piece in outside if len(piece) <= _LONGEST_PIECE and not _OTHER_DAY.search(piece))


def title_beside(row: LexborNode) -> str:
    """The longest text of ``row`` outside its links that is no date; ``""`` without one."""
    texts = (text for text in text_runs(row) if not _DATE_PIECE.fullmatch(text))
    return max(texts, key=len, default="")


def date_cell(row: LexborNode) -> int | None:
    """Which child element of the rows around ``row`` holds their date, as the head of the table says; ``None``
    where there is no head, or its words leave it open.

    Government lists show several days: of making, of taking effect, of publication.
    """
    cells = elements(row)
    if len(cells) < _FEWEST_CELLS:
        return None
    for line in (row, row.parent):
        before = line.prev if line is not None else None
        while before is not None:
            head = before
            while len(elements(head)) == 1 and head.tag in ("thead", "tbody", "table"):
                head = elements(head)[0]
            names = [cell.text(strip=True) for cell in elements(head)]
            if len(names) == len(cells) and (place := _named_cell(names)) is not None:
                return place
            before = before.prev
    return None


def _named_cell(names: Sequence[str]) -> int | None:
    for pattern in (_PUBLISHED, _SOME_DAY):
        found = [place for place, name in enumerate(names) if pattern.fullmatch(name)]
        if len(found) == 1:
            return found[0]
    return None


def elements(node: LexborNode) -> list[LexborNode]:
    """The child elements of ``node``: no text, no comments."""
    return [child for child in node.iter() if child.tag and not child.tag.startswith("-")]


def _pieces(row: LexborNode, link: LexborNode) -> tuple[list[str], list[str]]:
    """Stripped text runs of ``row`` inside and outside ``link``; other links' texts are neither."""
    inside = [text for node in link.traverse(include_text=True) if (text := _own_text(node))]
    return inside, [] if row.mem_id == link.mem_id else text_runs(row)


def text_runs(row: LexborNode) -> list[str]:
    """Stripped texts of ``row``, visible ones outside any link, in page order."""
    if row.tag == "-text":
        text = _own_text(row)
        return [text] if text else []
    hidden = {node.mem_id for node in row.css(_HIDDEN)}
    return [
        text
        for node in row.traverse(include_text=True)
        if (text := _own_text(node)) and not _left_out(node, row, hidden)
    ]


def _own_text(node: LexborNode) -> str:
    return (node.text_content or "").strip() if node.tag == "-text" else ""


def _left_out(node: LexborNode, row: LexborNode, hidden: set[int]) -> bool:
    parent = node.parent
    while parent is not None and parent.mem_id != row.mem_id:
        if parent.tag in ("a", "script", "style") or parent.mem_id in hidden:
            return True
        parent = parent.parent
    return False


def _assembled(pieces: list[str]) -> list[str]:
    """Dates laid out in parts: a big day beside year and month, or digits split over tags."""
    short = [piece for piece in pieces if len(piece) <= _LONGEST_PART]
    spaced = " ".join(short)
    if len(short) < 2 or len(spaced) > _LONGEST_PIECE:
        return []
    built = ["-".join((one["y"], one["m"], one["d"])) for part in _PARTS if (one := part.search(spaced))]
    return [*built, "".join(pieces)] if len("".join(pieces)) <= _LONGEST_PIECE else built


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
