"""Table 四 (因政府信息公开工作被申请行政复议、提起行政诉讼情况): a cell is known by the words above and beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from facts.annual_report.figures import Figure
from facts.annual_report.forms import Group, Result, dispute_of
from facts.annual_report.grid import Cell, Grid

Key = tuple[Group, Result]
_MOST_CELLS = 2000  # this table has 60; a hostile one must not cost its square
_ALL = len(Group) * len(Result)


@dataclass(frozen=True, slots=True)
class Disputes:
    """``figures`` by group and result; absent ones were not found. ``ragged``: cells and headings do not fit."""

    figures: Mapping[Key, Figure]
    ragged: bool = False

    def at(self, group: Group, result: Result) -> Figure | None:
        return None if self.ragged else self.figures.get((group, result))


def read_disputes(grids: Iterable[Grid]) -> Disputes | None:
    """Table 四 out of the tables of a page, which may print each group as a table of its own; ``None`` without one."""
    figures: dict[Key, Figure] = {}
    ragged = False
    for grid in grids:
        if grid.width * len(grid.rows) > _MOST_CELLS or not _tells_results(grid):
            continue
        grid = _filled(grid)  # noqa: PLW2901 - the same table
        cells = [(cell, place, key) for cell, place, labels in _counts(grid) if (key := dispute_of(labels))]
        if not cells:
            continue
        ragged |= _is_ragged(grid, {place for _, place, _ in cells})
        owner: dict[Cell, Key] = {}
        for cell, _, key in cells:
            before = figures.get(key)
            if before and cell.figure.empty:  # an empty cell of a heading line, or a second table that says nothing
                continue
            differs = before is not None and not before.empty and before.value != cell.figure.value
            ragged |= differs or (owner.get(cell, key) != key and cell.figure.value != 0)
            owner[cell] = key
            figures[key] = cell.figure
    if not figures:
        return None
    return Disputes(figures, ragged or len(figures) < _ALL)


def _tells_results(grid: Grid) -> bool:
    return any("维持" in cell.label for row in grid.rows for cell in row if cell)


def _filled(grid: Grid) -> Grid:
    """Empty cells of the heading lines get the text to their left: merged cells that a system took apart."""
    body = next((at for at, row in enumerate(grid.rows) if any(cell and cell.figure.value for cell in row)), 0)
    head: list[tuple[Cell | None, ...]] = []
    for row in grid.rows[:body]:
        line: list[Cell | None] = []
        for cell in row:
            line.append(line[-1] if line and cell and not cell.label else cell)
        head.append(tuple(line))
    return Grid((*head, *grid.rows[body:]))


def _counts(grid: Grid) -> Iterator[tuple[Cell, tuple[int, int], list[str]]]:
    """Cells that hold a count, with (row, column) and the words above and to the left of each."""
    for down, row in enumerate(grid.rows):
        for across, cell in enumerate(row):
            if cell and cell.figure.readable:
                above = _nearest_words(grid.column(across)[:down])
                beside = _nearest_words(row[:across])
                yield cell, (down, across), [*above, *beside]


def _nearest_words(cells: tuple[Cell | None, ...]) -> list[str]:
    """The run of texts next to the end of ``cells``, beyond counts: headings of an upper block stay out."""
    words: list[str] = []
    for cell in reversed(cells):
        if cell is None or cell.figure.readable:
            if words and (cell is None or cell.label):
                break
        else:
            words.append(cell.label)
    return words


def _is_ragged(grid: Grid, places: set[tuple[int, int]]) -> bool:
    """Whether a row of counts has holes, or further counts to the right that no heading names."""
    for down in {down for down, _ in places}:
        known = [across for line, across in places if line == down]
        row = grid.rows[down][min(known) :]
        if None in row or any(
            cell and cell.figure.value and (down, across) not in places for across, cell in enumerate(row, min(known))
        ):
            return True
    return False
