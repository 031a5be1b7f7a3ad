"""What annexes 1 and 2 show: titles, columns and cells, for every file format alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from inspection.indicators import IndicatorTable
from inspection.score import ItemScore, QuarterScores, ScoreLine
from scoring.points import plain

Annex = Literal[1, 2]
NOT_ASSESSED = "不考核"


@dataclass(frozen=True, slots=True)
class AnnexColumn:
    """A column: ``key`` for its cells, ``group`` the heading above its title, ``width`` in characters of the sheet."""

    key: str
    title: str
    group: str | None
    width: float


@dataclass(frozen=True, slots=True)
class AnnexLayout:
    """One annex. ``heading`` and ``period`` are its first lines, ``notes`` those below the table."""

    annex: Annex
    heading: str
    period: str
    columns: tuple[AnnexColumn, ...]
    lines: tuple[ScoreLine, ...]
    table: IndicatorTable
    notes: tuple[str, ...]


def annex_layout(scores: QuarterScores, annex: Annex, *, printed_rank: bool = False) -> AnnexLayout:
    """Annex 1 (sites) or 2 (accounts); ``printed_rank`` adds the rank by the rule of the printed annex."""
    sites = annex == 1
    table = scores.site_table if sites else scores.account_table
    what = "政府网站专栏" if sites else "政府系统政务新媒体"
    return AnnexLayout(
        annex=annex,
        heading=f"{scores.quarter.title}{whole_district(scores)}{what}检查情况统计表",
        period=f"检查时间{'' if sites else '段'}：{period(scores)}",
        columns=_columns(table, sites=sites, printed_rank=printed_rank),
        lines=scores.sites if sites else scores.accounts,
        table=table,
        notes=_notes(scores, annex, table),
    )


def column_title(layout: AnnexLayout, column: AnnexColumn) -> str:
    """What stands in the head of a column; its points below where no group heading tells them."""
    if column.group is None and column.key.startswith("item:"):
        points = layout.table.item(column.key.removeprefix("item:")).points
        return f"{column.title}\n（{plain(points)}分）"
    return column.title


def group_title(layout: AnnexLayout, group: str) -> str:
    """The heading over the columns of a group, its points below."""
    points = next(each.points for each in layout.table.groups if each.title == group)
    return f"{group}\n（{plain(points)}分）"


def whole_district(scores: QuarterScores) -> str:
    """全区, 全县 or 全市 after the district's name; empty when it tells none of them."""
    return f"全{scores.district_name[-1]}" if scores.district_name.endswith(("区", "县", "市", "州")) else ""


def period(scores: QuarterScores) -> str:
    return f"{_chinese(scores.quarter.first_day)}至{_chinese(scores.quarter.last_day)}"


def item_text(cell: ItemScore) -> str:
    """不考核, nothing for 0 (as printed), else the points."""
    if cell.printed is None:
        return NOT_ASSESSED
    return plain(cell.printed) if cell.printed else ""


def line_texts(line: ScoreLine) -> dict[str, str]:
    """Every cell of a line as text, by column key."""
    return {
        "row": str(line.row),
        "unit": line.unit_name,
        "name": line.name,
        "platform": line.platform or "",
        "veto": "是" if line.veto else "否",
        "score": str(line.printed_score),
        "result": line.result.value,
        "rank": str(line.rank),
        "printed-rank": str(line.printed_rank),
        **{f"item:{cell.item}": item_text(cell) for cell in line.item_scores},
    }


def _columns(table: IndicatorTable, *, sites: bool, printed_rank: bool) -> tuple[AnnexColumn, ...]:
    name = [AnnexColumn("name", "名称", None, 25)]
    if not sites:
        name = [AnnexColumn("name", "政务新媒体名称", None, 29), AnnexColumn("platform", "类别", None, 19)]
    items = [AnnexColumn(f"item:{item.id}", item.title, item.group, 8.5) for item in table.items]
    ranks = [AnnexColumn("rank", "排名", None, 6.5)]
    if printed_rank:
        ranks.append(AnnexColumn("printed-rank", "排名（按原表口径）", None, 9.5))
    return (
        AnnexColumn("row", "序号", None, 5.5),
        AnnexColumn("unit", "主管单位", None, 20),
        *name,
        AnnexColumn("veto", "单项否决", None, 6.5),
        *items,
        AnnexColumn("score", "得分", None, 8),
        AnnexColumn("result", "检查结果", None, 8),
        *ranks,
    )


def _notes(scores: QuarterScores, annex: Annex, table: IndicatorTable) -> tuple[str, ...]:
    formulas = [formula.title for formula in table.formulas]
    numbered = [f"{at}.{title}" for at, title in enumerate(formulas, start=1)] if len(formulas) > 1 else formulas
    told = [each.text for each in scores.contradictions if each.annex == annex]
    return (
        *(f"{'注：' if at == 0 else '　　'}{text}" for at, text in enumerate(numbered)),
        *(f"来源矛盾{at}：{text}" for at, text in enumerate(told, start=1)),
    )


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
