"""Table 三 (收到和处理政府信息公开申请情况), its rows and columns known by their words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from facts.annual_report.figures import Figure
from facts.annual_report.forms import ITEMS, ORGANISATIONS, Applicant, Part, Row, RowKey, applicant_of, row_of
from facts.annual_report.grid import Cell, Grid

_FEWEST_APPLICANTS = 4  # so many known columns make a header of this table
_FEWEST_ROWS = 3
_HEADINGS = {(part, 0) for part in ITEMS if part is not Part.OTHER}
_MOST_LOST_LABELS = 3  # columns that the second half of a split table may lack
#: Lines and columns that belong to no sum: notes, numbering, details of the line above.
_NO_COUNTS = re.compile(r"备注|说明|序号|行次|栏次|小计|单位|其中|^注")
_REMARKS = re.compile(r"备注|说明")
_NO_LABEL = re.compile(r"\d{0,3}|件|单位：?件?")

Key = tuple[RowKey, Applicant]


@dataclass(frozen=True, slots=True)
class Requests:
    """``figures`` by row and applicant. ``strange_rows``, ``strange_columns``: what holds counts and was not known."""

    figures: Mapping[Key, Figure]
    strange_rows: tuple[str, ...] = ()
    strange_columns: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[RowKey, ...]:
        return tuple(dict.fromkeys(row for row, _ in self.figures))

    @property
    def has_three_other_items(self) -> bool:
        """Whether 三（六） has the three items of the form of 2021."""
        return any(row == (Part.OTHER, 1) for row in self.rows)

    def at(self, row: RowKey, applicant: Applicant) -> Figure | None:
        return self.figures.get((row, applicant))

    def part(self, part: Part, applicant: Applicant) -> list[Figure | None]:
        """The figures that make up a part: its items where the table has any (absent ones ``None``), else its row."""
        items = [self.at((part, item), applicant) for item in range(1, ITEMS.get(part, 0) + 1)]
        return items if any(items) else [self.at((part, 0), applicant)]


@dataclass(slots=True)
class _Reading:
    """What has been read so far; a table may come in several pieces."""

    figures: dict[Key, Figure] = field(default_factory=dict)
    strange_rows: list[str] = field(default_factory=list)
    strange_columns: list[str] = field(default_factory=list)

    def put(self, key: Key, figure: Figure) -> None:
        before = self.figures.get(key)
        if before and before.value != figure.value:  # two different numbers for one thing: neither is believed
            figure = Figure(f"{before.text}、{figure.text}", None)
        self.figures[key] = figure


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the applicants stand. ``body`` is the first row below the header, ``width`` that of the header."""

    of: Mapping[Applicant, tuple[int, ...]]
    other: Mapping[int, str]
    body: int
    width: int

    @property
    def first(self) -> int:
        return min(place for places in self.of.values() for place in places)

    def moved(self, by: int) -> _Columns:
        """The columns of a further piece of the same table, ``by`` columns further right, without a header."""
        of = {applicant: tuple(place + by for place in places) for applicant, places in self.of.items()}
        return _Columns(of, {place + by: label for place, label in self.other.items()}, 0, self.width + by)


def read_requests(grids: Iterable[Grid]) -> Requests | None:
    """Table 三 out of the tables of a page, put together from its pieces; ``None`` when the page has none."""
    reading = _Reading()
    columns: _Columns | None = None
    for grid in grids:
        upright, turned = _header(grid), _header(grid.turned())
        if turned and (upright is None or len(turned.of) > len(upright.of)):
            grid, upright = grid.turned(), turned  # noqa: PLW2901 - the same table, read the other way
        found = upright or (columns and _continued(columns, grid))
        if not found:
            continue
        columns = found
        _read_rows(grid, columns, reading)
        if any(row is Row.CARRIED_OUT for row, _ in reading.figures):
            columns = None  # nothing of this table comes after its last row
    if len({row for row, _ in reading.figures}) < _FEWEST_ROWS:
        return None
    if any(row == (Part.OTHER, 1) for row, _ in reading.figures):  # then its own row is a heading
        reading.figures = {key: figure for key, figure in reading.figures.items() if key[0] != (Part.OTHER, 0)}
    return Requests(reading.figures, tuple(dict.fromkeys(reading.strange_rows)), tuple(reading.strange_columns))


def _header(grid: Grid) -> _Columns | None:
    heads = [len({applicant_of(label) for label in _labels(row)} - {None}) > 1 for row in grid.rows]
    if True not in heads:
        return None
    body = next((at for at in range(heads.index(True), len(heads)) if not heads[at]), len(heads))
    of: dict[Applicant, tuple[int, ...]] = {}
    other: dict[int, str] = {}
    width = 0
    for place in range(grid.width):
        labels = _labels(grid.column(place)[:body])
        if labels:
            width = place + 1
        applicant = applicant_of(labels[-1]) if labels else None
        if applicant:
            of[applicant] = (*of.get(applicant, ()), place)
        else:
            other[place] = labels[-1] if labels else ""
    if len(of) < _FEWEST_APPLICANTS or not _together(of, other):
        return None
    return _Columns(of, other, body, width)


