"""Flag a page that shows a table with names beside health, disability or the cause of poverty.

Why: such facts brand a family; the amount paid can be published without them.
Source: 国办秘函〔2019〕19号 (个人隐私须去标识化，惩戒公示和强制性信息披露除外).
Known limits: tables and lines that stand like a table; sentences are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.sensitive_tables import SensitiveTables
from facts.sources import PageSource
from inspection.finding import Case, Finding
from inspection.rule import Rule
from monitors.frame.exposed import report_exposed
from monitors.frame.monitor import Monitor


@dataclass(frozen=True, slots=True)
class Params:
    """No parameters: one open value is one too many."""


def check(fact: SensitiveTables, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield one finding for the page; ``CannotTell`` when it may be lawful or cannot be told from an office's own."""
    yield from report_exposed(fact, rule, case, "人员的健康、残疾或困难情况", "名")


MONITOR = Monitor("sensitive_table", PageSource, SensitiveTables, Params, check)
