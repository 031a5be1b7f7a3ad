"""A letter that its mailbox's list reports is not reported again by its own page."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from inspection.finding import Confidence, Evidence, Finding, Severity, Subject, SubjectKind, Verdict
from inspection.outcome import Outcome
from inspection.registry import ColumnKind, Grade
from inspection.rule import Applies, Per, Rule, RuleKind
from jobs.letters_once import letters_once

LETTER = "http://www.test/xx/t1.html"
LIST = "http://www.test/xx/"


def verdict(monitor: str, severity: Severity, *evidence: Evidence, at: str = LETTER) -> Verdict:
    rule = Rule(
        id=monitor, title="", monitor=monitor, params=None, kind=RuleKind.VETO, applies=Applies(), item=None,
        indicator="", points=Decimal(0), per=Per.FINDING, review=True, clause="", grade=Grade.NATIONAL, table="t",
    )  # fmt: skip
    kind = SubjectKind.PAGE if monitor == "letter_unanswered" else SubjectKind.COLUMN
    subject = Subject(kind, at, "unit", "site", "mail", None, at, "来信", ColumnKind.MAILBOX)
    found = Finding(monitor, monitor, subject, severity, Confidence.HIGH, "未答复", "2020-11-01", evidence=evidence)
    return Verdict(rule, subject, Outcome.FAIL, findings=(found,))


PAGE = verdict("letter_unanswered", Severity.VETO)
IN_LIST = verdict(
    "mailbox_unanswered", Severity.VETO, Evidence("来信", "", LETTER), Evidence("列表快照", "", LIST, "0"), at=LIST
)
IN_LIST_AS_HINT = verdict("mailbox_unanswered", Severity.HINT, Evidence("来信", "", LETTER), at=LIST)
ANOTHER = verdict("mailbox_unanswered", Severity.VETO, Evidence("来信", "", "http://www.test/xx/t2.html"), at=LIST)


@pytest.mark.parametrize("answers", [[PAGE, IN_LIST], [IN_LIST, PAGE]])
def test_the_list_wins_whichever_was_judged_first(answers: list[Verdict]) -> None:
    left = letters_once(answers)
    assert [one.rule.monitor for one in left if one.findings] == ["mailbox_unanswered"]
    page = next(one for one in left if one.rule.monitor == "letter_unanswered")
    assert (page.outcome, page.reason) == (Outcome.NOT_APPLICABLE, "该来信已由信箱列表的规则报告")


@pytest.mark.parametrize(
    "listed",
    [ANOTHER, IN_LIST_AS_HINT, replace(IN_LIST, outcome=Outcome.UNKNOWN, findings=())],
    ids=["another letter", "only a hint", "a list without states"],
)
def test_the_page_speaks_where_the_list_does_not(listed: Verdict) -> None:
    assert letters_once([PAGE, listed]) == [PAGE, listed]
