"""A weekly record (周扫描记录) as a document to print, sign and file. Layout: GB/T 9704-2012."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inspection.moment import BEIJING, beijing_day
from reports.docx_frame import CELL, CELL_CENTERED, CELL_HEADER, CENTERED
from reports.docx_table import Cell, Row
from reports.official_paper import OfficialPaper, chinese_day
from reports.sheets import Cell as Value
from reports.weekly_tables import finding_rows, summary, unknown_rows
from scoring.weekly_record import WeeklyRecord

#: Titles of the columns with their shares of the width; warnings cost nothing and are not held against last week.
_FAULTS = (
    ("序号", 4.5), ("主管单位", 11), ("名称", 11), ("问题和地址", 42), ("与上周相比", 8), ("状态", 8), ("应扣分", 6),
)  # fmt: skip
_WARNINGS = (("序号", 4.5), ("主管单位", 14), ("名称", 14), ("内容和地址", 52), ("状态", 8))
_WARNING_LEVELS = frozenset({"预警", "提示"})
#: Levels that stand before the message; the others are what the table is about.
_GRAVE = frozenset({"单项否决", "提示"})
_UNITS = ("主管单位", "计划检测", "已判定", "未能检测", "问题", "预警与提示")


@dataclass(frozen=True, slots=True)
class SignedBy:
    """Who signed a record, when (aware), the hex SHA-256 of what was signed, and what the signer had to say."""

    who: str
    at: datetime
    sha256: str
    note: str = ""


def render_weekly(record: WeeklyRecord, district_name: str, issuer: str, signed: SignedBy | None) -> bytes:
    """The .docx of a record. A record that nobody signed says so and leaves room for a signature by hand."""
    heading = f"{district_name}政府网站和政务新媒体周扫描记录"
    paper = OfficialPaper(f"{heading}（{record.last_day}）", issuer, beijing_day(record.as_of))
    paper.title(f"{district_name}政府网站和政务新媒体", "周扫描记录")
    paper.text(f"{chinese_day(record.first_day)}至{chinese_day(record.last_day)}", CENTERED)
    paper.level_1("一、扫描概况")
    paper.table((2, 6), [[Cell(label, CELL_HEADER), Cell(text)] for label, text in summary(record)], header=0)
    rows = list(finding_rows(record))
    faults = [row for row in rows if row[2] not in _WARNING_LEVELS]
    warnings = [row for row in rows if row[2] in _WARNING_LEVELS]
    _findings(paper, "二、发现的问题", "本周没有发现问题。", _FAULTS, faults)
    _findings(paper, "三、预警与提示", "本周没有预警和提示。", _WARNINGS, warnings)
    _unknown(paper, record)
    _units(paper, record)
    _signature(paper, signed)
    return paper.bytes()


def _findings(
    paper: OfficialPaper,
    heading: str,
    nothing: str,
    columns: Sequence[tuple[str, float]],
    rows: Sequence[Sequence[Value]],
) -> None:
    paper.level_1(heading)
    if not rows:
        paper.text(nothing)
        return
    shown: list[Row] = [[Cell(title, CELL_HEADER) for title, _ in columns]]
    for number, (change, unit, level, title, url, message, status, points, _first_seen) in enumerate(rows, start=1):
        told = "\n".join(filter(None, (f"【{level}】{message}" if level in _GRAVE else str(message), str(url))))
        rest = (change or "—", status, points) if columns is _FAULTS else (status,)
        shown.append(
            [
                Cell(str(number), CELL_CENTERED),
                Cell(str(unit)),
                Cell(str(title)),
                Cell(told),
                *(Cell(str(value), CELL_CENTERED) for value in rest),
            ]
        )
    paper.table([share for _, share in columns], shown)


def _unknown(paper: OfficialPaper, record: WeeklyRecord) -> None:
    paper.level_1("四、未能检测的项目")
    rows = list(unknown_rows(record))
    if not rows:
        paper.text("没有未能检测的项目。")
        return
    shown: list[Row] = [
        [Cell(title, CELL_HEADER) for title in ("序号", "主管单位", "名称", "检测项", "未能检测的原因")]
    ]
    for number, row in enumerate(rows, start=1):
        shown.append([Cell(str(number), CELL_CENTERED), *(Cell(str(value)) for value in row)])
    paper.table((4.5, 14, 20, 20, 30), shown)


def _units(paper: OfficialPaper, record: WeeklyRecord) -> None:
    paper.level_1("五、各单位检测情况")
    shown: list[Row] = [[Cell(title, CELL_HEADER) for title in _UNITS]]
    for unit in record.units:
        counts = (unit.planned, unit.judged, len(unit.unknown), len(unit.findings), len(unit.warnings))
        shown.append([Cell(unit.unit_name), *(Cell(str(count), CELL_CENTERED) for count in counts)])
    paper.table((24, 12, 12, 12, 12, 12), shown)


def _signature(paper: OfficialPaper, signed: SignedBy | None) -> None:
    paper.level_1("六、签认")
    if signed is None:
        paper.text("本记录尚未签认。")
        rows = [("签认人", ""), ("签认时间", "　　　　年　　月　　日"), ("说明", "\n")]
    else:
        rows = [
            ("签认人", signed.who),
            ("签认时间", f"{signed.at.astimezone(BEIJING):%Y-%m-%d %H:%M}"),
            ("说明", signed.note or "无"),
            ("记录校验值", f"SHA-256 {signed.sha256}"),
        ]
    paper.table((2, 6), [[Cell(label, CELL_HEADER), Cell(text, CELL)] for label, text in rows], header=0, together=True)
