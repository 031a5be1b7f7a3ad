"""Flag punctuation that no rule allows: stops that collide, titles and quotes that never close.

Why: it shows that nobody read the page before it was published.
Source: 国办秘函〔2019〕19号 表述错误（一般）; GB/T 15834—2011 标点符号用法.
Known limits: articles only; colliding stops and lonely marks, no grammar. Half-width commas are style: low confidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.punctuation import Punctuation
from facts.sources import PageSource
from inspection.finding import Case, Confidence, Finding
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding


@dataclass(frozen=True, slots=True)
class Params:
    """No parameters: the standard decides."""


def check(fact: Punctuation, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield one finding for each kind of fault, with the first place."""
    kinds = list(dict.fromkeys(f"{fault.what}" for fault in fact.faults))
    for kind in kinds:
        faults = [fault for fault in fact.faults if fault.what == kind]
        first = faults[0]
        times = f"，共{len(faults)}处" if len(faults) > 1 else ""
        yield finding(
            case,
            rule,
            f"{kind}{times}：“{first.mark}”（原文：{first.passage.quote}）",
            key=kind,
            confidence=Confidence.MEDIUM if first.sure else Confidence.LOW,
            quote=first.passage.quote,
            where=first.where,
        )


MONITOR = Monitor("punctuation_broken", PageSource, Punctuation, Params, check)
