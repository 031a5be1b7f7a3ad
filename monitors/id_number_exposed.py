"""Flag a page whose text holds open citizen numbers.

Why: an open number, once copied, cannot be taken back.
Source: 国办秘函〔2019〕19号 (个人隐私须去标识化，惩戒公示和强制性信息披露除外); 大足府办发〔2021〕46号 附件3.
Known limits: no pictures (their alternative texts are read); 15-digit numbers only beside a word such as 身份证.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.id_numbers import IdNumbers
from facts.sources import PageSource
from inspection.finding import Case, Confidence, Evidence, Finding
from inspection.outcome import CannotTell
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding


@dataclass(frozen=True, slots=True)
class Params:
    """No parameters: one open number is one too many."""


def check(fact: IdNumbers, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield one finding for the page; ``CannotTell`` for lawful-looking publications and for look-alikes only."""
    if not fact.hits:
        if fact.doubtful:
            raise CannotTell(f"有{fact.doubtful}个形似公民身份号码的编号不能确认，需人工判断")
        if fact.unread:
            raise CannotTell(f"附件未能全部读取：{fact.unread}")
        return
    if fact.exempt_hint:
        raise CannotTell(
            f"标题含“{fact.exempt_hint}”，疑为惩戒公示（可不去标识化），页面有{len(fact.hits)}个号码，需人工判断"
        )
    first = fact.hits[0]
    open_hits = [hit for hit in fact.hits if not hit.partly]
    what = "未去标识化" if open_hits else "去标识化不足"
    yield finding(
        case,
        rule,
        f"页面公开了{len(fact.hits)}个{what}的公民身份号码（如 {first.masked}），应作去标识化处理（遮盖不少于连续4位）",
        key=f"{first.masked} 1",
        confidence=_confidence(fact),
        quote=first.quote,
        where=first.where,
        evidence=tuple(Evidence(f"号码{place}", hit.quote, where=hit.where) for place, hit in enumerate(fact.hits, 1)),
        measured={"numbers": len(fact.hits)},
    )


def _confidence(fact: IdNumbers) -> Confidence:
    if all(hit.partly for hit in fact.hits):
        return Confidence.LOW
    return Confidence.HIGH if any(hit.labelled and not hit.partly for hit in fact.hits) else Confidence.MEDIUM


MONITOR = Monitor("id_number_exposed", PageSource, IdNumbers, Params, check)
