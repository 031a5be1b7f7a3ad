"""逐个审核: picture, words, rule and history side by side; a key decides, and the next one is there."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from db import ledger_pages
from db.ledger_pages import Wanted
from inspection.ledger import Entry, State, Step
from inspection.viewer import Viewer
from jobs.ledger import LedgerError
from jobs.ledger_desk import take_one
from jobs.rule_words import rule_words
from web.frame.access import Decider
from web.frame.desk import Desk, TheDesk
from web.frame.rendering import page
from web.ledger import words
from web.ledger.filters import Filters
from web.ledger.one import FindingId, seen_by

router = APIRouter()

_MOST_COUNTED = 1000
#: Reasons that a click or a figure key writes down.
REASONS = ("核对页面，判断有误", "已核实，不属于扣分情形", "检查时页面临时故障", "已报备")


@router.get("/review")
def begin(request: Request, desk: TheDesk, viewer: Decider) -> Response:
    filters, wanted = _asked(request, desk, viewer)
    with desk.work.database.reading() as cx:
        first = ledger_pages.first_to_review(cx, wanted)
    if first is None:
        return page(request, "review/none.html", narrowed=bool(filters.query(state="")), filters=filters)
    return RedirectResponse(f"/review/{first}?{filters.query(state='')}", 303)


@router.get("/review/{finding_id}")
def show(request: Request, desk: TheDesk, viewer: Decider, finding_id: FindingId) -> Response:
    return _show(request, desk, viewer, finding_id)


@router.post("/review/{finding_id}")
def decide(
    request: Request,
    desk: TheDesk,
    viewer: Decider,
    finding_id: FindingId,
    step: Annotated[str, Form()] = "",
    reason: Annotated[str, Form(max_length=2000)] = "",
    steps_seen: Annotated[int | None, Form()] = None,
) -> Response:
    """Decide, and go on to the next suspected one of the filter."""
    if step not in (Step.CONFIRM, Step.DISMISS, Step.IGNORE):
        raise HTTPException(422)
    filters, wanted = _asked(request, desk, viewer)
    seen_by(desk, viewer, finding_id)
    entry = Entry(Step(step), viewer.name, desk.clock(), reason)
    try:
        take_one(
            desk.work, finding_id, entry, lambda cx, id_: desk.record(cx, viewer, f"finding.{step}", id_, reason),
            steps_seen=steps_seen,
        )  # fmt: skip
    except LedgerError as problem:
        return _show(request, desk, viewer, finding_id, str(problem), reason)
    with desk.work.database.reading() as cx:
        _, following = ledger_pages.neighbours(cx, wanted, finding_id)
    query = filters.query(state="", done=finding_id)
    return RedirectResponse(f"/review/{following}?{query}" if following else f"/review?{filters.query(state='')}", 303)


def _asked(request: Request, desk: Desk, viewer: Viewer) -> tuple[Filters, Wanted]:
    filters = Filters.read(request.query_params, desk.work.district)
    wanted = filters.wanted(viewer, desk.work.district, desk.today)
    return filters, replace(wanted, states=frozenset({State.SUSPECTED}), open=None, due_by=None, overdue_on=None)


def _show(
    request: Request, desk: Desk, viewer: Viewer, finding_id: str, problem: str = "", reason: str = ""
) -> Response:
    filters, wanted = _asked(request, desk, viewer)
    one = seen_by(desk, viewer, finding_id)
    with desk.work.database.reading() as cx:
        back, on = ledger_pages.neighbours(cx, wanted, finding_id)
        left = ledger_pages.count(cx, wanted, _MOST_COUNTED + 1)
        done = ledger_pages.one(cx, _done(request))
    return page(
        request, "review/one.html", 422 if problem else 200, one=one, row=one.row, words=words, filters=filters,
        rule=rule_words().get(one.row.rule), back=back, on=on, left=left, most=_MOST_COUNTED, problem=problem,
        reason=reason, reasons=REASONS, done=done, query=filters.query(state=""),
    )  # fmt: skip


def _done(request: Request) -> str:
    """The finding decided just now, as the address names it."""
    named = request.query_params.get("done", "")
    return named if named.isascii() and named.isalnum() else ""
