"""Workbooks of Excel 2007 and later, with hidden sheets, rows and columns: what is hidden is published all the same."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

from facts.attachments.packed import open_office
from facts.attachments.part import MAX_CELLS, MAX_CHARS, MAX_COLUMNS, MAX_ROWS, Clock, Part, Unreadable

_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_HIDDEN = re.compile(rb'\bhidden\s*=\s*"(?:1|true)"')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*\bhidden\s*=\s*"(?:1|true)"')
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref\s*=\s*"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')

_NOTES = re.compile(r"xl/(?:comments\d*|comments/comment\d+|threadedComments/threadedComment\d+)\.xml")
_NOTE_TEXT = re.compile(rb"<(?:\w+:)?(?:t|text)(?:\s[^>]*)?>([^<]*)(?=<)")
_NOTE_END = re.compile(rb"</(?:\w+:)?(?:comment|threadedComment)>")


def read_xlsx(body: bytes, clock: Clock) -> Iterator[Part]:
    """One part for each sheet that holds anything; raises ``Unreadable``."""
    from openpyxl import load_workbook  # noqa: PLC0415 - half a second that only pages with workbooks pay

    archive = open_office(body)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions that do not matter here
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=True)
        cells = 0
        for sheet in book.worksheets:
            path = str(vars(sheet)["_worksheet_path"]).lstrip("/")  # the library names it nowhere else
            xml = archive.read(path)
            sheet.reset_dimensions()
            rows = []
            for row in sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True):
                rows.append([_shown(value) for value in row])
                cells += len(row)
                if cells > MAX_CELLS:
                    raise Unreadable("表格过大")
                if len(rows) % 500 == 0:
                    clock.check()
            _fill_merged(rows, xml)
            if any(map(any, rows)):
                yield Part(f"工作表“{sheet.title}”{_hidden(sheet.sheet_state, xml)}", squared(rows))
    yield from _notes(archive)


def _notes(archive: zipfile.ZipFile) -> Iterator[Part]:
    """Notes on cells, which whoever opens the workbook can read."""
    for name in archive.namelist():
        if _NOTES.fullmatch(name):
            notes = [b"".join(_NOTE_TEXT.findall(note)) for note in _NOTE_END.split(archive.read(name))]
            text = "\n".join(unescape(note.decode("utf-8", "replace")) for note in notes if note.strip())
            if text:
                yield Part("单元格批注", text=text[:MAX_CHARS])


def squared(rows: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    """Rows padded to the widest."""
    width = max(map(len, rows), default=0)
    return tuple(tuple(row + [""] * (width - len(row))) for row in rows)


def _shown(value: Any) -> str:
    """Numbers as they are typed: 13900001234, not 13900001234.0."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat()[:10] if isinstance(value, date) else str(value)


def _hidden(state: str, xml: bytes) -> str:
    hidden = [
        name
        for name, there in (
            ("隐藏工作表", state != "visible"),
            ("含隐藏列", any(_HIDDEN.search(column) for column in _COLUMN.findall(xml))),
            ("含隐藏行", _ROW.search(xml)),
        )
        if there
    ]
    return f"（{'，'.join(hidden)}）" if hidden else ""


def _fill_merged(rows: list[list[str]], xml: bytes) -> None:
    from openpyxl.utils import range_boundaries  # noqa: PLC0415 - see read_xlsx

    budget = MAX_CELLS
    for area in _MERGED.findall(xml):
        left, top, right, bottom = (edge or 0 for edge in range_boundaries(area.decode()))
        if not left or not top or top > len(rows) or left > len(rows[top - 1]):
            continue
        right, bottom = min(right, MAX_COLUMNS), min(bottom, len(rows))
        budget -= (right - left + 1) * (bottom - top + 1)
        if budget < 0:
            return
        text = rows[top - 1][left - 1]
        for row in rows[top - 1 : bottom]:
            row.extend([""] * (right - len(row)))
            row[left - 1 : right] = [text] * (right - left + 1)
