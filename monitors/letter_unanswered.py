"""Flag a letter's own page that shows no answer for too long: mailbox_unanswered for lists without states.

Why: one letter left for three months fails the whole site.
Source: 国办秘函〔2019〕19号 互动回应差 (a valid letter unanswered for more than three months in the last year).
Known limits: a page that neither names a state nor answers says nothing; the list's own state is another rule's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.letter_page import LetterPage
from facts.letter_states import LetterState
from facts.sources import PageSource
from inspection.finding import Case, Evidence, Finding
from inspection.moment import beijing_day
from inspection.outcome import CannotTell
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding


@dataclass(frozen=True, slots=True)
class Params:
    """Late when more than ``late_after_days`` passed; letters older than ``within_days`` (exclusive) are left out."""

    late_after_days: int
    within_days: int


def check(fact: LetterPage, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield at most one finding; ``CannotTell`` when an old letter's page shows neither state nor answer."""
    days = (beijing_day(case.as_of) - fact.received).days
    if not rule.params.late_after_days < days <= rule.params.within_days:
        return
    if fact.state is None:
        raise CannotTell("页面没有显示办理状态和回复")
    if fact.state is LetterState.OPEN:
        yield finding(
            case,
            rule,
            f"来信《{fact.title}》{fact.received.isoformat()}提交，已{days}天仍为“{fact.said}”，"
            f"应在{rule.params.late_after_days}天内答复",
            key=fact.received.isoformat(),
            quote=fact.said,
            evidence=(Evidence("页面快照", fact.title, fact.url, fact.sha256),),
            measured={"received": fact.received.isoformat(), "days": days, "limit": rule.params.late_after_days},
        )


MONITOR = Monitor("letter_unanswered", PageSource, LetterPage, Params, check)
