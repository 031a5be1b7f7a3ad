"""How the monitors that stand on the word lists word their findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from facts.wording import Slip
from inspection.finding import Case, Confidence, Finding
from inspection.lexicon import WordGrade, WrongWord
from inspection.outcome import CannotTell
from inspection.rule import Rule
from monitors.frame.monitor import finding


def report(slips: Sequence[Slip], rule: Rule[Any], case: Case, what: Callable[[WrongWord], str]) -> Iterator[Finding]:
    """One finding for each wrong word; ``CannotTell`` when the page only speaks about such words."""
    plain = [slip for slip in slips if not slip.quoted]
    if slips and not plain:
        words = "、".join(f"“{slip.word.wrong}”" for slip in slips)
        raise CannotTell(f"页面似在说明或更正{words}这一写法，需人工判断")
    for slip in plain:
        yield _one(slip, rule, case, what(slip.word))


def _one(slip: Slip, rule: Rule[Any], case: Case, what: str) -> Finding:
    word = slip.word
    times = f"，共{slip.count}处" if slip.count > 1 else ""
    return finding(
        case,
        rule,
        f"{what}：“{word.wrong}”{times}，建议改为“{word.right}”（原文：{slip.passage.quote}）",
        key=word.wrong,
        confidence=Confidence.HIGH if word.grade is WordGrade.SEVERE else Confidence.MEDIUM,
        quote=slip.passage.quote,
        where=slip.where,
        measured={"wrong": word.wrong, "right": word.right, "count": slip.count, "source": word.source},
    )
