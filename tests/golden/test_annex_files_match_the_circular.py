"""The annex files hold the circular's tables: as CSV field by field, as workbooks with live formulas."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from printed_quarter import printed, printed_quarter

from inspection.score import QuarterScores
from reports.annex_csv import write_annex_csv
from reports.annex_xlsx import write_annex_xlsx
from reports.problems import ProblemEvidence, write_problems_csv, write_problems_xlsx


@pytest.fixture(scope="module")
def scores() -> QuarterScores:
    return printed_quarter()


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def opened(path: Path, *, values: bool) -> Worksheet:
    return load_workbook(path, data_only=values).worksheets[0]


def test_annex_2_csv_is_the_printed_table(scores: QuarterScores, tmp_path: Path) -> None:
    write_annex_csv(tmp_path / "annex2.csv", scores, 2)
    assert rows_of(tmp_path / "annex2.csv") == printed(2)


def test_annex_1_csv_is_the_printed_table_with_both_ranks(scores: QuarterScores, tmp_path: Path) -> None:
    write_annex_csv(tmp_path / "annex1.csv", scores, 1, printed_rank=True)
    rows = rows_of(tmp_path / "annex1.csv")
    assert [int(row.pop("排名")) for row in rows] == [line.rank for line in scores.sites]
    assert [row | {"排名": row.pop("排名（按原表口径）")} for row in rows] == printed(1)


def test_annex_1_has_the_true_rank_alone_unless_asked(scores: QuarterScores, tmp_path: Path) -> None:
    write_annex_csv(tmp_path / "annex1.csv", scores, 1)
    assert list(rows_of(tmp_path / "annex1.csv")[0]) == list(printed(1)[0])


@pytest.mark.parametrize(
    ("annex", "merged", "group"),
    [(1, ("A4:A5", "B4:B5", "E4:F4", "G4:G5", "O4:O5"), "E4"), (2, ("A4:A5", "D4:D5", "G4:H4", "N4:N5"), "G4")],
)
def test_the_workbook_has_the_printed_layout(
    scores: QuarterScores, tmp_path: Path, annex: int, merged: tuple[str, ...], group: str
) -> None:
    write_annex_xlsx(tmp_path / "annex.xlsx", scores, annex)
    sheet = opened(tmp_path / "annex.xlsx", values=True)
    assert set(merged) <= {str(area) for area in sheet.merged_cells.ranges}
    assert sheet["A1"].value == f"附件{annex}"
    assert sheet["A2"].value.startswith("2021年第一季度全区政府")
    assert sheet["A3"].value.endswith("：2020年12月1日至2021年2月28日")
    points = "50" if annex == 1 else "60"
    assert sheet[group].value == f"内容更新\n（{points}分）"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)  # one page wide, any height
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$4:$5", "A6")


@pytest.mark.parametrize("annex", [1, 2])
def test_the_workbook_holds_the_printed_values(scores: QuarterScores, tmp_path: Path, annex: int) -> None:
    write_annex_xlsx(tmp_path / "annex.xlsx", scores, annex)
    sheet, golden = opened(tmp_path / "annex.xlsx", values=True), printed(annex)
    for cells, row in zip(sheet.iter_rows(min_row=6, max_row=5 + len(golden)), golden, strict=True):
        texts = ["" if cell.value is None else str(cell.value) for cell in cells]
        score = len(texts) - 3
        assert texts[:score] == list(row.values())[:score]
        assert cells[score].value == float(row["得分"])
        assert all(isinstance(cells[at].value, int) for at in (0, score + 2))


def evaluated(sheet: Worksheet, formula: str, row: int) -> float:
    """The formula's value, computed from the cells that it names."""
    text = formula.removeprefix("=ROUND(").removesuffix(",1)")
    names = {cell.coordinate: cell.value or 0 for cell in sheet[row]}
    return eval(text, {"__builtins__": {}}, names)


def formulas(sheet: Worksheet, first: int, last: int) -> Iterator[tuple[int, str]]:
    for row in range(first, last + 1):
        yield row, next(str(cell.value) for cell in sheet[row] if str(cell.value).startswith("="))


@pytest.mark.parametrize(("annex", "lines"), [(1, 65), (2, 34)])
def test_the_live_formulas_give_the_printed_scores(
    scores: QuarterScores, tmp_path: Path, annex: int, lines: int
) -> None:
    write_annex_xlsx(tmp_path / "annex.xlsx", scores, annex)
    sheet = opened(tmp_path / "annex.xlsx", values=False)
    for (row, formula), line in zip(formulas(sheet, 6, 5 + lines), printed(annex), strict=True):
        assert f"{evaluated(sheet, formula, row) + 1e-9:.1f}" == line["得分"], formula


