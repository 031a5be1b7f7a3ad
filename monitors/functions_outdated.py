"""Flag 机构职能 pages that lack what the law lists.

Why: who looks for the office finds no address, no hours or nobody to ask for.
Source: 政府信息公开条例第二十条（二）; 大足府办发〔2021〕46号附件3 (机关职能、机构设置、办公地址、办公时间、联系方式、
负责人姓名).
Known limits: whether what stands there is still true is asked elsewhere (leader_outdated, contact_contradictory, names
of institutions); elements are known by their labels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from facts.functions_page import FunctionsElement, FunctionsPage
from facts.sources import SiteSource
from inspection.finding import Case, Confidence, Evidence, Finding, SubjectKind
from inspection.outcome import CannotTell
from inspection.registry import ColumnKind
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding


@dataclass(frozen=True, slots=True)
class Params:
    """``missing_at_least``: so many of the six elements must lack for a finding, > 0."""

    missing_at_least: int


def check(fact: FunctionsPage, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield at most one finding; ``CannotTell`` when what lacks may stand where nobody read."""
    missing = fact.missing
    if len(missing) < rule.params.missing_at_least:
        return
    names = "、".join(element.value for element in missing)
    if fact.gaps:
        raise CannotTell(f"没有看到{names}，但{'；'.join(fact.gaps[:3])}")
    subject = replace(
        case.subject,
        kind=SubjectKind.PAGE,
        id=fact.url,
        url=fact.url,
        title=fact.title,
        column_kind=ColumnKind.FUNCTIONS,
    )
    yield finding(
        case,
        rule,
        f"机构职能类信息缺少{len(missing)}项：{names}；应公开全部{len(FunctionsElement)}项",
        key="、".join(sorted(missing)),
        subject=subject,
        confidence=Confidence.MEDIUM if len(missing) <= len(FunctionsElement) // 2 else Confidence.LOW,
        evidence=(Evidence("页面快照", url=fact.url, sha256=fact.sha256),),
        measured={"missing": [element.value for element in missing]},
    )


MONITOR = Monitor("functions_outdated", SiteSource, FunctionsPage, Params, check)
