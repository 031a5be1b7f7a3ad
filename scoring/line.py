"""One line of annex 1 or 2 before it has a rank: deductions, cells, score and result of one site or account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from inspection.indicators import Formula, IndicatorTable
from inspection.registry import ManualEntry, ManualKind
from inspection.score import Counted, Deduction, ItemScore, Result
from scoring.deduct import deductions, vetoes
from scoring.error import ScoringError
from scoring.formula import arithmetic, capped, exact_score, formula_for
from scoring.points import plain


@dataclass(frozen=True, slots=True)
class Assessed:
    """What one subject scored; ``score`` is exact, ``deductions`` are in the table's item order."""

    formula: Formula
    cells: tuple[ItemScore, ...]
    deductions: tuple[Deduction, ...]
    score: Decimal
    arithmetic: str
    veto: bool
    veto_text: str
    result: Result
    notes: tuple[str, ...]


def assess(
    table: IndicatorTable, counted: Iterable[Counted], entries: Sequence[ManualEntry], *, public_service: bool = True
) -> Assessed:
    """Score one subject from its observations and the entries that people made for it.

    A confirmed veto finding makes it 不合格. A printed veto only repeats what a source prints: the result stays what
    the findings say. ``ScoringError`` for an item that the table does not have, or points that are not a number ≥ 0.
    """
    seen = tuple(counted)
    formula = formula_for(table, public_service=public_service)
    moved = _in_item_order(table, (*deductions(seen), *_adjustments(entries)))
    raw: dict[str, Decimal] = {}
    for deduction in moved:
        raw[deduction.item] = raw.get(deduction.item, Decimal(0)) + deduction.points
    cells = capped(table, formula, raw)
    score = exact_score(formula, cells)
    confirmed = vetoes(seen)
    printed = [entry for entry in entries if entry.kind is ManualKind.PRINTED_VETO]
    return Assessed(
        formula=formula,
        cells=cells,
        deductions=moved,
        score=score,
        arithmetic=arithmetic(formula, cells, score),
        veto=bool(confirmed or printed),
        veto_text="；".join([_veto_text(veto) for veto in confirmed] + [_sourced(entry) for entry in printed]),
        result=Result.NOT_QUALIFIED if confirmed else Result.QUALIFIED,
        notes=tuple(_sourced(entry) for entry in entries if entry.kind is ManualKind.NOTE),
    )


def _veto_text(veto: Counted) -> str:
    return f"{veto.indicator}：{veto.title}，{veto.message}"


def _sourced(entry: ManualEntry) -> str:
    return f"{entry.text}（来源：{entry.source}）"


def _adjustments(entries: Iterable[ManualEntry]) -> Iterable[Deduction]:
    for entry in entries:
        if entry.kind is ManualKind.ADJUSTMENT:
            points = _entered_points(entry)
            yield Deduction(entry.item or "", points, (), f"人工录入：{_sourced(entry)}", f"录入{plain(points)}分")


def _entered_points(entry: ManualEntry) -> Decimal:
    try:
        points = Decimal(entry.points or "")
    except InvalidOperation:
        points = Decimal("NaN")
    if not points.is_finite() or points < 0:
        raise ScoringError(f"人工录入（{entry.subject_id}，{entry.item}）的分值“{entry.points}”应为不小于0的数字")
    return points


def _in_item_order(table: IndicatorTable, moved: Iterable[Deduction]) -> tuple[Deduction, ...]:
    order = {item.id: at for at, item in enumerate(table.items)}
    every = tuple(moved)
    for deduction in every:
        if deduction.item not in order:
            raise ScoringError(f"指标表 {table.id} 没有项目“{deduction.item}”（{deduction.text}）")
    return tuple(sorted(every, key=lambda deduction: order[deduction.item]))
