"""Flag an account under whose posts nobody can answer.

Why: an account that cannot be answered is a notice board; the national indicators name it among the vetoes.
Source: 国办秘函〔2019〕19号, 政务新媒体单项否决: 互动回应差（未提供有效互动功能）.
Known limits: comments only. Private messages, menus and replies in the background are not in any feed: a person must
look before anybody is told, so the row is a hint. A post without comments proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.account_interaction import AccountInteraction
from facts.sources import AccountSource
from inspection.finding import Case, Confidence, Evidence, Finding
from inspection.outcome import CannotTell
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding


@dataclass(frozen=True, slots=True)
class Params:
    """``at_least`` posts that are closed to comments, and none that is open, make a finding."""

    at_least: int


def check(fact: AccountInteraction, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield at most one finding. Raises ``CannotTell`` when too few posts are known to be closed."""
    if fact.open:
        return
    closed = len(fact.closed)
    if closed < rule.params.at_least:
        raise CannotTell(f"只有{closed}条内容可知未开放评论，少于{rule.params.at_least}条，无法判断")
    yield finding(
        case,
        rule,
        f"“{case.subject.title}”最近{closed}条内容均未开放评论，未见互动功能（私信、菜单回复需人工查看）。",
        key="closed",
        confidence=Confidence.LOW,
        evidence=(Evidence("最近一条", quote=fact.closed[0].title, url=fact.closed[0].url),),
        measured={"closed": closed, "at_least": rule.params.at_least},
    )


MONITOR = Monitor(
    id="account_no_interaction", source=AccountSource, needs=AccountInteraction, params=Params, check=check
)
