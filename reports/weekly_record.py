"""A weekly record as a workbook, CSV or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from inspection.moment import beijing_day, iso_minutes
from reports.cell_text import write_csv
from reports.sheets import Book, Cell, new_book
from reports.weekly_tables import (
    FINDING_COLUMNS,
    FINDING_WIDTHS,
    UNKNOWN_COLUMNS,
    UNKNOWN_WIDTHS,
    finding_rows,
    summary,
    unknown_rows,
)
from reports.whole_file import write_text
from scoring.points import plain
from scoring.weekly_record import SeenFinding, UnitWeek, WeeklyRecord


def write_weekly_record_xlsx(path: Path, record: WeeklyRecord) -> None:
    """Sheets 概况 (coverage, by unit), 问题 (faults, changes, warnings) and 未能检测 (each with its reason)."""
    title = f"{record.first_day}至{record.last_day}周扫描记录"
    with new_book(path, title=title, created=beijing_day(record.as_of)) as book:
        _overview(book, title, record)
        _table(book, "问题", FINDING_COLUMNS, FINDING_WIDTHS, finding_rows(record))
        _table(book, "未能检测", UNKNOWN_COLUMNS, UNKNOWN_WIDTHS, unknown_rows(record))


def write_weekly_record_csv(path: Path, record: WeeklyRecord) -> None:
    """One row a fault, change, warning, and question without an answer (级别 未能检测)."""
    rows = [[str(cell) for cell in row] for row in finding_rows(record)]
    rows += [
        ["", row.unit_name, "未能检测", row.title, "", f"{row.rule}：{row.reason}", "", "", ""]
        for row in record.unknown
    ]
    write_csv(path, [FINDING_COLUMNS, *rows])


def weekly_document(record: WeeklyRecord) -> dict[str, Any]:
    """The record as plain JSON values.

    ``{"scan", "first_day", "last_day", "as_of", "coverage": {"planned", "judged", "unknown", "unaccounted"},
    "units": [{"unit", "name", "planned", "judged", "findings": [F], "warnings": [F], "unknown": [{"rule", "subject",
    "title", "reason"}]}], "change": null | {"new": [id], "still": [id], "gone": [G], "unchecked": [G]}}`` with F =
    ``{"finding", "rule", "subject", "title", "url", "message", "severity", "status", "points", "first_seen"}`` and
    G = F with ``"unit"`` and ``"unit_name"``. ``reports.weekly_reading`` reads it back.
    Days are ISO dates, moments ISO in Beijing time, points decimal strings.
    """
    change = record.change
    return {
        "scan": record.scan_id,
        "first_day": record.first_day.isoformat(),
        "last_day": record.last_day.isoformat(),
        "as_of": iso_minutes(record.as_of),
        "coverage": {
            "planned": record.planned,
            "judged": record.judged,
            "unknown": len(record.unknown),
            "unaccounted": record.unaccounted,
        },
        "units": [_unit(unit) for unit in record.units],
        "change": change
        and {
            "new": [each.finding_id for each in change.new],
            "still": [each.finding_id for each in change.still],
            "gone": [_absent(each) for each in change.gone],
            "unchecked": [_absent(each) for each in change.unchecked],
        },
    }


def write_weekly_record_json(path: Path, record: WeeklyRecord) -> None:
    """Write ``weekly_document``."""
    write_text(path, json.dumps(weekly_document(record), ensure_ascii=False, indent=1) + "\n")


def _overview(book: Book, title: str, record: WeeklyRecord) -> None:
    sheet = book.sheet("概况")
    book.merged(sheet, (0, 0, 0, 5), title, align="center", font_name="黑体", font_size=18)
    sheet.set_row(0, 34)
    lines = summary(record)
    for row, (label, text) in enumerate(lines, start=1):
        book.text(sheet, row, 0, label, bold=True, border=1, indent=1)
        book.merged(sheet, (row, 1, row, 5), text, border=1, indent=1)
    header: list[Cell] = ["主管单位", "计划检测", "已判定", "未能检测", "问题", "预警与提示"]
    rows: list[list[Cell]] = [
        [unit.unit_name, unit.planned, unit.judged, len(unit.unknown), len(unit.findings), len(unit.warnings)]
        for unit in record.units
    ]
    book.table(sheet, len(lines) + 2, (24.0, 14.0, 14.0, 14.0, 14.0, 14.0), [header, *rows])


def _table(
    book: Book, title: str, columns: tuple[str, ...], widths: tuple[float, ...], rows: Iterable[list[Cell]]
) -> None:
    sheet = book.sheet(title, repeat=(0, 0))
    written = list(rows)
    book.table(sheet, 0, widths, [list(columns), *written])
    if not written:
        book.merged(sheet, (1, 0, 1, len(columns) - 1), "无", border=1, align="center")


def _unit(unit: UnitWeek) -> dict[str, Any]:
    return {
        "unit": unit.unit_id,
        "name": unit.unit_name,
        "planned": unit.planned,
        "judged": unit.judged,
        "findings": [_finding(each) for each in unit.findings],
        "warnings": [_finding(each) for each in unit.warnings],
        "unknown": [
            {"rule": row.rule, "subject": row.subject_id, "title": row.title, "reason": row.reason}
            for row in unit.unknown
        ],
    }


def _absent(seen: SeenFinding) -> dict[str, Any]:
    return {**_finding(seen), "unit": seen.unit_id, "unit_name": seen.unit_name}


def _finding(seen: SeenFinding) -> dict[str, Any]:
    return {
        "finding": seen.finding_id,
        "rule": seen.rule,
        "subject": seen.subject_id,
        "title": seen.title,
        "url": seen.url,
        "message": seen.message,
        "severity": seen.severity.value,
        "status": seen.status,
        "points": plain(seen.points),
        "first_seen": iso_minutes(seen.first_seen),
    }
