"""Where the sources disagree. Each is derived from the tables, the registry or the scores, and said, never "fixed"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from inspection.indicators import IndicatorTable
from inspection.rule import RuleKind, RuleRow
from inspection.score import Contradiction, Counted, Result, ScoreLine
from scoring.formula import factor
from scoring.points import plain

#: A table and the lines that it scored.
_Scored = tuple[IndicatorTable, Sequence[ScoreLine]]
#: How a rule row's clause says that the national indicators (国办秘函〔2019〕19号) hold it for a veto.
_NATIONAL_VETO = "单项否决"


def contradictions(
    sites: _Scored, accounts: _Scored, suspected: Sequence[Counted], rows_ranked: int
) -> tuple[Contradiction, ...]:
    """All of them, sites (annex 1) before accounts (annex 2). ``suspected`` as in ``score_quarter``."""
    return tuple(
        contradiction
        for annex, (table, lines) in ((1, sites), (2, accounts))
        for contradiction in (
            *_factor_signs(table, annex),
            *_left_out(table, annex),
            *_veto_yet_qualified(lines, annex),
            *_rank_differs(lines, annex, rows_ranked),
            *_veto_as_deduction(table, lines, suspected),
            *_printed_twice(lines, annex),
        )
    )


def _factor_signs(table: IndicatorTable, annex: int) -> Iterator[Contradiction]:
    for item in table.items:
        added = [f for f in table.formulas if item.id not in f.not_assessed and factor(item, f) > 0]
        taken = [f for f in table.formulas if item.id not in f.not_assessed and factor(item, f) < 0]
        if added and taken:
            yield Contradiction(
                id=f"factor-sign:{item.id}",
                text=f"“{item.title}”在一个公式中加分，在另一个公式中减分：“{added[0].title}”；“{taken[0].title}”。"
                "系统按各公式原文计算，未作统一。",
                where=f"附件{annex}注",
                source="；".join(dict.fromkeys(formula.source for formula in (*added, *taken))),
                annex=annex,
            )


def _left_out(table: IndicatorTable, annex: int) -> Iterator[Contradiction]:
    for item in table.items:
        if item.points and all(factor(item, formula) == 0 for formula in table.formulas):
            yield Contradiction(
                id=f"item-left-out:{item.id}",
                text=f"“{item.title}”列为{plain(item.points)}分的考核项目，但得分公式没有包含它。系统按公式原文计算，该项扣分不影响得分。",
                where=f"附件{annex}表头与注",
                source="；".join(formula.source for formula in table.formulas),
                annex=annex,
            )


def _veto_yet_qualified(lines: Sequence[ScoreLine], annex: int) -> Iterator[Contradiction]:
    torn = [line for line in lines if line.veto and line.result is Result.QUALIFIED]
    if torn:
        yield Contradiction(
            id=f"veto-yet-qualified:annex{annex}",
            text=f"{_names(torn)}的“单项否决”为“是”，检查结果却是“合格”。系统两栏都照来源列出，没有改判。",
            where=f"附件{annex}{_rows(torn)}",
            source="；".join(dict.fromkeys(line.veto_text for line in torn)),
            annex=annex,
        )


def _rank_differs(lines: Sequence[ScoreLine], annex: int, rows_ranked: int) -> Iterator[Contradiction]:
    other = [line for line in lines if line.rank != line.printed_rank]
    if other:
        yield Contradiction(
            id=f"printed-rank:annex{annex}",
            text=f"原表的排名只同第1—{rows_ranked}行比较（1＋这些行中得分更高的行数），与全部{len(lines)}行的真实排名在"
            f"{len(other)}行上不同（如{other[0].name}：原表口径第{other[0].printed_rank}，真实第{other[0].rank}）。"
            "系统给出真实排名，可另附原表口径。",
            where=f"附件{annex}排名栏",
            source=f"由附件{annex}各行数值得出",
            annex=annex,
        )


def _veto_as_deduction(
    table: IndicatorTable, lines: Sequence[ScoreLine], suspected: Sequence[Counted]
) -> Iterator[Contradiction]:
    for rule in table.rules:
        if rule.kind is RuleKind.DEDUCT and _NATIONAL_VETO in rule.clause:
            yield Contradiction(
                id=f"veto-as-deduction:{rule.id}",
                text=f"“{rule.title}”在国家指标中属单项否决，本区按扣{plain(rule.points)}分处理、结果仍可合格。系统按本区指标表扣分。"
                + _paid(rule, lines)
                + _under_suspicion(rule, lines, suspected),
                where="附件3",
                source=rule.clause,
                annex=3,
            )


def _paid(rule: RuleRow, lines: Sequence[ScoreLine]) -> str:
    paying = [line for line in lines if any(rule.indicator == deduction.indicator for deduction in line.deductions)]
    return f"本季度在该项指标下扣分的有：{_names(paying)}（结果{paying[0].result.value}）。" if paying else ""


def _under_suspicion(rule: RuleRow, lines: Sequence[ScoreLine], suspected: Sequence[Counted]) -> str:
    subjects = {seen.subject_id for seen in suspected if seen.rule == rule.id}
    waiting = [line for line in lines if line.subject_id in subjects]
    return f"另有疑似、尚待人工确认（未扣分）：{_names(waiting)}。" if waiting else ""


def _printed_twice(lines: Sequence[ScoreLine], annex: int) -> Iterator[Contradiction]:
    by_subject: dict[str, list[ScoreLine]] = defaultdict(list)
    for line in lines:
        by_subject[line.subject_id].append(line)
    for subject_id, twins in by_subject.items():
        if len(twins) > 1:
            yield Contradiction(
                id=f"printed-twice:{subject_id}",
                text=f"同一账号“{twins[0].name}”（{twins[0].platform or '网站'}）在表中列了{len(twins)}行。"
                "系统只检查一次，各行照列。",
                where=f"附件{annex}{_rows(twins)}",
                source=f"附件{annex}",
                annex=annex,
            )


def _names(lines: Iterable[ScoreLine]) -> str:
    return "、".join(dict.fromkeys(f"“{line.name}”" for line in lines))


def _rows(lines: Iterable[ScoreLine]) -> str:
    return f"第{'、'.join(str(line.row) for line in lines)}行"
