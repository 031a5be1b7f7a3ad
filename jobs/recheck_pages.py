"""What a re-check got of the pages and lists that open findings are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from db.snapshots import SnapshotStore
from facts.document import Document
from facts.list_rows import read_list
from facts.usable_page import usable
from inspection.fetched import FetchFailure, FetchProblem
from inspection.finding import Subject
from inspection.outcome import Missing
from inspection.recheck import Answer, Now
from inspection.visit import Role, Visit
from jobs.stored_pages import read_visit

_GONE_STATUSES = frozenset({"404", "410"})
#: Why nothing can be said about an address that the crawl did not come to.
NOT_VISITED = "本次没有访问到（地址可能已不在登记册，或内容已不在列表和推送中），请人工复核"


class PagesNow:
    """The ``visits`` of one re-check by address; where an address was visited twice, as an article."""

    def __init__(self, visits: Iterable[Visit], snapshots: SnapshotStore, as_of: datetime) -> None:
        self._visits: dict[str, Visit] = {}
        self._lists: dict[str, list[Visit]] = {}
        for visit in visits:
            if visit.target.url not in self._visits or visit.target.role is Role.ARTICLE:
                self._visits[visit.target.url] = visit
            if visit.target.role is Role.LIST and visit.target.column_id:
                self._lists.setdefault(visit.target.column_id, []).append(visit)
        self._snapshots, self._as_of = snapshots, as_of

    def read(self, url: str) -> Document | Missing:
        """The page at ``url``, or why nothing can be said about it."""
        visit = self._visits.get(url)
        if visit is None:
            return Missing(NOT_VISITED)
        read = read_visit(visit, self._snapshots)
        if isinstance(read, FetchProblem) and visit.failure:
            return Missing(f"{visit.failure.label}（{visit.detail}）" if visit.detail else visit.failure.label)
        return usable(read)

    def is_article(self, url: str) -> bool:
        """Whether ``url`` was visited as an article: what stands there may have been replaced by something else."""
        visit = self._visits.get(url)
        return visit is not None and visit.target.role is Role.ARTICLE

    def final_url(self, site_id: str) -> str:
        """Where the home page of a site answered; empty when it did not."""
        homes = (one for one in self._visits.values() if one.target.role is Role.HOME and one.target.site_id == site_id)
        return next((one.final_url for one in homes if one.sha256), "")

    def removal(self, subject: Subject) -> Answer | None:
        """The answer about a page that is no more (404, 410, or the stub that content systems leave); ``None`` when it
        is there. Its list must not lead to it either.
        """
        visit = self._visits.get(subject.id)
        if visit is None or not _is_gone(visit):
            return None
        gone = f"页面已删除（{visit.detail or visit.failure}）"
        if subject.column_id:
            rows, unread = self.rows(subject.column_id)
            if unread:
                return Answer(Now.UNKNOWN, f"{gone}，但栏目列表没有读到（{unread}），请人工复核")
            if subject.id in rows:
                return Answer(Now.UNKNOWN, f"{gone}，但栏目列表仍有它的链接")
        return Answer(Now.REMOVED, gone)

    def doubt_of_list(self, subject: Subject, wrong: str) -> str:
        """Why (Chinese) the list of a page that was mended leaves a doubt; empty when it leaves none."""
        if not subject.column_id or subject.id in {one.target.url for one in self._lists.get(subject.column_id, [])}:
            return ""
        rows, unread = self.rows(subject.column_id)
        if unread:
            return f"页面已改正，但栏目列表没有读到（{unread}）"
        if wrong and wrong in rows.get(subject.id, ""):
            return f"页面已改正，但栏目列表的标题仍有“{wrong}”"
        return ""

    def rows(self, column_id: str) -> tuple[Mapping[str, str], str]:
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
    if visit.failure is FetchFailure.STUB:
        return True
    return visit.failure is FetchFailure.HTTP_STATUS and visit.detail in _GONE_STATUSES
