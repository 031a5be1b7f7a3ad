"""A weekly record as workbook, CSV and JSON."""

import csv
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from inspection.finding import Severity
from reports.weekly_reading import read_weekly_document
from reports.weekly_record import (
    weekly_document,
    write_weekly_record_csv,
    write_weekly_record_json,
    write_weekly_record_xlsx,
)
from scoring.weekly_record import SeenFinding, Tally, UnknownRow, WeeklyRecord, weekly_record

LATE = datetime(2021, 1, 10, 15, 50, tzinfo=UTC)  # 23:50 in Beijing


def found(number: int, severity: Severity = Severity.ERROR) -> SeenFinding:
    points = Decimal(10) if severity is Severity.ERROR else Decimal(0)
    return SeenFinding(
        f"f{number}", "website.news-stale", "park", "示例园区", f"c{number}", f"栏目{number}", "http://s.example/",
        "15天未更新", severity, "已确认", points, LATE,
    )  # fmt: skip


@pytest.fixture
def record() -> WeeklyRecord:
    return weekly_record(
        "w2",
        first_day=date(2021, 1, 4),
        last_day=date(2021, 1, 10),
        as_of=LATE,
        tallies=[Tally("park", "示例园区", 5, 4)],
        unknown=[UnknownRow("park", "示例园区", "website.news-stale", "c9", "要闻", "超时未打开")],
        seen=[found(1), found(2), found(3, Severity.WARNING)],
        last_week=[found(1), found(4), found(5)],
        judged_again=[found(4).question],
    )


TABLE = [
    ["仍存在", "栏目1", "问题", "10"],
    ["新增", "栏目2", "问题", "10"],
    ["已消除", "栏目4", "问题", "10"],
    ["本周未能复核", "栏目5", "问题", "10"],
    ["", "栏目3", "预警", ""],
]


def test_csv_has_a_row_for_every_finding_change_and_unknown(record: WeeklyRecord, tmp_path: Path) -> None:
    write_weekly_record_csv(tmp_path / "week.csv", record)
    with (tmp_path / "week.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [[row["与上周相比"], row["名称"], row["级别"], row["应扣分"]] for row in csv.DictReader(file)]
    assert rows == [*TABLE, ["", "要闻", "未能检测", ""]]


def test_workbook_tells_coverage_first(record: WeeklyRecord, tmp_path: Path) -> None:
    write_weekly_record_xlsx(tmp_path / "week.xlsx", record)
    book = load_workbook(tmp_path / "week.xlsx")
    told = {row[0].value: row[1].value for row in book["概况"].iter_rows(min_row=2, max_row=10)}
    assert told["检测时刻"] == "2021-01-10 23:50"
    assert (told["计划检测"], told["已判定"], told["未能检测"]) == ("5项", "4项", "1项（不扣分）")
    assert told["与上周相比"] == "新增1，仍存在1，已消除1，未能复核1"
    rows = [[cell.value or "" for cell in row] for row in book["问题"].iter_rows(min_row=2)]
    assert [[row[0], row[3], row[2], str(row[7])] for row in rows] == TABLE
    assert [cell.value for cell in book["未能检测"][2]] == ["示例园区", "要闻", "website.news-stale", "超时未打开"]


@pytest.mark.parametrize("first_week", [False, True])
def test_a_record_read_back_from_its_document_gives_the_same_bytes(
    record: WeeklyRecord, tmp_path: Path, first_week: bool
) -> None:
    told = replace(record, change=None) if first_week else record
    signed = json.loads(json.dumps(weekly_document(told), sort_keys=True))
    read = read_weekly_document(signed)
    assert read == told
    writers = {"xlsx": write_weekly_record_xlsx, "csv": write_weekly_record_csv, "json": write_weekly_record_json}
    for kind, write in writers.items():
        write(tmp_path / f"a.{kind}", told)
        write(tmp_path / f"b.{kind}", read)
        assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()


def test_a_document_without_the_units_of_what_is_gone_is_read_all_the_same(record: WeeklyRecord) -> None:
    signed = weekly_document(record)
    for one in signed["change"]["gone"]:
        del one["unit"], one["unit_name"]
    assert [one.unit_name for one in read_weekly_document(signed).change.gone] == [""]  # type: ignore[union-attr]


def test_an_empty_week_says_so(tmp_path: Path) -> None:
    empty = weekly_record(
        "w1", first_day=date(2021, 1, 4), last_day=date(2021, 1, 10), as_of=LATE,
        tallies=[Tally("park", "示例园区", 5, 4)], unknown=[], seen=[], last_week=None,
    )  # fmt: skip
    write_weekly_record_xlsx(tmp_path / "week.xlsx", empty)
    book = load_workbook(tmp_path / "week.xlsx")
    told = {row[0].value: row[1].value for row in book["概况"].iter_rows(min_row=2, max_row=10)}
    assert told["去向不明"] == "1项：扫描不完整，请重新扫描"
    assert book["问题"]["A2"].value == "无"


def test_json_keeps_everything(record: WeeklyRecord, tmp_path: Path) -> None:
    write_weekly_record_json(tmp_path / "week.json", record)
    document = json.loads((tmp_path / "week.json").read_text(encoding="utf-8"))
    assert document["as_of"] == "2021-01-10T23:50+08:00"
    assert document["coverage"] == {"planned": 5, "judged": 4, "unknown": 1, "unaccounted": 0}
    [unit] = document["units"]
    assert [each["finding"] for each in unit["findings"]] == ["f1", "f2"]
    assert [each["points"] for each in unit["warnings"]] == ["0"]
    assert document["change"]["new"] == ["f2"]
    assert [each["finding"] for each in document["change"]["gone"]] == ["f4"]


@pytest.mark.parametrize(
    ("write", "name"),
    [
        (write_weekly_record_xlsx, "week.xlsx"),
        (write_weekly_record_csv, "week.csv"),
        (write_weekly_record_json, "week.json"),
    ],
)
def test_the_same_record_gives_the_same_bytes(record: WeeklyRecord, tmp_path: Path, write: object, name: str) -> None:
    write(tmp_path / "one" / name, record)
    write(tmp_path / "two" / name, record)
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
