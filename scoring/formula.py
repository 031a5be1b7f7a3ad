"""The printed score formulas, exactly.

Source: the notes under annex 1 (two formulas) and annex 2 of 大足府办发〔2021〕46号; the formulas themselves are data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Context, Decimal, localcontext

from inspection.indicators import Formula, IndicatorTable, ScoreItem
from inspection.score import ItemScore
from scoring.error import ScoringError
from scoring.points import one_decimal, plain

#: Own context: the caller's precision or traps must not change a score.
_EXACT = Context(prec=50)


def formula_for(table: IndicatorTable, *, public_service: bool) -> Formula:
    """The formula of a unit: without public service the one that leaves items out (不考核), if the table has one."""
    reduced = [formula for formula in table.formulas if formula.not_assessed]
    full = [formula for formula in table.formulas if not formula.not_assessed]
    if not full:
        raise ScoringError(f"指标表 {table.id} 缺少考核全部项目的得分公式")
    return full[0] if public_service or not reduced else reduced[0]


def factor(item: ScoreItem, formula: Formula) -> Decimal:
    """What one point of ``item`` is worth under ``formula`` (negative: it is taken from the score)."""
    return formula.factors.get(item.id, item.factor)


def capped(table: IndicatorTable, formula: Formula, raw: Mapping[str, Decimal]) -> tuple[ItemScore, ...]:
    """The annex cells from the uncapped sums ``raw`` (by item id), in the table's order.

    A cell never exceeds its item's points. Where the items of a group together cost more than the group has, the later
    cell is cut, so that the printed formula applied to the printed cells still gives the printed score.
    """
    room = {group.title: group.points for group in table.groups}
    cells = []
    for item in table.items:
        weight, total = factor(item, formula), raw.get(item.id, Decimal(0))
        if item.id in formula.not_assessed:
            cells.append(ItemScore(item.id, item.title, total, None, weight, "不考核，不计分"))
            continue
        printed = min(total, item.points)
        if item.group is not None and weight:
            printed = min(printed, room[item.group] / abs(weight))
            room[item.group] -= printed * abs(weight)
        cut = "" if printed == total else f"（合计{plain(total)}分，按上限计{plain(printed)}分）"
        cells.append(ItemScore(item.id, item.title, total, printed, weight, f"{plain(printed)}分{cut}"))
    return tuple(cells)


def exact_score(formula: Formula, cells: Iterable[ItemScore]) -> Decimal:
    """``(base + Σ cell × factor) × multiply ÷ divide``, to 50 digits where the division does not end."""
    with localcontext(_EXACT):
        total = formula.base + sum(cell.printed * cell.factor for cell in cells if cell.printed is not None)
        return total * formula.multiply / formula.divide


def arithmetic(formula: Formula, cells: Sequence[ItemScore], score: Decimal) -> str:
    """The sum as a reader would write it: ``[90 − 季度检查10] × 100 ÷ 90 = 88.9``; only the cells that are not 0."""
    terms = "".join(_term(cell) for cell in cells if cell.printed and cell.factor)
    total = f"{plain(formula.base)}{terms}"
    if formula.multiply != formula.divide:
        total = f"[{total}] × {plain(formula.multiply)} ÷ {plain(formula.divide)}"
    shown = one_decimal(score)
    return f"{total} {'=' if shown == score else '≈'} {shown}"


def _term(cell: ItemScore) -> str:
    weight, sign = abs(cell.factor), "−" if cell.factor < 0 else "+"
    points = plain(cell.printed or Decimal(0))
    return f" {sign} {cell.title}{points}" + ("" if weight == 1 else f"×{plain(weight)}")
