"""Flag a page that holds a wrong word of the word lists.

Why: one grave slip discredits the whole site, and small ones add up.
Source: 国办秘函〔2019〕19号 (严重表述错误为单项否决); 大足府办发〔2021〕46号 错情整改; the lists are
field practice.
Known limits: only words of the lists; a word that the page rejects or corrects itself is left to a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.sources import PageSource
from facts.wording import Slip, Wording
from inspection.finding import Case, Finding
from inspection.lexicon import WordClass, WordGrade
from inspection.rule import Rule
from monitors.frame.monitor import Monitor
from monitors.frame.slips import report


@dataclass(frozen=True, slots=True)
class Params:
    """``grade``: words of this grade only; a grave one is a national veto, the others are hints."""

    grade: WordGrade


def check(fact: Wording, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield one finding for each wrong word; ``CannotTell`` when the page only speaks about such words."""
    slips = [slip for slip in fact.slips if slip.word.grade is rule.params.grade and _is_mine(slip)]
    yield from report(slips, rule, case, lambda word: f"{word.grade.value}表述错误（{word.word_class.value}）")


def _is_mine(slip: Slip) -> bool:
    return slip.word.word_class is not WordClass.LEADER_TITLE and not slip.word.renamed


MONITOR = Monitor("wording_error", PageSource, Wording, Params, check)
