"""Judges pages outside any scan and stores nothing: what a unit runs before it publishes.

The shape of the answer is a contract (docs/inspect.md); keys are only ever added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from facts.article import title_of
from facts.column_kind import guess_column_kind
from facts.docid_curve import DocidCurve
from facts.document import Document
from facts.list_rows import read_list
from facts.masking import mask_personal
from facts.page_kind import Kind, classify
from facts.publish_date import PublishDate, read_publish_date
from facts.sources import ColumnSource, PageSource, Read, SiteSource, Source
from facts.trs_address import read_address
from inspection.fetched import FetchFailure, FetchProblem
from inspection.finding import Case, Finding, Subject, SubjectKind, Verdict
from inspection.moment import beijing_day, iso_minutes
from inspection.outcome import Outcome
from inspection.registry import Column, ColumnKind, Grade, Site
from inspection.rule import Rule
from monitors.frame.runner import judge

#: The one site-wide monitor that a home page answers by itself.
_HOME_MONITOR = "home_stale"


@dataclass(frozen=True, slots=True)
class Submitted:
    """One page handed in: ``source`` as the caller named it; ``url`` is its public address, empty when not given."""

    source: str
    url: str
    read: Read


@dataclass(frozen=True, slots=True)
class Question:
    """What all pages of one call are asked with. ``column_kind`` None = taken from the page itself.

    ``names`` are the district's own.
    """

    rules: tuple[Rule[Any], ...]
    as_of: datetime
    column_kind: ColumnKind | None
    anchors: tuple[tuple[int, Any], ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inspected:
    """One page with everything that was read off it and every answer about it."""

    submitted: Submitted
    kind: Kind
    column_kind: ColumnKind | None
    verdicts: tuple[Verdict, ...]

    @property
    def checked(self) -> bool:
        """Whether at least one rule could be answered."""
        return any(verdict.outcome in (Outcome.PASS, Outcome.FAIL) for verdict in self.verdicts)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for verdict in self.verdicts for finding in verdict.findings)


def inspect_pages(pages: Iterable[Submitted], question: Question) -> tuple[Inspected, ...]:
    """Judge each page; several pages also by what they say together (docid order, leaders against appointments)."""
    submitted = tuple(pages)
    curve = DocidCurve.fit(_docid_days(submitted, question.as_of), question.anchors)
    inspected = [_inspect(page, question, curve) for page in submitted]
    if len(submitted) > 1:
        inspected = _add_site_answers(inspected, question)
    return tuple(inspected)


def _docid_days(pages: Iterable[Submitted], as_of: datetime) -> Iterator[tuple[int, Any]]:
    for page in pages:
        docid = read_address(page.url or page.source).docid
        if docid is not None and isinstance(page.read, Document):
            value = read_publish_date(page.read, as_of).value
            if value is not None:
                yield docid, beijing_day(value) if isinstance(value, datetime) else value


def _inspect(page: Submitted, question: Question, curve: DocidCurve) -> Inspected:
    kind = classify(page.read).kind if isinstance(page.read, Document) else Kind.OTHER
    column_kind = question.column_kind
    if column_kind is None and isinstance(page.read, Document):
        column_kind = guess_column_kind(page.read)
    verdicts = [
        verdict
        for subject, source in _sources(page, kind, column_kind, question, curve)
        for verdict in judge(source, Case(subject, question.as_of), _fitting(subject, question.rules))
    ]
    return Inspected(page, kind, column_kind, tuple(verdicts))


def _fitting(subject: Subject, rules: tuple[Rule[Any], ...]) -> tuple[Rule[Any], ...]:
    """One home page alone cannot answer what is asked of a whole site, and nobody would expect it to."""
    if subject.kind is not SubjectKind.SITE:
        return rules
    return tuple(rule for rule in rules if rule.monitor == _HOME_MONITOR)


def _sources(
    page: Submitted, kind: Kind, column_kind: ColumnKind | None, question: Question, curve: DocidCurve
) -> Iterator[tuple[Subject, Source]]:
    as_of = question.as_of
    address = page.url or page.source
    title = _title(page.read) if isinstance(page.read, Document) else ""
    subject = Subject(SubjectKind.PAGE, address, "", None, None, None, page.url, title, column_kind)
    yield subject, PageSource(address, page.read, column_kind, as_of, curve, names=question.names)
    if kind is Kind.LIST and column_kind is not None:
        column = _column(address, column_kind, title)
        about = Subject(SubjectKind.COLUMN, address, "", None, address, None, page.url, title, column_kind)
        yield about, ColumnSource(column, (page.read,), as_of)
    if kind is Kind.HOME:
        about = Subject(SubjectKind.SITE, address, "", address, None, None, page.url, title)
        yield about, SiteSource(_site(address, title), (), page.read, (), as_of)


def _add_site_answers(inspected: list[Inspected], question: Question) -> list[Inspected]:
    """Site-wide rules over the pages of one folder; each finding goes to the page it is about."""
    documents = [(one, one.submitted.read) for one in inspected if isinstance(one.submitted.read, Document)]
    columns = [
        (_column(one.submitted.url or one.submitted.source, one.column_kind, _title(document)), document)
        for one, document in documents
        if one.column_kind is not None
    ]
    leading = {ColumnKind.LEADERS, ColumnKind.FUNCTIONS}
    if not any(column.kind in leading for column, _ in columns):
        return inspected
    sources = tuple(
        ColumnSource(column, (document,), question.as_of) for column, document in columns if column.kind in leading
    )
    home = next((document for one, document in documents if one.kind is Kind.HOME), documents[0][1])
    source = SiteSource(_site(home.url, _title(home)), (), home, sources, question.as_of, tuple(columns))
    subject = Subject(SubjectKind.SITE, home.url, "", home.url, None, None, home.url, _title(home))
    rules = tuple(rule for rule in question.rules if rule.monitor != _HOME_MONITOR)
    answers = tuple(judge(source, Case(subject, question.as_of), rules))
    return [_with_answers(one, answers) for one in inspected]


def _with_answers(one: Inspected, answers: tuple[Verdict, ...]) -> Inspected:
    mine = {one.submitted.url, one.submitted.source}
    if isinstance(one.submitted.read, Document):
        mine.add(one.submitted.read.url)
    about = tuple(v for v in answers if any(f.subject.url in mine or f.subject.id in mine for f in v.findings))
    return Inspected(one.submitted, one.kind, one.column_kind, (*one.verdicts, *about))


def _title(document: Document) -> str:
    """A page's title as it may be shown."""
    return mask_personal(title_of(document))


