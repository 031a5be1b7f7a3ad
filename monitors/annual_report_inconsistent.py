"""Flag an annual report on open government whose figures contradict each other.

Why: the form prints its own check; a report that fails it was not checked by those who signed it.
Source: 国办公开办函〔2019〕60号 (reports for 2019 and 2020), 国办公开办函〔2021〕30号 (since then).
Known limits: tables of the page only; reports as pictures or attachments are "not machine-readable" (UNKNOWN).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.annual_report.relations import Answer, Breach, Unsettled, check_disputes, check_requests, check_told
from facts.annual_report.report import AnnualReport
from facts.sources import PageSource
from inspection.finding import Case, Confidence, Finding, Severity
from inspection.outcome import CannotTell
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding, severity_of

ERRORS = frozenset(("T3-1", "T3-2", "T3-3", "T4"))
#: TX: text against table 三. FORM: cells left blank or filled with "/" or "-" instead of 0.
WARNINGS = frozenset(("TX", "FORM"))
#: So many broken relations in one report point at a table that was misread rather than at so many slips.
_MANY = 6


@dataclass(frozen=True, slots=True)
class Params:
    """``relations``: which ones the rule asks for; T3-1 to T4 are faults, TX and FORM warnings."""

    relations: tuple[str, ...]

    def __post_init__(self) -> None:
        unknown = sorted(set(self.relations) - ERRORS - WARNINGS)
        if unknown or not self.relations:
            raise ValueError(
                f"没有这样的勾稽关系：{'、'.join(unknown) or '（空）'}（可选：{'、'.join(sorted(ERRORS | WARNINGS))}）"
            )


def check(fact: AnnualReport, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield one finding per broken relation; ``CannotTell`` when none is broken but some could not be checked."""
    answers = [answer for answer in _answers(fact) if answer.relation in rule.params.relations]
    broken = [answer for answer in answers if isinstance(answer, Breach)]
    open_ones = [answer for answer in answers if isinstance(answer, Unsettled)]
    if open_ones and not broken:
        reasons = dict.fromkeys(f"{one.relation}（{one.place}）：{one.reason}" for one in open_ones)
        raise CannotTell(f"有{len(open_ones)}项勾稽关系不能核对：{'；'.join(list(reasons)[:3])}")
    for one in broken:
        yield finding(
            case,
            rule,
            one.words,
            key=one.key,
            severity=severity_of(rule) if one.relation in ERRORS else Severity.WARNING,
            confidence=Confidence.MEDIUM if len(broken) >= _MANY else Confidence.HIGH,
            where=one.place,
            measured={"relation": one.relation, "left": one.left, "right": one.right, "unsettled": len(open_ones)},
        )


def _answers(fact: AnnualReport) -> Iterator[Answer]:
    if fact.requests:
        yield from check_requests(fact.requests)
        yield from check_told(fact.told, fact.requests)
    else:
        yield Unsettled("T3-1", "表三", "没有可识别的表三")
    if fact.disputes:
        yield from check_disputes(fact.disputes)
    else:
        yield Unsettled("T4", "表四", "没有可识别的表四")
    for table, count in fact.empty_cells().items():
        words = f"{table}有{count}格为空白、“/”或“-”，核对时按0计；没有数量的应填“0”"
        yield Breach("FORM", table, words, count, 0)


MONITOR = Monitor("annual_report_inconsistent", PageSource, AnnualReport, Params, check)
