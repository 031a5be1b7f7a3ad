"""Workbooks: safe cells, shared formats, page set-up, the same bytes for the same content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.cell_text import printable, starts_a_formula
from reports.whole_file import replacing

_FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True}
#: Height of one line of the font above, in points.
LINE_HEIGHT = 15.0
_A4 = 9

Cell = str | int | Decimal


class Book:
    """A workbook being written. Formats are named by their properties and made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def style(self, **properties: Any) -> Format:
        """The format with ``properties`` over the common font."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format({**_FONT, **properties})
        return self._formats[key]

    def sheet(self, title: str, *, repeat: tuple[int, int] | None = None) -> Worksheet:
        """A sheet that prints on A4 landscape, one page wide; ``repeat`` are the header rows (0-based, inclusive)."""
        sheet = self._workbook.add_worksheet(title)
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.center_horizontally()
        sheet.set_footer("&C第 &P 页，共 &N 页")
        if repeat:
            sheet.repeat_rows(*repeat)
            sheet.freeze_panes(repeat[1] + 1, 0)
        return sheet

    def text(self, sheet: Worksheet, row: int, column: int, text: str, **properties: Any) -> None:
        """Write ``text`` as text, whatever it starts with."""
        sheet.write_string(row, column, printable(text), self._text_style(text, properties))

    def number(self, sheet: Worksheet, row: int, column: int, number: Decimal | int, **properties: Any) -> None:
        sheet.write_number(row, column, float(number), self.style(**properties))

    def merged(self, sheet: Worksheet, area: tuple[int, int, int, int], text: str, **properties: Any) -> None:
        """Write ``text`` over ``area`` (first row, first column, last row, last column); one cell is no area."""
        first_row, first_column, last_row, last_column = area
        if (first_row, first_column) == (last_row, last_column):
            self.text(sheet, first_row, first_column, text, **properties)
            return
        style = self._text_style(text, properties)
        sheet.merge_range(first_row, first_column, last_row, last_column, "", style)
        sheet.write_string(first_row, first_column, printable(text), style)

    def table(
        self, sheet: Worksheet, first_row: int, widths: tuple[float, ...], rows: Sequence[Sequence[Cell]]
    ) -> None:
        """Write ``rows`` (the first is the header) with borders; a row is as high as its longest text needs."""
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for offset, cells in enumerate(rows):
            style: dict[str, Any] = {"border": 1, "indent": 1}
            if offset == 0:
                style = {"border": 1, "bold": True, "bg_color": "#EDEDED", "align": "center"}
            lines = max(wrapped_lines(str(cell), width) for cell, width in zip(cells, widths, strict=True))
            sheet.set_row(first_row + offset, max(20.0, lines * LINE_HEIGHT + 4))
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    self.text(sheet, first_row + offset, column, cell, **style)
                else:
                    self.number(sheet, first_row + offset, column, cell, border=1, align="center")

    def _text_style(self, text: str, properties: dict[str, Any]) -> Format:
        # The quote prefix keeps such a cell text even when somebody edits it.
        return self.style(**properties, quote_prefix=True) if starts_a_formula(text) else self.style(**properties)


@contextmanager
def new_book(path: Path, *, title: str, created: date) -> Iterator[Book]:
    """A workbook that takes the name ``path`` when the block ends without an error.

    ``created`` stands in the properties instead of the clock, so that equal content gives equal bytes.
    """
    with replacing(path) as draft:
        workbook = Workbook(
            draft, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        )
        workbook.set_properties({"title": title, "created": datetime.combine(created, time())})
        yield Book(workbook)
        workbook.close()


def wrapped_lines(text: str, width: float) -> int:
    """How many lines ``text`` takes in a column ``width`` characters wide (a Chinese character counts as two)."""
    # Borders and the indent take about two characters.
    usable = max(width - 2, 1)
    return sum(max(1, -(-_columns(line) // int(usable))) for line in printable(text).split("\n"))


def _columns(line: str) -> int:
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in line)
