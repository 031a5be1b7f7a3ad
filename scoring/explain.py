"""Why a score is what it is: every number of one line with its reasons."""

from __future__ import annotations

from collections.abc import Iterator

from inspection.indicators import IndicatorTable
from inspection.rule import Per, RuleRow
from inspection.score import Deduction, ItemScore, QuarterScores, ScoreLine
from scoring.error import ScoringError
from scoring.points import plain

_PER = {Per.SCAN: "每次扫描", Per.ITEM: "每项指标每次检查", Per.FINDING: "每个问题"}


def explain_line(scores: QuarterScores, subject_id: str) -> list[str]:
    """Chinese lines about one site or account (id): result, cells, findings, rule rows, arithmetic, remarks.

    A subject with several annex rows is explained once. ``ScoringError`` when the quarter does not know the subject.
    """
    for table, lines in ((scores.site_table, scores.sites), (scores.account_table, scores.accounts)):
        mine = [line for line in lines if line.subject_id == subject_id]
        if mine:
            return list(_explain(scores, table, mine))
    raise ScoringError(f"{scores.quarter.title}没有网站或账号“{subject_id}”")


def subjects_of_unit(scores: QuarterScores, unit_id: str) -> tuple[str, ...]:
    """Ids of the unit's sites and accounts in annex order, each once; empty for an unknown unit."""
    mine = (line.subject_id for line in (*scores.sites, *scores.accounts) if line.unit_id == unit_id)
    return tuple(dict.fromkeys(mine))


def _explain(scores: QuarterScores, table: IndicatorTable, mine: list[ScoreLine]) -> Iterator[str]:
    line = mine[0]
    kind = f"（{line.platform}）" if line.platform else ""
    rows = "、".join(str(each.row) for each in mine)
    yield f"{line.unit_name}　{line.name}{kind}　{scores.quarter.title}　第{rows}行"
    yield f"得分 {line.printed_score}　结果 {line.result.value}　排名 {line.rank}" + (
        f"（按原表口径 {line.printed_rank}）" if line.printed_rank != line.rank else ""
    )
    formula = next(each for each in table.formulas if each.id == line.formula)
    yield f"公式：{formula.title}（{formula.source}）"
    yield f"计算：{line.arithmetic}"
    for cell in line.item_scores:
        yield from _cell(table, cell, [each for each in line.deductions if each.item == cell.item])
    yield f"单项否决：{'是，' + line.veto_text if line.veto else '否'}"
    yield from (f"说明：{note}" for note in line.notes)


def _cell(table: IndicatorTable, cell: ItemScore, moved: list[Deduction]) -> Iterator[str]:
    if not moved and cell.printed is not None:
        return
    yield f"{cell.title}：{cell.arithmetic}" + ("，公式未包含此项" if cell.factor == 0 else "")
    for deduction in moved:
        ids = f"　[{'、'.join(deduction.reasons)}]" if deduction.reasons else ""
        yield f"  · {plain(deduction.points)}分：{deduction.text}；{deduction.arithmetic}{ids}"
        yield from (f"    依据：{rule_words(rule)}" for rule in table.rules if rule.id in deduction.rules)


def rule_words(rule: RuleRow) -> str:
    """A rule row in one line: what it is called, what it takes and how often, and where that is written."""
    return f"{rule.title}（{rule.id}，{_PER[rule.per]}扣{plain(rule.points)}分；{rule.clause}）"