def _column(address: str, kind: ColumnKind, name: str) -> Column:
    return Column(address, address, kind, name, address, None, False, "inspect", Grade.ASSUMED)


def _site(address: str, name: str) -> Site:
    return Site(address, 0, "", name, address, False, True, "inspect", Grade.ASSUMED)


def as_json(one: Inspected, as_of: datetime) -> dict[str, Any]:
    """The page's part of the ``inspect`` contract."""
    read = one.submitted.read
    unknown = [verdict for verdict in one.verdicts if verdict.outcome is Outcome.UNKNOWN]
    page: dict[str, Any] = {
        "source": one.submitted.source,
        "url": one.submitted.url or None,
        "kind": str(one.kind),
        "encoding": None,
        "title": None,
        "published": {"value": None, "clue": None, "rivals": []},
        "items": [],
        "column_kind": str(one.column_kind) if one.column_kind else None,
        "findings": [_finding_json(finding) for finding in one.findings],
        "unknown": [{"monitor": v.rule.monitor, "rule": v.rule.id, "reason": v.reason} for v in unknown],
    }
    if isinstance(read, FetchProblem):
        return page | {"problem": read.reason}
    if not read.decoded.readable:
        return page | {"problem": FetchFailure.UNDECODABLE.label}
    page |= {"encoding": read.decoded.encoding, "title": _title(read)}
    page["published"] = _published_json(read_publish_date(read, as_of))
    if one.kind in (Kind.LIST, Kind.HOME):
        rows = read_list(read, as_of).rows
        page["items"] = [
            {
                "title": mask_personal(row.title),
                "url": row.url,
                "date": row.date.isoformat() if row.date else None,
            }
            for row in rows
        ]
    return page


def _published_json(published: PublishDate) -> dict[str, Any]:
    return {
        "value": _date_text(published.value),
        "clue": published.clue or None,
        "rivals": [{"value": _date_text(rival.value), "clue": rival.clue} for rival in published.rivals],
    }


def _date_text(value: Any) -> str | None:
    if value is None:
        return None
    return iso_minutes(value) if isinstance(value, datetime) else str(value.isoformat())


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "monitor": finding.monitor,
        "rule": finding.rule,
        "grade": str(finding.severity),
        "confidence": str(finding.confidence),
        "message": finding.message,
        "quote": finding.quote,
        "where": finding.where,
    }
