"""Tables of a page as rectangles of text, and lines of text that stand like a table.

Field practice: merged cells, head rows below a title row, tables laid on their side, forms of label and value, and
tables that came out of a PDF as lines of words. Layout tables are left out: only innermost tables count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from selectolax.lexbor import LexborNode

from facts.article import full_text
from facts.document import Document, once

MAX_CELLS = 200_000
MAX_COLUMNS = 200
_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")


@dataclass(frozen=True, slots=True, repr=False)
class PageTable:
    """``rows`` are equally long; a merged cell stands in each of its places; cells hold no white space.

    ``place`` names the table for people. The cells may hold open personal numbers, so they are kept out of ``repr``.
    """

    place: str
    rows: tuple[tuple[str, ...], ...]

    def turned(self) -> PageTable:
        """Rows as columns."""
        return PageTable(self.place, tuple(zip(*self.rows, strict=True)))


@once
def page_tables(document: Document) -> tuple[PageTable, ...]:
    """The innermost tables of the page in reading order, empty ones left out; at most ``MAX_CELLS`` cells in all."""
    found: list[PageTable] = []
    left = MAX_CELLS
    for place, node in enumerate(document.tree.css("table"), 1):
        if node.css_first("table table") is not None or len(node.css("table")) > 1:
            continue
        rows = _grid(node, left)
        left -= sum(map(len, rows))
        if rows and any(any(row) for row in rows):
            caption = node.css_first("caption")
            name = _SPACE.sub("", caption.text()) if caption else ""
            found.append(PageTable(name or f"第{place}个表格", rows))
    return tuple(found)


def _grid(table: LexborNode, most_cells: int) -> tuple[tuple[str, ...], ...]:
    """Cells with merged ones repeated, padded to the widest row."""
    rows: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}  # column → rows still to come, text
    cells = 0
    for node in table.css("tr"):
        row: list[str] = []
        for cell in node.css("td, th"):
            _let_hang(row, hanging)
            text = _SPACE.sub("", cell.text())
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for _ in range(wide):
                if high > 1:
                    hanging[len(row)] = (high - 1, text)
                row.append(text)
            if len(row) > MAX_COLUMNS:
                break
        _let_hang(row, hanging)
        cells += len(row)
        if cells > most_cells:
            break
        rows.append(row)
    width = max(map(len, rows), default=0)
    return tuple(tuple(row + [""] * (width - len(row))) for row in rows) if width * len(rows) <= most_cells else ()


def _let_hang(row: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    while len(row) in hanging:
        left, text = hanging.pop(len(row))
        if left > 1:
            hanging[len(row)] = (left - 1, text)
        row.append(text)


def _span(cell: LexborNode, name: str) -> int:
    value = cell.attrs.get(name)
    return min(max(int(value), 1), MAX_COLUMNS) if value and re.fullmatch(r"[0-9]{1,5}", value) else 1


@once
def line_tables(document: Document) -> tuple[PageTable, ...]:
    """Runs of at least two lines with the same number (three or more) of words set apart by blanks or ``|``."""
    lines = full_text(document).split("\n")
    return tuple(_runs([tuple(re.split(r" *[|｜] *| +", line.strip(" |｜"))) for line in lines]))


def _runs(split: list[tuple[str, ...]]) -> Iterator[PageTable]:
    start = 0
    for place, (words, after) in enumerate(pairwise([*split, ()]), 1):
        if len(words) == len(after) and len(words) >= 2:
            continue
        if place - start >= 2 and len(words) >= 2:
            yield PageTable(f"文字第{start + 1}行起", tuple(split[start:place]))
        start = place
