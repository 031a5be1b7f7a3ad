"""Annexes 1 and 2 as a workbook in the printed layout, with live score formulas.

Source of the layout: 大足府办发〔2021〕46号附件1、2. Contradictions stand as notes below the table; remarks on single
lines on a second sheet.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from inspection.score import QuarterScores, ScoreLine
from reports.annex_layout import (
    NOT_ASSESSED,
    Annex,
    AnnexLayout,
    annex_layout,
    column_title,
    group_title,
    line_texts,
)
from reports.score_formula import sheet_formula
from reports.sheets import LINE_HEIGHT, Book, Cell, new_book, wrapped_lines

_TOP_HEADER, _BOTTOM_HEADER = 3, 4
_FIRST_LINE = 5
_HEADER = {"bold": True, "border": 1, "align": "center"}
_CENTERED = {"border": 1, "align": "center"}
_NUMBERS = frozenset({"row", "rank", "printed-rank"})


def write_annex_xlsx(path: Path, scores: QuarterScores, annex: Annex, *, printed_rank: bool = False) -> None:
    """Write annex 1 (sites) or 2 (accounts). Raises ``OSError`` when ``path`` cannot be written; then nothing is left.

    Rows: 附件, title, period, two header rows, one row a line, notes. The score cells hold the printed formula.
    """
    layout = annex_layout(scores, annex, printed_rank=printed_rank)
    with new_book(path, title=layout.heading, created=scores.quarter.last_day) as book:
        sheet = book.sheet(f"附件{annex}", repeat=(_TOP_HEADER, _BOTTOM_HEADER))
        _titles(book, sheet, layout)
        _header(book, sheet, layout)
        for offset, line in enumerate(layout.lines):
            _line(book, sheet, layout, _FIRST_LINE + offset, line)
        _notes(book, sheet, layout)
        _remarks(book, layout)


def _titles(book: Book, sheet: Worksheet, layout: AnnexLayout) -> None:
    last = len(layout.columns) - 1
    for at, column in enumerate(layout.columns):
        sheet.set_column(at, at, column.width)
    book.text(sheet, 0, 0, f"附件{layout.annex}", font_name="黑体", font_size=14, text_wrap=False)
    book.merged(sheet, (1, 0, 1, last), layout.heading, align="center", font_name="黑体", font_size=18)
    book.merged(sheet, (2, 0, 2, last), layout.period, align="center", font_size=11)
    for row, height in ((0, 22), (1, 34), (2, 20), (_TOP_HEADER, 34), (_BOTTOM_HEADER, 32)):
        sheet.set_row(row, height)


def _header(book: Book, sheet: Worksheet, layout: AnnexLayout) -> None:
    at = 0
    for group, members in groupby(layout.columns, key=lambda column: column.group):
        columns = list(members)
        if group is not None:
            area = (_TOP_HEADER, at, _TOP_HEADER, at + len(columns) - 1)
            book.merged(sheet, area, group_title(layout, group), **_HEADER)
        for offset, column in enumerate(columns, start=at):
            top = _TOP_HEADER if group is None else _BOTTOM_HEADER
            book.merged(sheet, (top, offset, _BOTTOM_HEADER, offset), column_title(layout, column), **_HEADER)
        at += len(columns)


def _line(book: Book, sheet: Worksheet, layout: AnnexLayout, row: int, line: ScoreLine) -> None:
    texts = line_texts(line)
    place = {column.key: at for at, column in enumerate(layout.columns)}
    lines = max(wrapped_lines(texts[column.key], column.width) for column in layout.columns)
    sheet.set_row(row, max(16.0, lines * LINE_HEIGHT + 1))
    for key, at in place.items():
        text = texts[key]
        if key == "score":
            cell_of = {item.id: xl_rowcol_to_cell(row, place[f"item:{item.id}"]) for item in layout.table.items}
            formula = next(each for each in layout.table.formulas if each.id == line.formula)
            sheet.write_formula(
                row,
                at,
                sheet_formula(layout.table, formula, cell_of),
                book.style(**_CENTERED, num_format="0.0"),
                float(line.printed_score),
            )
        elif key in _NUMBERS:
            book.number(sheet, row, at, int(text), **_CENTERED)
        elif key.startswith("item:") and text and text != NOT_ASSESSED:
            book.number(sheet, row, at, line.items[key.removeprefix("item:")], **_CENTERED)
        elif text:
            book.text(sheet, row, at, text, **_CENTERED)
        else:
            sheet.write_blank(row, at, None, book.style(**_CENTERED))


def _notes(book: Book, sheet: Worksheet, layout: AnnexLayout) -> None:
    last = len(layout.columns) - 1
    width = sum(column.width for column in layout.columns)
    for row, note in enumerate(layout.notes, start=_FIRST_LINE + len(layout.lines)):
        book.merged(sheet, (row, 0, row, last), note)
        sheet.set_row(row, wrapped_lines(note, width) * LINE_HEIGHT + 4)


def _remarks(book: Book, layout: AnnexLayout) -> None:
    rows: list[list[Cell]] = [["序号", "主管单位", "名称", "备注（不改变得分）"]]
    for line in layout.lines:
        told = ([f"单项否决：{line.veto_text}"] if line.veto else []) + list(line.notes)
        rows += [[line.row, line.unit_name, line.name, note] for note in told]
    if len(rows) > 1:
        sheet = book.sheet("各行备注", repeat=(0, 0))
        book.table(sheet, 0, (6, 22, 30, 90), rows)
