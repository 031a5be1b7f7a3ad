"""Hint at an article whose title announces another kind of document than its column holds.

Why: who looks for it where it belongs does not find it, and the column looks fuller than it is.
Source: 大足府办发〔2021〕46号附件3 (栏目信息发布错位).
Known limits: only titles that leave no doubt (招聘公告 in 政策文件, 《…》解读 in 动态); what the text says is not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.column_titles import ColumnTitle
from facts.sources import PageSource
from inspection.finding import Case, Confidence, Finding
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding


@dataclass(frozen=True, slots=True)
class Params:
    """Nothing to set: which title has no place where is knowledge of the fact."""


def check(fact: ColumnTitle, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield at most one finding."""
    if fact.misplaced:
        yield finding(
            case,
            rule,
            f"标题为{fact.announces}，却发布在“{fact.kind.label}”类栏目：《{fact.title}》",
            key=fact.announces,
            confidence=Confidence.MEDIUM,
            quote=fact.title,
        )


MONITOR = Monitor("item_misfiled", PageSource, ColumnTitle, Params, check)
