"""Judges the files that articles of a site link to, each read and judged within bounds of time and memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from db.snapshots import SnapshotStore
from facts.attachment_text import attachment_document
from facts.document import Document
from facts.exposure import UNREAD
from facts.sources import PageSource, Read
from inspection.fetched import Fetched, FetchFailure, FetchProblem, Page
from inspection.finding import Case, Evidence, Subject, SubjectKind, Verdict
from inspection.outcome import Outcome
from inspection.registry import ColumnKind, Site
from inspection.rule import Rule, ScanKind
from inspection.visit import Visit
from jobs.attachment_process import BoundedProcess, Stopped
from jobs.proof import tied_to
from jobs.stored_pages import read_page
from monitors.frame.runner import judge

#: After so many files of one site that had to be stopped, the rest of its files are left unread.
MOST_STOPPED = 5


@dataclass(frozen=True, slots=True)
class AttachmentRules:
    """What is asked of attachments: ``rules`` may hold others too. ``names`` are the district's own.

    ``seconds``: how long one file may take, from opening it to the last answer.
    """

    rules: tuple[Rule[Any], ...]
    scan: ScanKind | None
    as_of: datetime
    names: tuple[str, ...]
    seconds: float

    def verdicts(self, subject: Subject, read: Read) -> list[Verdict]:
        """One for each rule; where a part of the file could not be read, nothing is ever fine."""
        source = PageSource(subject.url, read, subject.column_kind, self.as_of, attachment=True, names=self.names)
        unread = read.meta(UNREAD) if isinstance(read, Document) else None
        return [_doubted(one, unread) for one in judge(source, Case(subject, self.as_of), self.rules, self.scan)]


def judge_attachments(
    asked: AttachmentRules,
    site: Site,
    kinds: Mapping[str, ColumnKind],
    visits: Iterable[Visit],
    snapshots: SnapshotStore,
) -> Iterator[Verdict]:
    """The verdicts about ``visits`` to attachments of ``site``; ``kinds`` are its columns' kinds by id.

    The proof of a finding is the file as it was fetched. Starts a process only when there is a file to read.
    """
    if not any(rule.applies.attachments for rule in asked.rules):
        return
    stopped = 0
    with BoundedProcess[tuple[Subject, Page, str], list[Verdict]](_reading(asked), asked.seconds) as reader:
        for visit in visits:
            subject = _subject(site, kinds, visit)
            got: Fetched = read_page(visit, snapshots)
            if isinstance(got, Page) and stopped >= MOST_STOPPED:
                got = _unread(visit, f"该网站已有{stopped}个附件不能在限定的时间和内存内读完，其余附件未读")
            if isinstance(got, Page):
                try:
                    proof = Evidence("附件原件", url=visit.target.url, sha256=visit.sha256 or "")
                    answers = reader.ask((subject, got, visit.target.listed_date))
                    yield from (tied_to(verdict, proof) for verdict in answers)
                    continue
                except Stopped as why:
                    stopped += 1
                    got = _unread(visit, str(why))
            yield from asked.verdicts(subject, got)


def _reading(asked: AttachmentRules) -> Any:
    """What the reading process does with a file."""

    def answer(question: tuple[Subject, Page, str]) -> list[Verdict]:
        subject, page, day = question
        name = PurePosixPath(urlsplit(page.url).path).name
        return asked.verdicts(subject, attachment_document(page, name, subject.title, day))

    return answer


def _doubted(verdict: Verdict, unread: str | None) -> Verdict:
    if unread and verdict.outcome is Outcome.PASS:
        return replace(verdict, outcome=Outcome.UNKNOWN, reason=f"附件只读到一部分：{unread}")
    return verdict


def _unread(visit: Visit, why: str) -> FetchProblem:
    return FetchProblem(visit.target.url, FetchFailure.UNDECODABLE, why, visit.at)


def _subject(site: Site, kinds: Mapping[str, ColumnKind], visit: Visit) -> Subject:
    target = visit.target
    kind = kinds.get(target.column_id or "")
    return Subject(
        SubjectKind.PAGE, target.url, site.unit_id, site.id, target.column_id, None,
        target.url, target.listed_title, kind,
    )  # fmt: skip
