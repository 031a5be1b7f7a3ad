"""Answers a re-check's questions from what was fetched and judged: gone, removed, still there, or cannot tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from facts.link_targets import linked
from facts.same_article import comparable, is_same_article, shows
from facts.sources import AccountSource, ColumnSource, HostSource, LinksSource, PageSource, SiteSource
from inspection.finding import Finding, SubjectKind, Verdict
from inspection.outcome import Missing, Outcome
from inspection.recheck import Answer, Now
from jobs.recheck_manual import manual_answer
from jobs.recheck_pages import NOT_VISITED, PagesNow
from jobs.recheck_plan import OpenQuestion

_HERE = (PageSource, ColumnSource, SiteSource, AccountSource)


class Answers:
    """What one re-check brought.

    ``verdicts`` are those of the open findings' rules about what was crawled, ``pages`` what was crawled; ``asked_now``
    are the verdicts about links and hosts, and ``homes`` the answers about sites that did not open, by finding id.
    """

    def __init__(
        self,
        verdicts: Iterable[Verdict],
        pages: PagesNow,
        asked_now: Mapping[str, Verdict],
        homes: Mapping[str, Answer],
    ) -> None:
        self._verdicts = {(one.rule.id, one.subject.id): one for one in verdicts}
        self._found: dict[str, Finding] = {
            found.identity: found for one in self._verdicts.values() for found in one.findings
        }
        self._pages, self._asked_now, self._homes = pages, asked_now, homes

    def of(self, asked: OpenQuestion) -> Answer:
        """The answer to one question; only what was seen to be in order is "gone"."""
        finding = asked.finding
        if asked.by_person:
            return manual_answer(finding, self._pages, self._verdicts.get((finding.rule, asked.asked_of)))
        if asked.rule is None:
            return Answer(Now.UNKNOWN, "没有可以自动复检的规则，请人工复核")
        if finding.id in self._homes:
            return self._homes[finding.id]
        if asked.source is LinksSource:
            return self._link(asked)
        if asked.source is HostSource:
            return self._judged(asked, self._asked_now.get(finding.id))
        if asked.source not in _HERE:
            return Answer(Now.UNKNOWN, "这类问题不能自动复检，请人工复核")
        if found := self._found.get(finding.id):
            return Answer(Now.STILL, found.message)
        if finding.subject.kind is SubjectKind.PAGE and asked.source is PageSource and not finding.subject.account_id:
            removed = self._pages.removal(finding.subject)
            if removed:
                return removed
        return self._judged(asked, self._verdicts.get((finding.rule, asked.asked_of)))

    def _judged(self, asked: OpenQuestion, verdict: Verdict | None) -> Answer:
        if verdict is None:
            return Answer(Now.UNKNOWN, self._unasked(asked.finding.subject.id))
        if verdict.outcome in (Outcome.UNKNOWN, Outcome.MANUAL):
            return Answer(Now.UNKNOWN, verdict.reason or "需人工判断")
        if verdict.outcome is Outcome.NOT_APPLICABLE:
            return Answer(Now.UNKNOWN, f"规则已不适用于现在的内容（{verdict.reason}），请人工复核")
        if asked.source is not PageSource and verdict.outcome is Outcome.FAIL:
            return self._still(asked, verdict)
        page = asked.source is PageSource and asked.rule is not None and not asked.rule.applies.attachments
        return self._in_context(asked) if page and not asked.finding.subject.account_id else Answer(Now.GONE)

    def _unasked(self, url: str) -> str:
        read = self._pages.read(url)
        return read.reason if isinstance(read, Missing) else NOT_VISITED

    @staticmethod
    def _still(asked: OpenQuestion, verdict: Verdict) -> Answer:
        worst = max(verdict.findings, key=lambda one: one.severity.rank)
        same = worst.identity == asked.finding.id
        return Answer(Now.STILL, worst.message if same else f"同一对象仍有同类问题：{worst.message}")

    def _link(self, asked: OpenQuestion) -> Answer:
        """The finding's key is the link's address. A page that does not hold the link any more is mended."""
        finding = asked.finding
        if removed := self._pages.removal(finding.subject):
            return removed
        document = self._pages.read(finding.subject.id)
        if isinstance(document, Missing):
            return Answer(Now.UNKNOWN, document.reason)
        held = linked(document)
        if finding.key not in held:
            article = self._pages.is_article(finding.subject.id)
            if not held or (article and not is_same_article(document, finding.subject.title)):
                return Answer(Now.UNKNOWN, "该地址上已是别的内容，其中没有这个链接，请人工复核")
            return Answer(Now.GONE, "页面上已没有这个链接")
        return self._judged(asked, self._asked_now.get(finding.id))

    def _in_context(self, asked: OpenQuestion) -> Answer:
        """The rule is content; gone only if the wrong words are off page and list, and the page is still that page."""
        finding = asked.finding
        document = self._pages.read(finding.subject.id)
        if isinstance(document, Missing):
            return Answer(Now.UNKNOWN, document.reason)
        wrong, right = _words(asked)
        if wrong and shows(document, wrong):
            return Answer(Now.UNKNOWN, f"规则没有再报告，但原文“{wrong}”仍在页面上，请人工复核")
        if not is_same_article(document, finding.subject.title) and not shows(document, right):
            return Answer(Now.UNKNOWN, "该地址上已是别的内容，看不出原文是改正了还是被替换了，请人工复核")
        doubt = self._pages.doubt_of_list(finding.subject, wrong)
        return Answer(Now.UNKNOWN, doubt) if doubt else Answer(Now.GONE)


def _words(asked: OpenQuestion) -> tuple[str, str]:
    """The wrong words to look for (empty: none that can be), and the right ones where the monitor named them."""
    seen = asked.finding.observations[-1].measured
    wrong, right = seen.get("wrong"), seen.get("right")
    if not isinstance(wrong, str):
        wrong = asked.finding.quote if comparable(asked.finding.quote) else ""
    return wrong, right if isinstance(right, str) else ""
