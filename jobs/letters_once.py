"""Keeps one letter from being reported twice: by its mailbox's list and by its own page.

The list wins: it is where the public sees the state, and its finding names the letter's page. The page speaks where the
list shows no state (the clause of the rule letter-unanswered says so).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from inspection.finding import Verdict
from inspection.outcome import Outcome

_LIST, _PAGE = "mailbox_unanswered", "letter_unanswered"


def letters_once(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """``verdicts`` in their order; a page's finding about a letter that its list reports as gravely is taken back."""
    answers = list(verdicts)
    reported: dict[str, int] = {}
    for verdict in answers:
        if verdict.rule.monitor == _LIST:
            for one in verdict.findings:
                for url in {evidence.url for evidence in one.evidence if evidence.url and not evidence.sha256}:
                    reported[url] = max(one.severity.rank, reported.get(url, 0))
    return [_once(verdict, reported) for verdict in answers] if reported else answers


def _once(verdict: Verdict, reported: dict[str, int]) -> Verdict:
    if verdict.rule.monitor != _PAGE or not verdict.findings:
        return verdict
    listed = reported.get(verdict.subject.url, -1)
    if any(one.severity.rank > listed for one in verdict.findings):
        return verdict
    return replace(verdict, outcome=Outcome.NOT_APPLICABLE, reason="该来信已由信箱列表的规则报告", findings=())
