"""Flag a page that shows bank cards or accounts of private people.

Why: name and account together are what fraud needs.
Source: 国办秘函〔2019〕19号 (个人隐私须去标识化，惩戒公示和强制性信息披露除外).
Known limits: in running text only numbers with a valid check digit; pass books without one only in tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.bank_cards import BankCards
from facts.sources import PageSource
from inspection.finding import Case, Finding
from inspection.rule import Rule
from monitors.frame.exposed import report_exposed
from monitors.frame.monitor import Monitor


@dataclass(frozen=True, slots=True)
class Params:
    """No parameters: one open value is one too many."""


def check(fact: BankCards, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield one finding for the page; ``CannotTell`` when it may be lawful or cannot be told from an office's own."""
    yield from report_exposed(fact, rule, case, "个人银行账号")


MONITOR = Monitor("bank_card_exposed", PageSource, BankCards, Params, check)
