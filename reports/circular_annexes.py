"""The annexes of a circular as tables: both lists of scores, and the problems with their pictures.

Source of the layouts: 大足府办发〔2021〕46号附件1—3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from inspection.finding import SubjectKind
from inspection.moment import BEIJING
from inspection.score import Problem, ProblemGroup
from reports.annex_layout import (
    Annex,
    AnnexLayout,
    annex_layout,
    column_title,
    group_title,
    line_texts,
    period,
    whole_district,
)
from reports.circular_facts import CircularFacts, ShownPicture
from reports.docx_frame import BODY, CELL, CELL_CENTERED, CELL_HEADER, CENTERED, LEVEL_2, Look
from reports.docx_table import Cell, Row
from reports.official_paper import OfficialPaper
from reports.problems import snapshot_reference
from scoring.points import plain

#: Shares of the width; numbers get what "100.0" needs in a wide font.
_SHARES = {
    "row": 5.0, "unit": 18.0, "name": 21.5, "platform": 21.5, "veto": 6.5, "score": 9.5, "result": 6.5, "rank": 6.5,
}  # fmt: skip
_ITEM_SHARE = 10.2
_LEFT = frozenset({"unit", "name"})
_WORDS = {
    SubjectKind.PAGE: "文章", SubjectKind.COLUMN: "栏目", SubjectKind.ACCOUNT: "账号", SubjectKind.SITE: "网站",
}  # fmt: skip


def annex_names(facts: CircularFacts) -> tuple[str, str, str]:
    """What the three annexes are called."""
    one, two = annex_layout(facts.scores, 1).heading, annex_layout(facts.scores, 2).heading
    return one, two, f"{facts.scores.quarter.title}{whole_district(facts.scores)}政府网站专栏检测报告"


def add_score_annex(paper: OfficialPaper, facts: CircularFacts, annex: Annex) -> None:
    """Annex 1 or 2 on lying pages."""
    layout = annex_layout(facts.scores, annex)
    paper.annex(annex, layout.heading, lying=True)
    paper.text(layout.period, CENTERED)
    rows: list[Row] = [*_header(layout)]
    for line in layout.lines:
        texts = line_texts(line)
        rows.append([Cell(texts[one.key], CELL if one.key in _LEFT else CELL_CENTERED) for one in layout.columns])
    paper.table([_SHARES.get(column.key, _ITEM_SHARE) for column in layout.columns], rows, header=2)
    # Contradictions of the sources are told to the editor of the text, not printed under an official table.
    for note in layout.notes:
        if not note.startswith("来源矛盾"):
            paper.note(note)


def _header(layout: AnnexLayout) -> Iterator[Row]:
    top: list[Cell | None] = []
    for group, members in groupby(layout.columns, key=lambda column: column.group):
        columns = list(members)
        if group is None:
            top += [Cell(column_title(layout, column), CELL_HEADER, down=2) for column in columns]
        else:
            top.append(Cell(group_title(layout, group), CELL_HEADER, across=len(columns)))
    yield top
    yield [None if column.group is None else Cell(column.title, CELL_HEADER) for column in layout.columns]


def add_problem_annex(
    paper: OfficialPaper, facts: CircularFacts, *, snapshot: Callable[[str], str] = snapshot_reference
) -> None:
    """Annex 3: a table for each problem of the quarterly check, by unit and indicator."""
    paper.annex(3, annex_names(facts)[2])
    paper.text(f"检查时间：{period(facts.scores)}", CENTERED)
    if not facts.scores.problems:
        paper.text("本季度季度检查没有扣分。")
    for group in facts.scores.problems:
        _add_group(paper, facts, group, snapshot)


def _add_group(paper: OfficialPaper, facts: CircularFacts, group: ProblemGroup, snapshot: Callable[[str], str]) -> None:
    paper.text(f"{group.name}检测情况（扣{plain(group.points)}分）", LEVEL_2, keep=True)
    for section in group.sections:
        paper.text(f"检测结果显示存在{section.indicator}方面的问题：", BODY, keep=True)
        for problem in section.problems:
            pictures = [facts.pictures[reason] for reason in problem.reasons if reason in facts.pictures]
            rows = list(_problem_rows(problem, pictures, snapshot(problem.snapshot)))
            paper.table([1.2, 5.6], rows, header=0, together=True)
            paper.gap()


def _problem_rows(problem: Problem, pictures: list[ShownPicture], snapshot: str) -> Iterator[Row]:
    what = _WORDS[problem.kind]

    def row(title: str, text: str, look: Look = CELL) -> Row:
        return [Cell(title, CELL_HEADER), Cell(text, look)]

    yield row("检测时间", f"{problem.at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}")
    yield row(f"{what}名称", problem.title)
    yield row(f"{what}地址", problem.url)
    yield row("快照地址", snapshot or "没有留存快照")
    yield row("问题描述", problem.description)
    if not pictures:
        yield row("问题页面截图", "尚未取证，没有截图")
    for picture in pictures:
        if picture.manifest:
            yield row("证据校验值", f"SHA-256 {picture.manifest}")
        if picture.png is None:
            yield row("问题页面截图", picture.note)
        else:
            yield [Cell("问题页面截图", CELL_CENTERED, across=2, picture=picture.png)]
