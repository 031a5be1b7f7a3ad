"""Findings and the ledger: what the pages show, and the steps that they take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Body, Query, Request
from starlette.exceptions import HTTPException

from db import ledger_pages
from db.ledger_pages import LedgerRow, Mark
from inspection.finding import Confidence, Severity, SubjectKind
from inspection.ledger import Entry, State, Step
from inspection.viewer import Viewer
from jobs.ledger import LedgerError
from jobs.ledger_desk import UNIT_STEPS, take_one
from jobs.rule_words import title_of
from web.frame.access import Decider, Forbidden, Owner, Replier
from web.frame.desk import Desk, TheDesk
from web.ledger import words
from web.ledger.filters import Filters
from web.ledger.one import FindingId, offered, seen_by

router = APIRouter(tags=["findings"])

Reason = Annotated[str, Body(max_length=2000)]
StepsSeen = Annotated[int | None, Body(ge=0, le=2**31 - 1)]


@dataclass(frozen=True, slots=True)
class FindingShown:
    """``label`` is the state in Chinese as of today; ``due`` is inclusive. Quotes and titles are masked."""

    id: str
    rule: str
    rule_title: str
    unit_id: str
    site_id: str | None
    account_id: str | None
    subject_kind: SubjectKind
    subject_id: str
    url: str
    title: str
    grade: Severity
    confidence: Confidence
    message: str
    quote: str
    first_seen_at: datetime
    last_seen_at: datetime
    state: State
    label: str
    open: bool
    since: datetime | None
    due: date | None
    overdue: bool
    late_working_days: int
    extensions: int
    recurrences: int


@dataclass(frozen=True, slots=True)
class Findings:
    """``next``: what to give as ``after`` for the following page; ``null`` on the last one."""

    items: list[FindingShown]
    next: str | None


@dataclass(frozen=True, slots=True)
class StepShown:
    step: Step
    label: str
    who: str
    at: datetime
    reason: str
    due: date | None
    basis: str
    scan_id: int | None


@dataclass(frozen=True, slots=True)
class FindingDetail:
    """``steps`` are those that the asking person may take now; ``history`` is oldest first: its length is what
    ``steps_seen`` of the next step has to be.
    """

    finding: FindingShown
    times_seen: int
    history: list[StepShown]
    steps: list[Step]
    evidence: int | None


@router.get("/findings")
def listing(
    request: Request,
    desk: TheDesk,
    viewer: Owner,
    state: Annotated[str, Query(description="open, overdue, soon, closed, all, or a state")] = "open",
    unit: str = "",
    rule: str = "",
    quarter: str = "",
    site: str = "",
    account: str = "",
    after: Annotated[str, Query(max_length=60)] = "",
    size: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Findings:
    """Findings in the order of the ledger: open ones by deadline, then closed ones, newest first."""
    given = {"state": state, "unit": unit, "rule": rule, "quarter": quarter, "site": site, "account": account}
    wanted = Filters.read(given, desk.work.district).wanted(viewer, desk.work.district, desk.today)
    with desk.work.database.reading() as cx:
        found = ledger_pages.page(cx, wanted, after=Mark.read(after), size=size)
    shown = [_shown(row, desk) for row in found.rows]
    return Findings(shown, str(found.rows[-1].mark) if found.older and found.rows else None)


@router.get("/findings/{finding_id}")
def one(desk: TheDesk, viewer: Owner, finding_id: FindingId) -> FindingDetail:
    """One finding with its history."""
    return _detail(desk, viewer, finding_id)


@router.post("/findings/{finding_id}/steps")
def take(
    desk: TheDesk,
    viewer: Decider,
    finding_id: FindingId,
    step: Annotated[Step, Body()],
    reason: Reason = "",
    due: Annotated[date | None, Body()] = None,
    steps_seen: StepsSeen = None,
) -> FindingDetail:
    """Take a step. ``due`` is for notify and extend; without it a notice gets the deadline of its problem class."""
    if step not in offered(seen_by(desk, viewer, finding_id).row.standing.state, viewer):
        raise HTTPException(422, "现在不能走这一步，请看当前状态再选。")
    return _take(desk, viewer, finding_id, Entry(step, viewer.name, desk.clock(), reason, due), steps_seen)


@router.post("/findings/{finding_id}/replies")
def reply(
    desk: TheDesk,
    viewer: Replier,
    finding_id: FindingId,
    step: Annotated[Step, Body(description="start, fix or appeal")],
    reason: Reason = "",
    steps_seen: StepsSeen = None,
) -> FindingDetail:
    """What a unit says about its own finding."""
    seen_by(desk, viewer, finding_id)
    if step not in UNIT_STEPS:
        raise Forbidden
    return _take(desk, viewer, finding_id, Entry(step, viewer.name, desk.clock(), reason), steps_seen)


def _take(desk: Desk, viewer: Viewer, finding_id: str, entry: Entry, steps_seen: int | None) -> FindingDetail:
    action = f"finding.{entry.step.value}"
    try:
        take_one(
            desk.work, finding_id, entry, lambda cx, id_: desk.record(cx, viewer, action, id_, entry.reason),
            steps_seen=steps_seen,
        )  # fmt: skip
    except LedgerError as problem:
        raise HTTPException(422, str(problem)) from problem
    return _detail(desk, viewer, finding_id)


def _detail(desk: Desk, viewer: Viewer, finding_id: str) -> FindingDetail:
    found = seen_by(desk, viewer, finding_id)
    return FindingDetail(
        _shown(found.row, desk),
        found.times,
        [
            StepShown(one.step, one.step.label, one.who, one.at, one.reason, one.due, one.basis, one.scan_id)
            for one in found.history
        ],
        offered(found.row.standing.state, viewer),
        found.manifest.number if found.manifest else None,
    )


def _shown(row: LedgerRow, desk: Desk) -> FindingShown:
    subject, standing, today = row.subject, row.standing, desk.today
    return FindingShown(
        row.id, row.rule, title_of(row.rule), subject.unit_id, subject.site_id, subject.account_id, subject.kind,
        words.shown(subject.id), words.shown(subject.url), words.shown(subject.title), row.severity, row.confidence,
        row.message, words.shown(row.quote), row.first_seen_at, row.last_seen_at, standing.state,
        standing.label(today), standing.state.open, standing.since, standing.due, standing.overdue(today),
        words.terms().late_days(standing, today), standing.extensions, standing.recurrences,
    )  # fmt: skip
