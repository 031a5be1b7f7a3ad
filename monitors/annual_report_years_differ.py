"""Flag an annual report that does not start from where the report of the year before ended.

Why: what was carried out of one year is carried into the next; a difference shows that one of the two is wrong.
Source: 国办公开办函〔2019〕60号, 〔2021〕30号 (meaning of 上年结转, 结转下年度, 现行有效).
Known limits: a corrected total of an earlier year is lawful and looks alike, so that a person confirms every finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from facts.annual_report.relations import Breach, Unsettled
from facts.annual_report.successive import Pair, SuccessiveReports
from facts.article import title_of
from facts.sources import SiteSource
from inspection.finding import Case, Confidence, Evidence, Finding, Subject, SubjectKind
from inspection.outcome import CannotTell
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding


@dataclass(frozen=True, slots=True)
class Params:
    """No parameters: both relations (Y-1, Y-2) are asked."""


def check(fact: SuccessiveReports, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield one finding per broken relation; ``CannotTell`` when none is broken but some could not be checked."""
    answers = [(pair, answer) for pair in fact.pairs for answer in pair.answers]
    broken = [(pair, answer) for pair, answer in answers if isinstance(answer, Breach)]
    unsettled = [(pair, answer) for pair, answer in answers if isinstance(answer, Unsettled)]
    if unsettled and not broken:
        pair, first = unsettled[0]
        raise CannotTell(f"{pair.this.year}年报告与上一年不能核对（{first.relation}，{first.place}）：{first.reason}")
    for pair, breach in broken:
        yield finding(
            case,
            rule,
            f"{pair.this.year}年报告与{pair.last.year}年报告不衔接：{breach.words}",
            key=f"{breach.key} {pair.this.year}",
            subject=_subject(pair, case),
            confidence=Confidence.MEDIUM,
            where=breach.place,
            evidence=(Evidence("本年度报告", url=pair.document.url), Evidence("上一年度报告", url=pair.last_url)),
            measured={"relation": breach.relation, "left": breach.left, "right": breach.right},
        )


def _subject(pair: Pair, case: Case) -> Subject:
    return replace(
        case.subject,
        kind=SubjectKind.PAGE,
        id=pair.document.url,
        url=pair.document.url,
        title=title_of(pair.document),
        column_id=pair.column.id,
        column_kind=pair.column.kind,
    )


MONITOR = Monitor("annual_report_years_differ", SiteSource, SuccessiveReports, Params, check)