def _together(of: Mapping[Applicant, tuple[int, ...]], other: Mapping[int, str]) -> bool:
    """Whether the organisations and their 小计 stand side by side; if not, a wrong span has moved the headings."""
    places = sorted(place for one in ORGANISATIONS for place in of.get(one, ()))
    places = sorted([*places, *(place for place, heading in other.items() if "小计" in heading)])
    return not places or places == list(range(places[0], places[-1] + 1))


def _continued(columns: _Columns, grid: Grid) -> _Columns | None:
    """Columns of a piece without a header: counted from the right edge, for labels to the left get lost in a split."""
    by = grid.width - columns.width
    if not -_MOST_LOST_LABELS <= by <= _MOST_LOST_LABELS or columns.first + by < 1:
        return None
    moved = columns.moved(by)
    known = [row_of(_row_labels(row, moved.first)) for row in grid.rows]
    return moved if any(known) else None


def _read_rows(grid: Grid, columns: _Columns, reading: _Reading) -> None:
    usual = Counter(map(_length, grid.rows[columns.body :])).most_common(1)
    longest = max(columns.width, usual[0][0] if usual else 0)
    for row in grid.rows[columns.body :]:
        labels = _row_labels(row, columns.first)
        key = row_of(labels)
        if len({applicant_of(label) for label in _labels(row)} - {None}) > 1:
            continue  # the header again, after a page break
        figures = _figures(row, columns, longest)
        if key in _HEADINGS and all(one.empty for one in figures.values()):
            continue  # the part's name above its items
        if key:
            for applicant, figure in figures.items():
                reading.put((key, applicant), figure)
            reading.strange_columns += _strange_columns(row, columns)
        elif labels and not _NO_COUNTS.search(labels[-1]) and any(not one.empty for one in figures.values()):
            reading.strange_rows.append(labels[-1])


def _figures(row: tuple[Cell | None, ...], columns: _Columns, longest: int) -> dict[Applicant, Figure]:
    """The row's counts. In a row with more or fewer cells than the header (or the other rows) nothing is certain."""
    uneven = (
        None in row[columns.first : columns.width]
        or any(cell and cell.label for cell in row[columns.width :])
        or _length(row) > longest
        or any(
            cell and _is_written(cell) for place, cell in enumerate(row) if _is_no_place_for_counts(place, row, columns)
        )
    )
    figures: dict[Applicant, Figure] = {}
    for applicant, places in columns.of.items():
        cells = list(dict.fromkeys(cell for place in places if (cell := row[place])))
        full = [cell for cell in cells if not cell.figure.empty]
        shared = [cell for cell in full if sum(cell in _at(row, other) for other in columns.of.values()) > 1]
        wrong = uneven or len(full) > 1 or any(cell.figure.value for cell in shared)
        text = "、".join(cell.text for cell in full)
        figures[applicant] = Figure(text or "（缺）", None) if wrong or not cells else (full or cells)[0].figure
    return figures


def _is_no_place_for_counts(place: int, row: tuple[Cell | None, ...], columns: _Columns) -> bool:
    """Columns of remarks, and those between the label and the first applicant that are not numbered on purpose."""
    heading = columns.other.get(place, "")
    if place > columns.first:
        return bool(_REMARKS.search(heading))
    labels = [at for at, cell in enumerate(row[: columns.first]) if cell and row_of([cell.label])]
    return bool(labels) and labels[-1] < place < columns.first and not _NO_COUNTS.search(heading)


def _is_written(cell: Cell | None) -> bool:
    """Whether the cell holds a written number, 0 included."""
    return cell is not None and cell.figure.readable and not cell.figure.empty


def _length(row: tuple[Cell | None, ...]) -> int:
    return max((place for place, cell in enumerate(row, 1) if cell), default=0)


def _at(row: tuple[Cell | None, ...], places: tuple[int, ...]) -> list[Cell | None]:
    return [row[place] for place in places]


def _strange_columns(row: tuple[Cell | None, ...], columns: _Columns) -> list[str]:
    """Headers right of the labels that are no applicant, where the row has something else than nothing or 0."""
    return [
        label
        for place, label in columns.other.items()
        if columns.first < place < len(row)
        and not _NO_COUNTS.search(label)
        and (cell := row[place])
        and cell.figure.value != 0
    ]


def _labels(cells: Iterable[Cell | None]) -> list[str]:
    """The texts of different cells, in order; empty ones are left out."""
    return [cell.label for cell in dict.fromkeys(cells) if cell and cell.label]


def _row_labels(row: tuple[Cell | None, ...], first: int) -> list[str]:
    return [label for label in _labels(row[:first]) if not _NO_LABEL.fullmatch(label)]
