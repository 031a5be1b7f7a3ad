"""Flag a page that shows mobile numbers of private people.

Why: an open number invites fraud.
Source: 国办秘函〔2019〕19号 (个人隐私须去标识化，惩戒公示和强制性信息披露除外).
Known limits: numbers with neither a name nor a private word beside them are taken for office contacts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.phones import Phones
from facts.sources import PageSource
from inspection.finding import Case, Finding
from inspection.rule import Rule
from monitors.frame.exposed import report_exposed
from monitors.frame.monitor import Monitor


@dataclass(frozen=True, slots=True)
class Params:
    """No parameters: one open value is one too many."""


def check(fact: Phones, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield one finding for the page; ``CannotTell`` when it may be lawful or cannot be told from an office's own."""
    yield from report_exposed(fact, rule, case, "私人手机号码")


MONITOR = Monitor("phone_exposed", PageSource, Phones, Params, check)
