"""Hint at a policy document without a link to its interpretation, and at an interpretation without one to its document.

Why: the interpretation is of use only to those who find it from the text, and the other way round.
Source: 国办秘函〔2019〕19号 政策解读 (解读材料与文件相互关联); 国办发〔2016〕80号附 (published with
the document).
Known limits: only documents of rules with a number of their own are asked for; which of them need an interpretation is
for a person to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from facts.policy_links import PolicyLinks
from facts.sources import PageSource
from inspection.finding import Case, Confidence, Evidence, Finding
from inspection.moment import beijing_day
from inspection.outcome import CannotTell
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding


@dataclass(frozen=True, slots=True)
class Params:
    """``page``: which half is judged; pages up to ``grace_days`` or over ``within_days`` old are left alone."""

    page: Literal["policy", "interpretation"]
    grace_days: int
    within_days: int


def check(fact: PolicyLinks, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield at most one finding; ``CannotTell`` without a date, or where a script fills the place of the link."""
    params = rule.params
    asked = fact.normative and not fact.upper if params.page == "policy" else fact.interprets and not fact.upper
    if not asked or fact.links:
        return
    if fact.day is None:
        raise CannotTell("页面没有可识别的发布日期")
    age = (beijing_day(case.as_of) - fact.day).days
    if not params.grace_days < age <= params.within_days:
        return
    if fact.scripted:
        raise CannotTell("页面有关联解读或原文的位置，但链接由脚本写入，未能读取")
    lacks = "解读材料" if params.page == "policy" else "政策原文"
    what = f"规范性文件《{fact.title}》（{fact.number}）" if params.page == "policy" else f"解读《{fact.title}》"
    yield finding(
        case,
        rule,
        f"{what}{fact.day.isoformat()}发布，页面没有关联{lacks}；解读与原文应相互链接",
        key=f"缺{lacks}",
        confidence=Confidence.MEDIUM,
        quote=fact.title,
        evidence=(Evidence("页面快照", fact.title, fact.url, fact.sha256),),
        measured={"published": fact.day.isoformat(), "days": age},
    )


MONITOR = Monitor("policy_without_interpretation", PageSource, PolicyLinks, Params, check)
