"""What stands in a cell where a count belongs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

#: Put behind a cell's text when part of it is a footnote mark or struck out: its digits would run into the number.
DOUBTFUL_MARK = "※"

_WIDE = str.maketrans("０１２３４５６７８９，．／－　", "0123456789,./- ")  # no NFKC: it turns 3² into 32
_EMPTY = re.compile(r"[-—–/\\_~·.\s]*|无|空")
_NUMBER = re.compile(r"(?P<number>\d{1,3}(?:,\d{3})+|\d{1,7})(?:\.0+)?\s*(?:件|条|份|宗|起|个|项|次|人次|例|部)?")


@dataclass(frozen=True, slots=True)
class Figure:
    """One count. ``value`` is ``None`` for what is no number; ``empty`` cells (blank, ``/``, ``-``) count as 0."""

    text: str
    value: int | None
    empty: bool = False

    @property
    def readable(self) -> bool:
        return self.value is not None


def read_figure(text: str) -> Figure:
    """The count written in a cell: full-width digits, thousands separators and a unit word are understood."""
    plain = text.translate(_WIDE).replace("\u00a0", " ").strip()
    if _EMPTY.fullmatch(plain):
        return Figure(text, 0, empty=True)
    found = _NUMBER.fullmatch(plain)
    return Figure(text, int(found["number"].replace(",", ""))) if found else Figure(text, None)


def total(figures: Iterable[Figure | None]) -> int | None:
    """The sum, or ``None`` when one of them is absent or no number."""
    values = [figure.value if figure else None for figure in figures]
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None
