"""Tables of a page as rectangular grids, merged cells repeated in every place they cover.

Bounded: a page may claim ``rowspan="9999999"``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from selectolax.lexbor import LexborNode

from facts.annual_report.figures import DOUBTFUL_MARK, Figure, read_figure
from facts.plain_text import plain_text

MAX_ROWS = 300
MAX_COLUMNS = 60
_MAX_CELLS = 6000  # of all grids of a page together

_RUNS_INTO_NUMBERS = "sup, sub, del, s, strike"
_HIDDEN = re.compile(r"\bdisplay\s*:\s*none", re.IGNORECASE)
#: A table made of plain blocks has rows of at least this many cells, and this many of them.
_FEWEST_BLOCK_CELLS = 7
_FEWEST_BLOCK_ROWS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One cell; the same object wherever its spans reach, so compare with ``is``. ``label`` is without white space."""

    text: str
    label: str
    figure: Figure

    @classmethod
    def of(cls, text: str) -> Self:
        return cls(text, "".join(text.split()), read_figure(text))


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of equal length; ``None`` where no cell reaches."""

    rows: tuple[tuple[Cell | None, ...], ...]

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def column(self, at: int) -> tuple[Cell | None, ...]:
        return tuple(row[at] for row in self.rows)

    def turned(self) -> Grid:
        """Rows and columns exchanged."""
        return Grid(tuple(zip(*self.rows, strict=True)))


def read_grids(node: LexborNode) -> tuple[Grid, ...]:
    """The tables inside ``node`` in document order; tables that only lay out other tables are left out."""
    room = _MAX_CELLS
    grids: list[Grid] = []
    for table in node.css("table"):
        if len(table.css("table")) > 1:  # it finds the table itself too
            continue
        rows = [row for row in table.css("tr")[:MAX_ROWS] if not _is_hidden(row)]
        grid = _grid([[(_cell(cell), *_spans(cell)) for cell in _cells(row)] for row in rows])
        room -= grid.width * len(grid.rows)
        if room < 0:
            break
        if grid.rows:
            grids.append(grid)
    return tuple(grids)


def read_block_grids(node: LexborNode) -> tuple[Grid, ...]:
    """Tables built of plain blocks: many siblings, each with many children. No merged cells."""
    found: list[Grid] = []
    for block in node.css("div, ul, section"):
        rows = [list(row.iter()) for row in block.iter()][:MAX_ROWS]
        wide = [row for row in rows if _FEWEST_BLOCK_CELLS <= len(row) <= MAX_COLUMNS]
        if len(wide) >= _FEWEST_BLOCK_ROWS:
            found.append(_grid([[(_cell(cell), 1, 1) for cell in row[:MAX_COLUMNS]] for row in rows]))
    return tuple(found)


def _cells(row: LexborNode) -> Iterator[LexborNode]:
    return (child for child in row.iter() if child.tag in {"td", "th"} and not _is_hidden(child))


def _is_hidden(node: LexborNode) -> bool:
    """Hidden cells and rows take no place; exports of spreadsheets are full of them."""
    return bool(_HIDDEN.search(node.attributes.get("style") or "")) or "hidden" in node.attributes


def _cell(node: LexborNode) -> Cell:
    text = plain_text(node).replace("\n", " ")
    marked = any(part.text(strip=True) for part in node.css(_RUNS_INTO_NUMBERS))
    return Cell.of(text + DOUBTFUL_MARK if marked else text)


def _spans(cell: LexborNode) -> tuple[int, int]:
    """(rows, columns) that the cell covers; a row span of 0 reaches to the end, as in HTML."""
    attributes = cell.attributes
    rows = _number(attributes.get("rowspan"))
    return (MAX_ROWS if rows == 0 else min(rows, MAX_ROWS)), min(
        max(_number(attributes.get("colspan")), 1), MAX_COLUMNS
    )


def _number(text: str | None) -> int:
    found = re.match(r"\s*(\d{1,6})", text or "")
    return int(found[1]) if found else 1


def _grid(rows: list[list[tuple[Cell, int, int]]]) -> Grid:
    taken: dict[tuple[int, int], Cell] = {}
    for down, row in enumerate(rows):
        across = 0
        for cell, high, wide in row:
            while (down, across) in taken:
                across += 1
            if across >= MAX_COLUMNS:
                break
            for place in range(across, min(across + wide, MAX_COLUMNS)):
                for line in range(down, min(down + high, len(rows))):
                    taken.setdefault((line, place), cell)
            across += wide
    width = max((across for _, across in taken), default=-1) + 1
    return Grid(tuple(tuple(taken.get((down, across)) for across in range(width)) for down in range(len(rows))))
