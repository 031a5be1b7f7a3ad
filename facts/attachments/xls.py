"""Workbooks of Excel 97 to 2003."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from facts.attachments.part import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Clock, Part, Unreadable
from facts.attachments.xlsx import squared


def read_xls(body: bytes, clock: Clock) -> Iterator[Part]:
    """One part for each sheet that holds anything; raises ``Unreadable``."""
    import xlrd  # noqa: PLC0415 - only pages with old workbooks pay

    try:
        book = xlrd.open_workbook(file_contents=body, formatting_info=True, logfile=io.StringIO())
    except xlrd.XLRDError as problem:
        raise Unreadable("已加密，不能读取" if "encrypt" in str(problem).lower() else "文件损坏，不能读取") from problem
    cells = 0
    for sheet in book.sheets():
        clock.check()
        height, width = min(sheet.nrows, MAX_ROWS), min(sheet.ncols, MAX_COLUMNS)
        cells += height * width
        if cells > MAX_CELLS:
            raise Unreadable("表格过大")
        rows = [[_shown(sheet, row, column, book.datemode) for column in range(width)] for row in range(height)]
        for top, bottom, left, right in sheet.merged_cells:
            for row in range(top, min(bottom, height)):
                rows[row][left : min(right, width)] = [rows[top][left]] * max(min(right, width) - left, 0)
        if any(map(any, rows)):
            yield Part(f"工作表“{sheet.name}”{_hidden(sheet)}", squared(rows))


def _shown(sheet: Any, row: int, column: int, datemode: int) -> str:
    import xlrd  # noqa: PLC0415 - see read_xls

    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind == xlrd.XL_CELL_DATE:
        try:
            return str(xlrd.xldate_as_datetime(value, datemode).date())
        except (ValueError, OverflowError):
            return str(value)
    if kind in (xlrd.XL_CELL_ERROR, xlrd.XL_CELL_EMPTY):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _hidden(sheet: Any) -> str:
    hidden = [
        name
        for name, there in (
            ("隐藏工作表", sheet.visibility),
            ("含隐藏列", any(column.hidden for column in sheet.colinfo_map.values())),
            ("含隐藏行", any(row.hidden for row in sheet.rowinfo_map.values())),
        )
        if there
    ]
    return f"（{'，'.join(hidden)}）" if hidden else ""
