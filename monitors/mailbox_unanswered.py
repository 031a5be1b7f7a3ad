"""Flag a letter to a public mailbox that stays unanswered for too long.

Why: one letter left for three months fails the whole site.
Source: 国办秘函〔2019〕19号 互动回应差 (a valid letter unanswered for more than three months in the last year: veto);
国办发〔2017〕47号 (simple questions within five working days: a hint, nobody can see whether a question is simple).
Known limits: only what the public list shows. Letters refused, withdrawn or sent twice need no answer. Working days are
Monday to Friday; public holidays make the true count smaller, which is why this stays a hint.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from facts.letter_states import LetterState
from facts.mailbox_letters import Letter, MailboxLetters
from facts.sources import ColumnSource
from inspection.finding import Case, Confidence, Evidence, Finding
from inspection.moment import beijing_day
from inspection.outcome import CannotTell
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding


@dataclass(frozen=True, slots=True)
class Params:
    """A letter is late when more than ``late_after`` ``count_by`` days passed since it came.

    Letters older than ``within_days`` calendar days (exclusive) are left out: not of this year, or another rule's.
    """

    late_after: int
    count_by: Literal["days", "working-days"]
    within_days: int


def check(fact: MailboxLetters, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield one finding per letter; ``CannotTell`` when nothing is late but letters in question show no state."""
    today, params = beijing_day(case.as_of), rule.params
    due = [letter for letter in fact.letters if _is_due(letter, today, params)]
    late = [letter for letter in due if letter.state is LetterState.OPEN]
    silent = [letter for letter in due if letter.state is None]
    if not late and silent:
        said = silent[0].said
        shown = f"状态“{said}”无法识别" if said else "列表没有显示办理状态"
        raise CannotTell(f"{len(silent)}封来信的{shown}（如《{silent[0].title}》），需人工查看")
    undated = [letter for letter in fact.letters if letter.received is None and letter.state is LetterState.OPEN]
    if not late and undated:
        raise CannotTell(f"未办结的来信《{undated[0].title}》没有显示来信日期")
    for letter in late:
        yield _word(letter, today, fact, rule, case)


def _is_due(letter: Letter, today: date, params: Params) -> bool:
    if letter.received is None or (today - letter.received).days > params.within_days:
        return False
    return _waited(letter.received, today, params) > params.late_after


def _waited(since: date, today: date, params: Params) -> int:
    days = (today - since).days
    if params.count_by == "days":
        return days
    return sum((since + timedelta(days=step)).weekday() < 5 for step in range(1, days + 1))


def _word(letter: Letter, today: date, fact: MailboxLetters, rule: Rule[Params], case: Case) -> Finding:
    if letter.received is None:
        raise ValueError("a letter without a day is never late")
    waited = _waited(letter.received, today, rule.params)
    unit = "天" if rule.params.count_by == "days" else "个工作日（按周一至周五计，未扣除节假日）"
    return finding(
        case,
        rule,
        f"公开信箱来信《{letter.title}》{letter.received.isoformat()}提交，至{today.isoformat()}已{waited}{unit}仍为"
        f"“{letter.said}”，应在{rule.params.late_after}{unit[:4].rstrip('（')}内答复",
        key=f"{letter.received.isoformat()} {letter.url or letter.title}",
        confidence=Confidence.HIGH if rule.params.count_by == "days" else Confidence.MEDIUM,
        quote=f"{letter.title} {letter.received.isoformat()} {letter.said}",
        evidence=(
            *((Evidence("来信", letter.title, letter.url),) if letter.url else ()),
            Evidence("列表快照", url=fact.page_url, sha256=fact.sha256),
        ),
        measured={"received": letter.received.isoformat(), "waited": waited, "limit": rule.params.late_after},
    )


MONITOR = Monitor("mailbox_unanswered", ColumnSource, MailboxLetters, Params, check)
