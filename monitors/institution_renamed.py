"""Flag a page that calls an institution by the name it lost in a reform before the page was published.

Why: a citizen who looks for 区国土房管局 does not find it any more.
Source: 国办秘函〔2019〕19号 表述错误; 2018年国务院机构改革方案 and the local ones that followed. The days are field
practice: some months after each reform, so that the time of change accuses nobody.
Known limits: pages without a publication day are not judged; talk of the past (原…, 时任…, a year before the reform,
titles in 《》) and registered names are lawful, so a former name in doubt is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.sources import PageSource
from facts.wording import Wording
from inspection.finding import Case, Finding
from inspection.rule import Rule
from monitors.frame.monitor import Monitor
from monitors.frame.slips import report


@dataclass(frozen=True, slots=True)
class Params:
    """No parameters: the word list says since when a name is wrong."""


def check(fact: Wording, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield one finding for each former name; ``CannotTell`` when the page only speaks about it."""
    slips = [slip for slip in fact.slips if slip.word.renamed]
    yield from report(slips, rule, case, lambda word: f"机构名称已变更（{word.valid_from}起不宜再用）")


MONITOR = Monitor("institution_renamed", PageSource, Wording, Params, check)
