"""Annex 3: the problems of the quarterly check, site by site, as a workbook and as CSV.

Source of the layout: 大足府办发〔2021〕46号附件3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from inspection.finding import SubjectKind
from inspection.moment import BEIJING
from inspection.score import Problem, ProblemGroup, ProblemSection, QuarterScores
from reports.annex_layout import period, whole_district
from reports.cell_text import write_csv
from reports.sheets import LINE_HEIGHT, Book, new_book, wrapped_lines
from scoring.points import plain

#: Saying so is better than an empty cell.
NO_EVIDENCE = "尚未取证，没有截图"
_KINDS = {
    SubjectKind.PAGE: "文章",
    SubjectKind.COLUMN: "栏目",
    SubjectKind.ACCOUNT: "政务新媒体",
    SubjectKind.SITE: "网站",
}
_COLUMNS = (
    ("检测时间", 21.0),
    ("对象", 12.0),
    ("文章或栏目名称", 26.0),
    ("地址", 40.0),
    ("快照地址", 26.0),
    ("问题描述", 32.0),
    ("问题页面截图", 15.0),
)


@dataclass(frozen=True, slots=True)
class ProblemEvidence:
    """What was kept of a finding: number and SHA-256 of its manifest, and the marked picture.

    ``file``: its place beside the annex; empty where it is not handed out, and ``note`` (Chinese) says why. Evidence is
    no part of a quarter's numbers: what is closed stays the same whether pictures were taken or not.
    """

    number: int
    sha256: str
    file: str
    note: str = ""


_NONE: Mapping[str, ProblemEvidence] = {}


def snapshot_reference(sha256: str) -> str:
    """How a stored page is named outside the store; empty for no snapshot."""
    return f"snapshot:sha256:{sha256}" if sha256 else ""


def write_problems_csv(
    path: Path,
    scores: QuarterScores,
    *,
    snapshot: Callable[[str], str] = snapshot_reference,
    evidence: Mapping[str, ProblemEvidence] = _NONE,
) -> None:
    """Write annex 3 flat, one row a problem. ``snapshot`` turns a hash (maybe empty) into the printed 快照地址;
    ``evidence`` is by finding. The last two columns are not printed: number and SHA-256 of the evidence's manifests.
    """
    titles = (title for title, _ in _COLUMNS)
    header = ["主管单位", "名称", "单位合计扣分", "检查指标", *titles, "证据编号", "证据校验值"]
    rows = [
        [group.unit_name, group.name, plain(group.points), section.indicator, *_cells(problem, snapshot, evidence),
         *_proofs(problem, evidence)]
        for group, section, problem in _problems(scores)
    ]  # fmt: skip
    write_csv(path, [header, *rows])


def write_problems_xlsx(
    path: Path,
    scores: QuarterScores,
    *,
    snapshot: Callable[[str], str] = snapshot_reference,
    evidence: Mapping[str, ProblemEvidence] = _NONE,
) -> None:
    """Write annex 3 grouped as printed: unit with its total, heading of the indicator, then its problems."""
    heading = f"{scores.quarter.title}{whole_district(scores)}政府网站专栏检测报告"
    last = len(_COLUMNS) - 1
    with new_book(path, title=heading, created=scores.quarter.last_day) as book:
        sheet = book.sheet("附件3")
        book.text(sheet, 0, 0, "附件3", font_name="黑体", font_size=14, text_wrap=False)
        book.merged(sheet, (1, 0, 1, last), heading, align="center", font_name="黑体", font_size=18)
        book.merged(
            sheet, (2, 0, 2, last), f"检查时间：{period(scores)}　　季度检查扣分单位", align="center", font_size=11
        )
        for row, height in ((0, 22), (1, 34), (2, 20)):
            sheet.set_row(row, height)
        row = 4
        for group in scores.problems:
            row = _write_group(book, sheet, row, group, lambda problem: _cells(problem, snapshot, evidence))
        notes = [each.text for each in scores.contradictions if each.annex == 3]
        if not scores.problems:
            notes.insert(0, "本季度季度检查没有扣分。")
        width = sum(width for _, width in _COLUMNS)
        for offset, note in enumerate(notes):
            book.merged(sheet, (row + offset, 0, row + offset, last), f"说明：{note}")
            sheet.set_row(row + offset, wrapped_lines(note, width) * LINE_HEIGHT + 4)


def _write_group(
    book: Book, sheet: Worksheet, row: int, group: ProblemGroup, cells: Callable[[Problem], list[str]]
) -> int:
    """Write one group from ``row`` on; returns the row after its blank line."""
    last, widths = len(_COLUMNS) - 1, tuple(width for _, width in _COLUMNS)
    title = f"{group.name}检测情况（扣{plain(group.points)}分）"
    book.merged(sheet, (row, 0, row, last), title, bold=True, font_size=13)
    sheet.set_row(row, 24)
    row += 1
    for section in group.sections:
        heading = f"检测结果显示存在{section.indicator}方面的问题："
        book.merged(sheet, (row, 0, row, last), heading)
        sheet.set_row(row, wrapped_lines(heading, sum(widths)) * LINE_HEIGHT + 6)
        rows = [[title for title, _ in _COLUMNS], *(cells(problem) for problem in section.problems)]
        book.table(sheet, row + 1, widths, rows)
        row += 1 + len(rows)
    return row + 1


def _problems(scores: QuarterScores) -> Iterator[tuple[ProblemGroup, ProblemSection, Problem]]:
    for group in scores.problems:
        for section in group.sections:
            for problem in section.problems:
                yield group, section, problem


def _cells(problem: Problem, snapshot: Callable[[str], str], evidence: Mapping[str, ProblemEvidence]) -> list[str]:
    return [
        f"{problem.at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}",
        _KINDS[problem.kind],
        problem.title,
        problem.url,
        snapshot(problem.snapshot),
        problem.description,
        _pictures(problem, evidence),
    ]


def _pictures(problem: Problem, evidence: Mapping[str, ProblemEvidence]) -> str:
    """The pictures of all findings that the entry tells together, each with the number of its evidence."""
    kept = [evidence[reason] for reason in problem.reasons if reason in evidence]
    return "\n".join(f"证据{one.number}：{one.file or one.note}" for one in kept) or NO_EVIDENCE


def _proofs(problem: Problem, evidence: Mapping[str, ProblemEvidence]) -> list[str]:
    kept = [evidence[reason] for reason in problem.reasons if reason in evidence]
    return ["、".join(str(one.number) for one in kept), "、".join(one.sha256 for one in kept)]
