"""A printed score formula as a live spreadsheet formula over the cells of its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from inspection.indicators import Formula, IndicatorTable
from scoring.formula import factor
from scoring.points import plain


def sheet_formula(table: IndicatorTable, formula: Formula, cell_of: Mapping[str, str]) -> str:
    """``=ROUND(100-E6/2-F6,1)``; ``cell_of`` gives each item's address. Items that are 不考核 are not referred to."""
    total = f"{plain(formula.base)}{''.join(_terms(table, formula, cell_of))}"
    if formula.multiply != formula.divide:
        total = f"({total})*{plain(formula.multiply)}/{plain(formula.divide)}"
    return f"=ROUND({total},1)"


def _terms(table: IndicatorTable, formula: Formula, cell_of: Mapping[str, str]) -> Iterable[str]:
    for item in table.items:
        weight = factor(item, formula)
        if weight and item.id not in formula.not_assessed:
            yield f"{'-' if weight < 0 else '+'}{cell_of[item.id]}{_scaled(abs(weight))}"


def _scaled(weight: Decimal) -> str:
    if weight == 1:
        return ""
    divisor = 1 / weight
    # The circular writes ÷2, not ×0.5.
    return f"/{plain(divisor)}" if divisor == divisor.to_integral_value() else f"*{plain(weight)}"