def test_each_formula_is_the_printed_one(scores: QuarterScores, tmp_path: Path) -> None:
    write_annex_xlsx(tmp_path / "1.xlsx", scores, 1)
    write_annex_xlsx(tmp_path / "2.xlsx", scores, 2)
    sites, accounts = opened(tmp_path / "1.xlsx", values=False), opened(tmp_path / "2.xlsx", values=False)
    assert sites["M6"].value == "=ROUND((90-E6/2-F6-G6-H6-J6-K6+L6)*100/90,1)"  # I6 is 不考核
    assert sites["M7"].value == "=ROUND(100-E7/2-F7-G7-H7-I7-J7+K7+L7,1)"
    assert accounts["L6"].value == "=ROUND(100-G6/2-H6-I6-J6+K6,1)"


def test_notes_tell_the_formulas_the_contradictions_and_the_lines(scores: QuarterScores, tmp_path: Path) -> None:
    write_annex_xlsx(tmp_path / "annex.xlsx", scores, 1)
    book = load_workbook(tmp_path / "annex.xlsx")
    notes = [row[0].value for row in book.worksheets[0].iter_rows(min_row=71) if row[0].value]
    assert notes[0].startswith("注：1.得分=100-")
    assert notes[1].startswith("　　2.无对外服务职能单位得分=[90-")
    assert [note[:6] for note in notes[2:]] == ["来源矛盾1：", "来源矛盾2：", "来源矛盾3："]
    remarks = [[cell.value for cell in row] for row in book["各行备注"].iter_rows(min_row=2)]
    assert len(remarks) == 11 + 2
    assert remarks[1][:3] == [15, "区水利局", "区水利局专栏"]


def test_annex_3_has_every_printed_field(scores: QuarterScores, tmp_path: Path) -> None:
    write_problems_csv(tmp_path / "annex3.csv", scores)
    rows = rows_of(tmp_path / "annex3.csv")
    assert [(row["名称"], row["单位合计扣分"], row["检测时间"], row["对象"]) for row in rows] == [
        ("双桥经开区专栏", "10", "2021-02-27 00:47:55", "文章"),
        ("区应急局专栏", "20", "2021-02-26 06:34:57", "文章"),
        ("区应急局专栏", "20", "2021-02-26 06:34:57", "栏目"),
    ]
    for row in rows:
        assert row["地址"].startswith("http://www.dazu.gov.cn/")
        assert row["快照地址"] == f"snapshot:sha256:{'ab' * 32}"
        assert row["问题描述"].endswith("。（扣10分）")
        assert (row["问题页面截图"], row["证据编号"], row["证据校验值"]) == ("尚未取证，没有截图", "", "")


def test_annex_3_names_the_evidence_where_there_is_some(scores: QuarterScores, tmp_path: Path) -> None:
    problems = [problem for group in scores.problems for section in group.sections for problem in section.problems]
    first, second = problems[0].reasons[0], problems[1].reasons[0]
    evidence = {
        first: ProblemEvidence(12, "cd" * 32, "annex3-pictures/000012-abcdef01-marked.png"),
        second: ProblemEvidence(13, "ef" * 32, "", "截图含个人信息，不附"),
    }
    write_problems_csv(tmp_path / "annex3.csv", scores, evidence=evidence)
    rows = rows_of(tmp_path / "annex3.csv")
    assert [(row["问题页面截图"], row["证据编号"], row["证据校验值"]) for row in rows] == [
        ("证据12：annex3-pictures/000012-abcdef01-marked.png", "12", "cd" * 32),
        ("证据13：截图含个人信息，不附", "13", "ef" * 32),
        ("尚未取证，没有截图", "", ""),
    ]
    write_problems_xlsx(tmp_path / "annex3.xlsx", scores, evidence=evidence)
    sheet = opened(tmp_path / "annex3.xlsx", values=True)
    cells = {str(row[6].value) for row in sheet.iter_rows() if row[6].value}
    assert cells >= {row["问题页面截图"] for row in rows}


def test_annex_3_workbook_is_grouped_by_unit_with_its_total(scores: QuarterScores, tmp_path: Path) -> None:
    write_problems_xlsx(tmp_path / "annex3.xlsx", scores, snapshot=lambda sha256: f"snapshots/{sha256[:4]}")
    sheet = opened(tmp_path / "annex3.xlsx", values=True)
    column = [str(row[0].value) for row in sheet.iter_rows() if row[0].value]
    assert "双桥经开区专栏检测情况（扣10分）" in column
    assert "区应急局专栏检测情况（扣20分）" in column
    assert "检测结果显示存在领导信息类栏目信息更新不及时方面的问题：" in column
    assert [row[4].value for row in sheet.iter_rows() if row[0].value == "2021-02-27 00:47:55"] == ["snapshots/abab"]
