"""Flag a page on which a template or a trial left its sample words.

Why: 测试 or 网站名称 on a public page shows that nobody looked at it.
Source: 国办秘函〔2019〕19号 (空白、错误或虚假内容); field practice (page tags never filled in).
Known limits: crosses (XXX) only beside a post or a date, never in forms; where a text hides names as it must (案例,
通报), a person decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.placeholders import Placeholders
from facts.sources import PageSource
from inspection.finding import Case, Confidence, Finding
from inspection.outcome import CannotTell
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding


@dataclass(frozen=True, slots=True)
class Params:
    """No parameters: one leftover is one too many."""


def check(fact: Placeholders, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield one finding for each leftover; ``CannotTell`` for crosses that may hide a name."""
    if fact.doubtful and not fact.leftovers:
        raise CannotTell(f"“{fact.doubtful[0].passage.quote}”中的叉号可能是隐去的姓名或时间，需人工判断")
    for leftover in fact.leftovers:
        yield finding(
            case,
            rule,
            f"{leftover.place}留有模板或测试文字：“{leftover.text}”（原文：{leftover.passage.quote}）",
            key=f"{leftover.place} {leftover.text}",
            confidence=Confidence.MEDIUM,
            quote=leftover.passage.quote,
            where=leftover.place,
        )


MONITOR = Monitor("placeholder_left", PageSource, Placeholders, Params, check)
