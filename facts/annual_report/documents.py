"""Table 二, first part (主动公开: 规章 and 行政规范性文件) of the form of 2021: made, repealed, in force."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from facts.annual_report.figures import Figure
from facts.annual_report.forms import bare
from facts.annual_report.grid import Cell, Grid


class DocumentKind(StrEnum):
    REGULATIONS = "规章"
    NORMATIVE = "行政规范性文件"


@dataclass(frozen=True, slots=True)
class Stock:
    """Documents of one kind in one year."""

    made: Figure
    repealed: Figure
    in_force: Figure


_COLUMNS = (re.compile("制发|制作"), re.compile("废止"), re.compile("现行有效"))
_KINDS = ((re.compile("规范性文件"), DocumentKind.NORMATIVE), (re.compile("规章"), DocumentKind.REGULATIONS))


def read_documents(grids: Iterable[Grid]) -> Mapping[DocumentKind, Stock]:
    """The stock by kind; empty where the page has no such table (the form of 2019 has none)."""
    for grid in grids:
        for down, row in enumerate(grid.rows):
            columns = [_place(row, pattern) for pattern in _COLUMNS]
            if None not in columns:
                below = grid.rows[down + 1 :]
                return {kind: stock for line in below for kind, stock in _stock(line, [at for at in columns if at])}
    return {}


def _place(row: tuple[Cell | None, ...], pattern: re.Pattern[str]) -> int | None:
    return next((at for at, cell in enumerate(row) if at and cell and pattern.search(cell.label)), None)


def _stock(row: tuple[Cell | None, ...], columns: list[int]) -> Iterable[tuple[DocumentKind, Stock]]:
    label = next((bare(cell.label) for cell in row if cell and cell.label), "")
    kind = next((kind for pattern, kind in _KINDS if pattern.search(label)), None)
    cells = [row[at] for at in columns]
    made, repealed, in_force = (cell.figure if cell else Figure("（缺）", None) for cell in cells)
    if kind and len(set(cells)) == len(cells):
        yield kind, Stock(made, repealed, in_force)
