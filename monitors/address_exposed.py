"""Flag a page that shows homes of private people to the door number.

Why: name and door together lead strangers to the house.
Source: 国办秘函〔2019〕19号 (个人隐私须去标识化，惩戒公示和强制性信息披露除外).
Known limits: addresses without a name on the same line are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.home_addresses import HomeAddresses
from facts.sources import PageSource
from inspection.finding import Case, Finding
from inspection.rule import Rule
from monitors.frame.exposed import report_exposed
from monitors.frame.monitor import Monitor


@dataclass(frozen=True, slots=True)
class Params:
    """No parameters: one open value is one too many."""


def check(fact: HomeAddresses, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield one finding for the page; ``CannotTell`` when it may be lawful or cannot be told from an office's own."""
    yield from report_exposed(fact, rule, case, "详细到门牌号的家庭住址")


MONITOR = Monitor("address_exposed", PageSource, HomeAddresses, Params, check)
