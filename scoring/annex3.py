"""The problems of the quarterly check, as annex 3 of 大足府办发〔2021〕46号 lists them.

Only what the 季度检查 column paid for: the problems of weekly scans stand in the weekly records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from inspection.indicators import IndicatorTable
from inspection.rule import RuleKind, ScanKind
from inspection.score import Counted, Deduction, Problem, ProblemGroup, ProblemSection, ScoreLine
from scoring.points import plain

#: The score item whose column is headed 季度检查 in both indicator tables.
QUARTERLY_ITEM = "quarterly"


def problem_groups(
    lines: Sequence[ScoreLine], tables: Iterable[IndicatorTable], seen: Mapping[str, Sequence[Counted]]
) -> tuple[ProblemGroup, ...]:
    """One group for each subject whose 季度检查 cell is not 0, in annex order; ``seen`` is by subject id."""
    rule_order = [rule.id for table in tables for rule in table.rules]
    groups: dict[str, ProblemGroup] = {}
    for line in lines:
        points = line.items.get(QUARTERLY_ITEM, Decimal(0))
        if not points or line.subject_id in groups:
            continue
        observations = sorted(seen.get(line.subject_id, ()), key=lambda each: (_place(rule_order, each.rule), each.at))
        sections = tuple(
            _section(deduction, [each for each in observations if _belongs(each, deduction)])
            for deduction in line.deductions
            if deduction.item == QUARTERLY_ITEM and deduction.reasons
        )
        ordered = sorted(sections, key=lambda section: min(problem.at for problem in section.problems))
        groups[line.subject_id] = ProblemGroup(
            line.subject_id, line.unit_id, line.unit_name, line.name, points, tuple(ordered)
        )
    return tuple(groups.values())


def _place(rule_order: Sequence[str], rule: str) -> int:
    return rule_order.index(rule) if rule in rule_order else len(rule_order)


def _belongs(seen: Counted, deduction: Deduction) -> bool:
    return (
        seen.kind is RuleKind.DEDUCT
        and seen.scan_kind is ScanKind.QUARTER
        and seen.item == deduction.item
        and seen.indicator == deduction.indicator
        and seen.finding_id in deduction.reasons
    )


def _section(deduction: Deduction, seen: Sequence[Counted]) -> ProblemSection:
    """One entry a page: several findings on one page are told together."""
    pages: dict[str, dict[str, Counted]] = {}
    for each in seen:
        pages.setdefault(each.url, {}).setdefault(each.finding_id, each)
    share = "共扣" if len(deduction.reasons) > 1 else "扣"
    ending = f"（{share}{plain(deduction.points)}分）"
    problems = tuple(_problem(tuple(findings.values()), ending) for findings in pages.values())
    return ProblemSection(deduction.indicator, deduction.points, problems)


def _problem(seen: Sequence[Counted], ending: str) -> Problem:
    first = seen[0]
    messages = dict.fromkeys(each.message.rstrip("。；") for each in seen)
    description = f"{'；'.join(messages)}。{ending}"
    reasons = tuple(sorted(each.finding_id for each in seen))
    return Problem(first.at, first.subject_kind, first.title, first.url, first.snapshot, description, reasons)
