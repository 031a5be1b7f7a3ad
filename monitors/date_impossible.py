"""Flag a date in a page's text that no calendar has.

Why: a deadline on 2月30日 cannot be met, and a wrong weekday sends people on the wrong day.
Source: 国办秘函〔2019〕19号 表述错误; the calendar (GB/T 7408).
Known limits: weekdays only beside a date with its year; dates of the lunar calendar are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.date_mentions import DateMentions
from facts.sources import PageSource
from inspection.finding import Case, Finding
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding


@dataclass(frozen=True, slots=True)
class Params:
    """No parameters: the calendar decides."""


def check(fact: DateMentions, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield one finding for each impossible date."""
    for fault in fact.faults:
        yield finding(
            case,
            rule,
            f"日期有误：“{fault.written}”，{fault.why}（原文：{fault.passage.quote}）",
            key=fault.written,
            quote=fault.passage.quote,
            where=fault.where,
        )


MONITOR = Monitor("date_impossible", PageSource, DateMentions, Params, check)
