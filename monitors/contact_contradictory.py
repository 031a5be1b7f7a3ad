"""Hint at a unit whose own pages give different office phones or addresses.

Why: at least one of the two sends people to the wrong place.
Source: 大足府办发〔2021〕46号附件3 (机构职能类栏目信息更新不及时或不准确: 办公地址、联系方式).
Known limits: only statements under the very same label; addresses are compared by road and number, phones without
their area code. Which of the two is right is for a person to find out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from facts.contact_data import Contact, ContactData
from facts.sources import SiteSource
from inspection.finding import Case, Confidence, Evidence, Finding, SubjectKind
from inspection.outcome import CannotTell
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding


@dataclass(frozen=True, slots=True)
class Params:
    """Nothing to set: two statements under one label either share a value or contradict each other."""


def check(fact: ContactData, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield one finding per label; ``CannotTell`` when no page states anything that could be compared."""
    if not fact.contacts:
        raise CannotTell("页面上没有认出办公电话或办公地址")
    for _, group in groupby(sorted(fact.contacts, key=lambda one: one.label), key=lambda one: one.label):
        statements = list(group)
        first = statements[0]
        other = next((one for one in statements[1:] if not one.values & first.values), None)
        if other is not None:
            yield _word(first, other, rule, case)


def _word(first: Contact, other: Contact, rule: Rule[Params], case: Case) -> Finding:
    return finding(
        case,
        rule,
        f"{first.label}前后不一致：“{first.page}”为“{first.shown}”，“{other.page}”为“{other.shown}”",
        key=f"{first.label} {'/'.join(sorted(first.values))} {'/'.join(sorted(other.values))}",
        subject=replace(case.subject, kind=SubjectKind.PAGE, id=first.url, url=first.url, title=first.page),
        confidence=Confidence.MEDIUM if first.of_unit and other.of_unit else Confidence.LOW,
        quote=f"{first.label}：{first.shown}",
        evidence=tuple(Evidence(one.page, f"{one.label}：{one.shown}", one.url, one.sha256) for one in (first, other)),
    )


MONITOR = Monitor("contact_contradictory", SiteSource, ContactData, Params, check)
