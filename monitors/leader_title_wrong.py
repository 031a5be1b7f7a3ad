"""Flag a title that the institution beside it does not have: a 书记 of a government, a 主席 of a district's congress.

Why: a wrong title of a leader is among the errors that citizens and superiors notice first.
Source: 国办秘函〔2019〕19号 表述错误; the pairs of body and title are law (地方组织法、政协章程) and field practice.
Known limits: titles beside their body only, and no names: who holds a post is ``leader_outdated``'s question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.sources import PageSource
from facts.wording import Wording
from inspection.finding import Case, Finding
from inspection.lexicon import WordClass
from inspection.rule import Rule
from monitors.frame.monitor import Monitor
from monitors.frame.slips import report


@dataclass(frozen=True, slots=True)
class Params:
    """No parameters: the word list says which titles are wrong."""


def check(fact: Wording, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield one finding for each wrong title; ``CannotTell`` when the page only speaks about it."""
    slips = [slip for slip in fact.slips if slip.word.word_class is WordClass.LEADER_TITLE]
    yield from report(slips, rule, case, lambda word: f"职务称谓有误（{word.grade.value}）")


MONITOR = Monitor("leader_title_wrong", PageSource, Wording, Params, check)
