"""A quarter at a glance (概览): figures, weekly scans, problems by class, who lost most, contradictions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inspection.score import ScoreLine
from reports.annex_layout import period
from reports.chart_quarter import png, score_bands, weekly_bars
from reports.circular_facts import CircularFacts, FollowUp, problem_classes, tallied
from reports.docx_frame import CELL, CELL_CENTERED, CELL_HEADER, CENTERED
from reports.docx_table import Cell, Row
from reports.official_paper import OfficialPaper, chinese_day
from scoring.points import plain
from scoring.weekly_record import WeeklyRecord

_WORST = 20
#: Twips.
_CHART_HEIGHT = 4000


def render_overview(facts: CircularFacts, records: Sequence[WeeklyRecord]) -> bytes:
    """The .docx of a quarter's overview; ``records`` are those of its weekly scans in time order."""
    scores = facts.scores
    paper = OfficialPaper(f"{scores.quarter.title}检查概览", facts.form.inspector, facts.day)
    paper.title(f"{scores.district_name}{scores.quarter.title}", "政府网站和政务新媒体检查概览")
    paper.text(period(scores), CENTERED)
    paper.text(f"（问题处理情况截至{chinese_day(facts.follow_up.day)}）", CENTERED)
    _section(paper, "一、检查结果", _results(facts), (20, 8, 8, 10, 10, 8, 8, 10))
    if scores.sites or scores.accounts:
        paper.gap()
        paper.picture(png(score_bands(scores.sites, scores.accounts)), _CHART_HEIGHT)
    _section(paper, "二、整改情况", _follow_up(facts.follow_up), (1, 1, 1, 1, 1, 1, 1))
    _section(paper, "三、历次周扫描", _weeks(records), (26, 10, 10, 10, 10, 10))
    if records:
        paper.gap()
        paper.picture(png(weekly_bars(records)), _CHART_HEIGHT)
    _section(paper, "四、扣分问题分类", _classes(facts), (10, 30, 10, 8, 34))
    _section(paper, "五、得分较低的", _lowest(facts), (8, 22, 24, 34, 10))
    _section(paper, "六、来源矛盾", _contradictions(facts), (14, 60))
    return paper.bytes()


def _section(paper: OfficialPaper, heading: str, rows: Iterator[Row], shares: Sequence[float]) -> None:
    paper.level_1(heading)
    shown = list(rows)
    if len(shown) < 2:
        paper.text("没有。")
    else:
        paper.table(shares, shown)


def _header(*titles: str) -> Row:
    return [Cell(title, CELL_HEADER) for title in titles]


def _counts(*values: object) -> list[Cell]:
    return [Cell(str(value), CELL_CENTERED) for value in values]


def _results(facts: CircularFacts) -> Iterator[Row]:
    yield _header("对象", "总数", "合格", "合格率", "平均得分", "满分", "有扣分", "单项否决")
    for title, lines in (("政府网站专栏", facts.scores.sites), ("政务新媒体", facts.scores.accounts)):
        if lines:
            one = tallied(lines)
            counts = (one.total, one.qualified, f"{one.rate}%", one.average, one.full, one.fined, len(one.vetoed))
            yield [Cell(title), *_counts(*counts)]


def _follow_up(one: FollowUp) -> Iterator[Row]:
    yield _header("已确认", "复核通过", "待复核", "限期整改中", "其中超期", "未下达期限", "疑似未审核")
    yield _counts(one.confirmed, one.passed, one.fixed, one.announced, one.overdue, one.waiting, one.undecided)


def _weeks(records: Sequence[WeeklyRecord]) -> Iterator[Row]:
    yield _header("周期", "计划检测", "已判定", "未能检测", "问题", "预警与提示")
    for one in records:
        counts = (one.planned, one.judged, len(one.unknown), len(one.findings), len(one.warnings))
        yield [Cell(f"{one.first_day}至{one.last_day}", CELL_CENTERED), *_counts(*counts)]


def _classes(facts: CircularFacts) -> Iterator[Row]:
    yield _header("对象", "问题", "扣分项", "次数", "涉及")
    scores = facts.scores
    for title, lines, table in (
        ("专栏", scores.sites, scores.site_table),
        ("新媒体", scores.accounts, scores.account_table),
    ):
        for one in problem_classes(scores, lines, table):
            names = f"{'、'.join(one.names)}（{len(one.names)}个）"
            yield [Cell(title, CELL_CENTERED), Cell(one.title), *_counts(one.item, one.times), Cell(names)]


def _lowest(facts: CircularFacts) -> Iterator[Row]:
    yield _header("排名", "主管单位", "名称", "扣分", "得分")
    for lines in (facts.scores.sites, facts.scores.accounts):
        fined = [line for line in lines if line.printed_score < 100]
        for line in sorted(fined, key=lambda one: (one.printed_score, one.row))[:_WORST]:
            name = f"{line.name}（{line.platform}）" if line.platform else line.name
            yield [
                Cell(str(line.rank), CELL_CENTERED), Cell(line.unit_name), Cell(name), Cell(_lost(line)),
                Cell(str(line.printed_score), CELL_CENTERED),
            ]  # fmt: skip


def _lost(line: ScoreLine) -> str:
    return "、".join(f"{cell.title}{plain(cell.printed)}分" for cell in line.item_scores if cell.printed)


def _contradictions(facts: CircularFacts) -> Iterator[Row]:
    yield _header("位置", "内容")
    for one in facts.scores.contradictions:
        yield [Cell(one.where), Cell(one.text, CELL)]
