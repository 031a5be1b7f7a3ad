"""What a re-check can say about a problem that a person entered: only what the entry's own words let it see."""

from __future__ import annotations

from db.findings import StoredFinding
from facts.same_article import comparable, shows
from inspection.finding import Severity, SubjectKind, Verdict
from inspection.outcome import Missing, Outcome
from inspection.recheck import Answer, Now
from jobs.manual_entries import SCORE_RULE
from jobs.recheck_pages import PagesNow


def manual_answer(finding: StoredFinding, pages: PagesNow, verdict: Verdict | None) -> Answer:
    """The answer from the address and the wrong and right words of the entry.

    ``verdict`` is that of the rule which the entry names, where it was asked: that it finds a fault counts, that it
    finds none does not, as it did not see this one before either.
    """
    if finding.rule == SCORE_RULE:
        return Answer(Now.UNKNOWN, "这是登记的得分，没有可复检的内容")
    subject = finding.subject
    if subject.account_id:
        return _by_rule(verdict, "这是人工登记的账号问题，请人工复核")
    if subject.kind is SubjectKind.PAGE and (removed := pages.removal(subject)):
        return removed
    document = pages.read(subject.url)
    if isinstance(document, Missing):
        return Answer(Now.UNKNOWN, document.reason)
    wrong, right = _words(finding)
    if wrong and shows(document, wrong):
        return Answer(Now.STILL, f"“{wrong}”仍在页面上")
    if not wrong or not right:
        missing = "没有写明错误文字" if not wrong else f"“{wrong}”已不在页面上，但登记时没有写明正确文字"
        return _by_rule(verdict, f"页面可以打开，但这是人工登记的问题，{missing}，请人工复核")
    if not shows(document, right):
        return Answer(Now.UNKNOWN, f"“{wrong}”已不在页面上，但也没有看到“{right}”，请人工复核")
    doubt = pages.doubt_of_list(subject, wrong)
    return Answer(Now.UNKNOWN, doubt) if doubt else Answer(Now.GONE, f"“{wrong}”已改为“{right}”")


def _by_rule(verdict: Verdict | None, otherwise: str) -> Answer:
    if verdict is None or verdict.outcome is not Outcome.FAIL:
        return Answer(Now.UNKNOWN, otherwise)
    fault = next(one for one in verdict.findings if one.severity is not Severity.WARNING)
    return Answer(Now.STILL, f"同一对象仍有同类问题：{fault.message}")


def _words(finding: StoredFinding) -> tuple[str, str]:
    """The wrong and the right words of the entry, each empty where it is not known or cannot be looked for."""
    entered = finding.observations[-1].measured
    wrong, right = str(entered.get("wrong", "")), str(entered.get("right", ""))
    return wrong if comparable(wrong) else "", right if comparable(right) else ""
