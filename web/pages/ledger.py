"""问题台账: the list with its filters, decisions about many at once, one finding with its steps, the workbook."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from db import ledger_pages
from db.ledger_pages import Mark
from inspection.ledger import Entry, State, Step
from inspection.viewer import Right, Viewer
from jobs.ledger import LedgerError
from jobs.ledger_desk import decide_together, take_one
from jobs.rule_words import rule_words
from web.frame.access import Decider, Owner
from web.frame.desk import Desk, TheDesk
from web.frame.rendering import page
from web.ledger import words
from web.ledger.export import ledger_book
from web.ledger.filters import ENDS, GROUPS, Filters
from web.ledger.one import FindingId, offered, seen_by

router = APIRouter()

#: The list counts no further.
MOST_COUNTED = 1000
_SIZE = 50


@router.get("/ledger")
def listing(request: Request, desk: TheDesk, viewer: Owner) -> Response:
    return _listing(request, desk, viewer)


@router.post("/ledger/decide")
def decide(
    request: Request,
    desk: TheDesk,
    viewer: Decider,
    ids: Annotated[list[str] | None, Form()] = None,
    step: Annotated[str, Form()] = "",
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """One decision about all ticked findings of a page; ``step`` is a reviewer's."""
    chosen = (ids or [])[:_SIZE]
    if step not in (Step.CONFIRM, Step.DISMISS, Step.IGNORE):
        raise HTTPException(422)
    if not chosen:
        return _listing(request, desk, viewer, "请先勾选问题。", reason=reason)
    entry = Entry(Step(step), viewer.name, desk.clock(), reason)
    try:
        told = decide_together(
            desk.work, chosen, entry, lambda cx, id_: desk.record(cx, viewer, f"finding.{step}", id_, reason)
        )
    except LedgerError as problem:
        return _listing(request, desk, viewer, str(problem), chosen, reason)
    filters = Filters.read(request.query_params, desk.work.district)
    counted = filters.query(done=str(len(told["done"])), skipped=str(len(told["skipped"])))
    return RedirectResponse(f"/ledger?{counted}", 303)


@router.get("/ledger/export.xlsx")
def export(request: Request, desk: TheDesk, viewer: Owner) -> Response:
    """The filtered ledger as a workbook; its length is bounded, and the workbook says so where it was cut."""
    filters = Filters.read(request.query_params, desk.work.district)
    wanted = filters.wanted(viewer, desk.work.district, desk.today)
    return ledger_book(desk.work, wanted, desk.today)


@router.get("/ledger/{finding_id}")
def show(request: Request, desk: TheDesk, viewer: Owner, finding_id: FindingId) -> Response:
    return shown_finding(request, desk, viewer, finding_id)


@router.post("/ledger/{finding_id}/steps")
def take(
    request: Request,
    desk: TheDesk,
    viewer: Decider,
    finding_id: FindingId,
    step: Annotated[str, Form()] = "",
    reason: Annotated[str, Form(max_length=2000)] = "",
    due: Annotated[str, Form(max_length=10)] = "",
    steps_seen: Annotated[int | None, Form()] = None,
) -> Response:
    """One step about one finding, as the state machine has it."""
    one = seen_by(desk, viewer, finding_id)
    if step not in [allowed.value for allowed in offered(one.row.standing.state, viewer)]:
        return shown_finding(request, desk, viewer, finding_id, "现在不能走这一步，请看当前状态再选。", reason)
    try:
        until = date.fromisoformat(due) if due and step in (Step.NOTIFY, Step.EXTEND) else None
    except ValueError:
        return shown_finding(request, desk, viewer, finding_id, f"看不懂日期“{due}”，请写成 2026-10-01。", reason)
    entry = Entry(Step(step), viewer.name, desk.clock(), reason, until)
    try:
        take_one(
            desk.work, finding_id, entry, lambda cx, id_: desk.record(cx, viewer, f"finding.{step}", id_, reason),
            steps_seen=steps_seen,
        )  # fmt: skip
    except LedgerError as problem:
        return shown_finding(request, desk, viewer, finding_id, str(problem), reason)
    return RedirectResponse(f"/ledger/{finding_id}", 303)


def _listing(
    request: Request, desk: Desk, viewer: Viewer, problem: str = "", chosen: list[str] | None = None, reason: str = ""
) -> Response:
    district = desk.work.district
    filters = Filters.read(request.query_params, district)
    wanted = filters.wanted(viewer, district, desk.today)
    after, before = (Mark.read(request.query_params.get(name, "")) for name in ("after", "before"))
    with desk.work.database.reading() as cx:
        found = ledger_pages.page(cx, wanted, after=after, before=before, size=_SIZE)
        number = ledger_pages.count(cx, wanted, MOST_COUNTED + 1)
        by_state = ledger_pages.open_by_state(cx, wanted.unit_ids)
    rows = found.rows
    newer = f"/ledger?{filters.query(before=str(rows[0].mark))}" if rows and found.newer else ""
    older = f"/ledger?{filters.query(after=str(rows[-1].mark))}" if rows and found.older else ""
    return page(
        request, "ledger/list.html", 422 if problem else 200, rows=rows, number=number, most=MOST_COUNTED,
        by_state=_offered_counts(by_state, wanted.hidden), filters=filters, newer=newer, older=older, words=words,
        rules=rule_words(), groups=GROUPS, ends=ENDS, states=[one for one in State if one not in wanted.hidden],
        units=[unit for unit in district.units if viewer.sees(unit.id)], problem=problem, chosen=chosen or [],
        reason=reason, deciding=viewer.may(Right.DECIDE), district_wide=viewer.may(Right.LOOK),
        done=_number(request, "done"), skipped=_number(request, "skipped"),
    )  # fmt: skip


def _offered_counts(by_state: dict[State, int], hidden: frozenset[State]) -> list[tuple[State, int]]:
    return [(state, by_state[state]) for state in State if state in by_state and state not in hidden]


def _number(request: Request, name: str) -> int:
    text = request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def shown_finding(
    request: Request, desk: Desk, viewer: Viewer, finding_id: str, problem: str = "", reason: str = ""
) -> Response:
    """The page about one finding; with a ``problem`` (Chinese), what was entered stays."""
    one = seen_by(desk, viewer, finding_id)
    return page(
        request, "ledger/finding.html", 422 if problem else 200, one=one, row=one.row, words=words, problem=problem,
        reason=reason, steps=offered(one.row.standing.state, viewer), rule=rule_words().get(one.row.rule),
        deciding=viewer.may(Right.DECIDE), unit_side=not viewer.may(Right.LOOK),
    )  # fmt: skip
