"""Answers a re-check's questions from what was fetched and judged: gone, removed, still there, or cannot tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from db.snapshots import SnapshotStore
from facts.document import Document
from facts.list_rows import read_list
from facts.same_article import comparable, is_same_article, shows
from facts.sources import AccountSource, ColumnSource, PageSource, SiteSource
from inspection.fetched import FetchFailure
from inspection.finding import Finding, Severity, SubjectKind, Verdict
from inspection.outcome import Outcome
from inspection.recheck import Now
from inspection.visit import Role, Visit
from jobs.recheck_plan import OpenQuestion
from jobs.stored_pages import read_visit

_HERE = (PageSource, ColumnSource, SiteSource, AccountSource)
_GONE_STATUSES = frozenset({"404", "410"})


@dataclass(frozen=True, slots=True)
class Answer:
    """``reason`` (Chinese) may be empty only for GONE and STILL."""

    now: Now
    reason: str = ""


class Answers:
    """What one re-check brought: ``verdicts`` of the open findings' rules, and ``visits`` by address."""

    def __init__(
        self, verdicts: Iterable[Verdict], visits: Iterable[Visit], snapshots: SnapshotStore, as_of: datetime
    ) -> None:
        self._verdicts = {(one.rule.id, one.subject.id): one for one in verdicts}
        self._found: dict[str, Finding] = {
            found.identity: found for one in self._verdicts.values() for found in one.findings
        }
        self._visits: dict[str, Visit] = {}
        self._lists: dict[str, list[Visit]] = {}
        for visit in visits:
            if visit.target.url not in self._visits or visit.target.role is Role.ARTICLE:
                self._visits[visit.target.url] = visit
            if visit.target.role is Role.LIST and visit.target.column_id:
                self._lists.setdefault(visit.target.column_id, []).append(visit)
        self._snapshots, self._as_of = snapshots, as_of

    def of(self, asked: OpenQuestion) -> Answer:
        """The answer to one question; only what was seen to be in order is "gone"."""
        finding = asked.finding
        if asked.rule is None:
            return Answer(Now.UNKNOWN, "没有可以自动复检的规则，请人工复核")
        if asked.source not in _HERE:
            return Answer(Now.UNKNOWN, "这类问题由 xunjian probe 或 check-links 检查，请运行后人工复核")
        if found := self._found.get(finding.id):
            return Answer(Now.STILL, found.message)
        if finding.subject.kind is SubjectKind.PAGE and asked.source is PageSource and not finding.subject.account_id:
            removed = self._removed(asked)
            if removed:
                return removed
        verdict = self._verdicts.get((finding.rule, asked.asked_of))
        if verdict is None:
            return Answer(Now.UNKNOWN, self._unasked(finding.subject.id))
        if verdict.outcome in (Outcome.UNKNOWN, Outcome.MANUAL):
            return Answer(Now.UNKNOWN, verdict.reason or "需人工判断")
        if verdict.outcome is Outcome.NOT_APPLICABLE:
            return Answer(Now.UNKNOWN, f"规则已不适用于现在的内容（{verdict.reason}），请人工复核")
        if asked.source is not PageSource and verdict.outcome is Outcome.FAIL:
            worst = next(one for one in verdict.findings if one.severity is not Severity.WARNING)
            return Answer(Now.STILL, f"同一对象仍有同类问题：{worst.message}")
        if asked.source is PageSource and not finding.subject.account_id and not asked.rule.applies.attachments:
            return self._in_context(asked)
        return Answer(Now.GONE)

    def _unasked(self, url: str) -> str:
        visit = self._visits.get(url)
        if visit and visit.failure:
            return _unreadable(visit)
        return "本次没有访问到（地址可能已不在登记册，或内容已不在列表和推送中），请人工复核"

    def _removed(self, asked: OpenQuestion) -> Answer | None:
        """The answer about a page that is no more: its list must not lead to it either."""
        subject = asked.finding.subject
        visit = self._visits.get(subject.id)
        if visit is None or not _is_gone(visit):
            return None
        gone = f"页面已删除（{visit.detail or visit.failure}）"
        if subject.column_id:
            rows, unread = self._rows(subject.column_id)
            if unread:
                return Answer(Now.UNKNOWN, f"{gone}，但栏目列表没有读到（{unread}），请人工复核")
            if subject.id in rows:
                return Answer(Now.UNKNOWN, f"{gone}，但栏目列表仍有它的链接")
        return Answer(Now.REMOVED, gone)

    def _in_context(self, asked: OpenQuestion) -> Answer:
        """The rule is content; gone only if the wrong words are off page and list, and the page is still that page."""
        finding = asked.finding
        visit = self._visits.get(finding.subject.id)
        document = read_visit(visit, self._snapshots) if visit else None
        if not isinstance(document, Document):
            return Answer(Now.UNKNOWN, self._unasked(finding.subject.id))
        wrong, right = _words(asked)
        if wrong and shows(document, wrong):
            return Answer(Now.UNKNOWN, f"规则没有再报告，但原文“{wrong}”仍在页面上，请人工复核")
        if not is_same_article(document, finding.subject.title) and not shows(document, right):
            return Answer(Now.UNKNOWN, "该地址上已是别的内容，看不出原文是改正了还是被替换了，请人工复核")
        if finding.subject.column_id and finding.subject.id not in self._list_addresses(finding.subject.column_id):
            rows, unread = self._rows(finding.subject.column_id)
            if unread:
                return Answer(Now.UNKNOWN, f"页面已改正，但栏目列表没有读到（{unread}）")
            if wrong and wrong in rows.get(finding.subject.id, ""):
                return Answer(Now.UNKNOWN, f"页面已改正，但栏目列表的标题仍有“{wrong}”")
        return Answer(Now.GONE)

    def _list_addresses(self, column_id: str) -> set[str]:
        return {visit.target.url for visit in self._lists.get(column_id, [])}

    def _rows(self, column_id: str) -> tuple[Mapping[str, str], str]:
        """Titles by address of the list pages read, and why one of them could not be read (else empty)."""
        visits = self._lists.get(column_id, [])
        if not visits:
            return {}, "没有访问"
        rows: dict[str, str] = {}
        for visit in visits:
            document = read_visit(visit, self._snapshots)
            if not isinstance(document, Document):
                return rows, document.reason
            for row in read_list(document, self._as_of).rows:
                rows[row.url] = rows.get(row.url, "") + row.title
        return rows, ""


def _is_gone(visit: Visit) -> bool:
    """404, 410, or the stub that content systems leave where a document was."""
    if visit.failure is FetchFailure.STUB:
        return True
    return visit.failure is FetchFailure.HTTP_STATUS and visit.detail in _GONE_STATUSES


def _unreadable(visit: Visit) -> str:
    label = visit.failure.label if visit.failure else ""
    return f"{label}（{visit.detail}）" if visit.detail else label


def _words(asked: OpenQuestion) -> tuple[str, str]:
    """The wrong words to look for (empty: none that can be), and the right ones where the monitor named them."""
    seen = asked.finding.observations[-1].measured
    wrong, right = seen.get("wrong"), seen.get("right")
    if not isinstance(wrong, str):
        wrong = asked.finding.quote if comparable(asked.finding.quote) else ""
    return wrong, right if isinstance(right, str) else ""
