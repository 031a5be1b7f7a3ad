"""How the monitors of personal data word what their facts found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from facts.exposure import Exposures
from inspection.finding import Case, Confidence, Evidence, Finding
from inspection.outcome import CannotTell
from inspection.rule import Rule
from monitors.frame.monitor import finding

#: Evidence of one finding: a list of thousands shows its first ones.
MAX_EVIDENCE = 50


def report_exposed(fact: Exposures, rule: Rule[Any], case: Case, what: str, count: str = "个") -> Iterator[Finding]:
    """One finding for the page; ``CannotTell`` for lawful-looking publications, doubts and unread attachments.

    ``what`` names the thing (手机号码), ``count`` is its counting word.
    """
    if not fact.hits:
        if fact.doubtful:
            raise CannotTell(f"有{fact.doubtful}{count}{what}不能确认是否属于应当遮盖的个人信息，需人工判断")
        if fact.unread:
            raise CannotTell(f"附件未能全部读取：{fact.unread}")
        return
    if fact.exempt_hint:
        raise CannotTell(f"标题含“{fact.exempt_hint}”，可能依法公开，页面有{len(fact.hits)}{count}{what}，需人工判断")
    first = fact.hits[0]
    strong = any(hit.strong for hit in fact.hits)
    yield finding(
        case,
        rule,
        f"页面公开了{len(fact.hits)}{count}{what}（如 {first.masked}），应作去标识化处理",
        key=f"{first.masked} 1",
        confidence=Confidence.HIGH if strong else Confidence.MEDIUM,
        quote=first.quote,
        where=first.where,
        evidence=tuple(
            Evidence(f"第{place}{count}", hit.quote, where=hit.where)
            for place, hit in enumerate(fact.hits[:MAX_EVIDENCE], 1)
        ),
        measured={"numbers": len(fact.hits)},
    )
