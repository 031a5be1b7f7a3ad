"""Flag a page that shows passport numbers.

Why: a passport number identifies its holder for ten years.
Source: 国办秘函〔2019〕19号 (个人隐私须去标识化，惩戒公示和强制性信息披露除外).
Known limits: passports of the People's Republic only: foreign ones look like any other number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.passports import Passports
from facts.sources import PageSource
from inspection.finding import Case, Finding
from inspection.rule import Rule
from monitors.frame.exposed import report_exposed
from monitors.frame.monitor import Monitor


@dataclass(frozen=True, slots=True)
class Params:
    """No parameters: one open value is one too many."""


def check(fact: Passports, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield one finding for the page; ``CannotTell`` when it may be lawful or cannot be told from an office's own."""
    yield from report_exposed(fact, rule, case, "护照号码")


MONITOR = Monitor("passport_exposed", PageSource, Passports, Params, check)
