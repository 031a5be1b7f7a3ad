"""The tables of a weekly record, for the workbook and the CSV alike."""

from __future__ import annotations

from collections.abc import Iterator

from inspection.finding import Severity
from inspection.moment import BEIJING, beijing_day
from reports.sheets import Cell
from scoring.weekly_record import SeenFinding, WeeklyRecord

_SEVERITIES = {
    Severity.VETO: "单项否决",
    Severity.ERROR: "问题",
    Severity.WARNING: "预警",
    Severity.HINT: "提示",
}
FINDING_COLUMNS = ("与上周相比", "主管单位", "级别", "名称", "地址", "说明", "状态", "应扣分", "首次发现")
FINDING_WIDTHS = (12.0, 20.0, 10.0, 24.0, 42.0, 44.0, 10.0, 8.0, 12.0)
UNKNOWN_COLUMNS = ("主管单位", "名称", "检测项", "未能检测的原因")
UNKNOWN_WIDTHS = (20.0, 30.0, 30.0, 60.0)


def finding_rows(record: WeeklyRecord) -> Iterator[list[Cell]]:
    """Faults by unit, then last week's that are gone or could not be judged again, then warnings."""
    fresh = {each.finding_id for each in record.change.new} if record.change else set()
    for seen in record.findings:
        yield _row("" if record.change is None else "新增" if seen.finding_id in fresh else "仍存在", seen)
    if record.change:
        yield from (_row("已消除", seen) for seen in record.change.gone)
        yield from (_row("本周未能复核", seen) for seen in record.change.unchecked)
    yield from (_row("", seen) for seen in record.warnings)


def unknown_rows(record: WeeklyRecord) -> Iterator[list[Cell]]:
    for row in record.unknown:
        yield [row.unit_name, row.title, row.rule, row.reason]


def summary(record: WeeklyRecord) -> tuple[tuple[str, str], ...]:
    """What a reader wants first, as label and text; coverage before findings."""
    rows = [
        ("扫描编号", record.scan_id),
        ("周期", f"{record.first_day}至{record.last_day}"),
        ("检测时刻", f"{record.as_of.astimezone(BEIJING):%Y-%m-%d %H:%M}"),
        ("计划检测", f"{record.planned}项"),
        ("已判定", f"{record.judged}项"),
        ("未能检测", f"{len(record.unknown)}项（不扣分）"),
        ("问题", f"{len(record.findings)}个"),
        ("预警与提示", f"{len(record.warnings)}个"),
    ]
    if record.unaccounted:
        rows.insert(6, ("去向不明", f"{record.unaccounted}项：扫描不完整，请重新扫描"))
    if record.change:
        change = record.change
        counts = {"新增": change.new, "仍存在": change.still, "已消除": change.gone, "未能复核": change.unchecked}
        rows.append(("与上周相比", "，".join(f"{name}{len(seen)}" for name, seen in counts.items())))
    return tuple(rows)


def _row(change: str, seen: SeenFinding) -> list[Cell]:
    return [
        change,
        seen.unit_name,
        _SEVERITIES[seen.severity],
        seen.title,
        seen.url,
        seen.message,
        seen.status,
        seen.points or "",
        f"{beijing_day(seen.first_seen)}",
    ]
