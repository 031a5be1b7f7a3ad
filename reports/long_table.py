"""One long table as a workbook, written row by row: its length costs no memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path

from xlsxwriter import Workbook

from reports.cell_text import printable, starts_a_formula
from reports.whole_file import replacing

_FONT = {"font_name": "宋体", "font_size": 10, "valign": "top", "text_wrap": True, "border": 1}


def write_long_table(
    path: Path,
    title: str,
    created: date,
    header: Sequence[tuple[str, float]],
    rows: Iterable[Sequence[str | int]],
    note: str = "",
) -> None:
    """``header``: names and widths (in characters) of the columns. Text is text, whatever it begins with.

    ``created`` stands in the properties instead of the clock. ``note`` is a line below the table.
    """
    with replacing(path) as draft:
        book = Workbook(
            draft,
            {
                "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )  # fmt: skip
        book.set_properties({"title": title, "created": datetime.combine(created, time())})
        plain, quoted = book.add_format(_FONT), book.add_format({**_FONT, "quote_prefix": True})
        bold = book.add_format({**_FONT, "bold": True, "bg_color": "#EDEDED", "align": "center"})
        sheet = book.add_worksheet(title[:31])
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 0)
        for column, (name, width) in enumerate(header):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, bold)
        number = 0
        for number, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell, plain)
                else:
                    sheet.write_string(number, column, printable(cell), quoted if starts_a_formula(cell) else plain)
        sheet.autofilter(0, 0, max(number, 1), len(header) - 1)
        if note:
            sheet.write_string(number + 2, 0, note)
        book.close()
