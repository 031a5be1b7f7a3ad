"""Flag a service guide that lacks elements a citizen needs.

Why: who comes without the right papers comes twice.
Source: 国办秘函〔2019〕19号 服务不实用 (事项名称、设定依据、申请条件、办理材料、办理地点、办理时间、联系电话、
办理流程).
Known limits: elements are known by their labels; content of attachments and pictures is not read and never accused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.guide_elements import Element, GuideElements
from facts.sources import PageSource
from inspection.finding import Case, Confidence, Finding
from inspection.outcome import CannotTell
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding


@dataclass(frozen=True, slots=True)
class Params:
    """``missing_at_least``: so many of the eight elements must lack for a finding, > 0."""

    missing_at_least: int


def check(fact: GuideElements, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield at most one finding; ``CannotTell`` when what lacks may stand in an attachment or a picture."""
    missing = fact.missing
    if len(missing) < rule.params.missing_at_least:
        return
    if fact.elsewhere:
        names = "、".join(fact.elsewhere[:3])
        raise CannotTell(f"正文缺少{_listed(missing)}，可能在附件或图片（{names}）中，需人工判断")
    surely = [element for element in missing if not (element is Element.HOURS and fact.duration_given)]
    if len(surely) < rule.params.missing_at_least:
        raise CannotTell("只写明办理时限，未写明办理时间，需人工判断")
    blank = [element for element in missing if element in fact.blank]
    note = f"（其中{_listed(tuple(blank))}只有标题没有内容）" if blank else ""
    yield finding(
        case,
        rule,
        f"办事指南缺少{len(missing)}项要素：{_listed(missing)}{note}；应具备全部{len(Element)}项",
        key="、".join(sorted(missing)),
        confidence=Confidence.HIGH if len(fact.present) >= len(Element) // 2 else Confidence.MEDIUM,
        measured={"missing": [element.value for element in missing], "present": len(fact.present)},
    )


def _listed(elements: tuple[Element, ...]) -> str:
    return "、".join(element.value for element in elements)


MONITOR = Monitor("guide_incomplete", PageSource, GuideElements, Params, check)
