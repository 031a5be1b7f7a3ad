"""Flag a site that offers no way to ask, complain or suggest.

Why: one of the single-item vetoes of the national indicators.
Source: 国办秘函〔2019〕19号 互动回应差 (未提供网上有效咨询建言渠道).
Known limits: a channel is known by the name of its link or by a registered mailbox column that opens; whether anybody
answers there is the question of mailbox_unanswered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.consultation import Consultation
from facts.sources import SiteSource
from inspection.finding import Case, Confidence, Evidence, Finding
from inspection.outcome import CannotTell
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding


@dataclass(frozen=True, slots=True)
class Params:
    """Nothing to set: one channel is enough, none is too few."""


def check(fact: Consultation, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield at most one finding; ``CannotTell`` when a part that was not read may hold a channel."""
    if fact.columns or fact.links:
        return
    if fact.gaps:
        raise CannotTell("；".join(fact.gaps[:3]))
    yield finding(
        case,
        rule,
        f"“{case.subject.title}”首页没有咨询、信箱、留言、互动交流等入口，也没有可打开的公开信箱栏目；应提供网上咨询建言渠道",
        key="无咨询建言渠道",
        confidence=Confidence.MEDIUM,
        evidence=(Evidence("首页快照", url=fact.home_url, sha256=fact.sha256),),
    )


MONITOR = Monitor("no_consultation_channel", SiteSource, Consultation, Params, check)
