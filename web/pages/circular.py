"""通报: its text to edit, what to look at before it is issued, and the document; 整改通知单 for units."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from inspection.registry import Quarter
from jobs.annex_pictures import Taker
from jobs.documents_circular import circular_document, circular_facts, circular_text
from jobs.documents_notice import notice_facts, units_to_notify
from jobs.documents_pictures import record_taken
from jobs.documents_text import facts_now, keep_text, kept_text
from jobs.ledger import LedgerError
from reports.circular_check import printed_lines
from reports.circular_file import typed_text
from reports.notice import render_notice
from web.frame.access import Decider, Looker
from web.frame.desk import Desk, TheDesk
from web.frame.files import attachment
from web.frame.rendering import page

router = APIRouter()

#: As long as ``reports.circular_file`` takes it, in characters that may take four bytes.
Typed = Annotated[str, Form(max_length=50_000)]


@router.get("/quarters/{quarter_id}/circular")
def show(request: Request, desk: TheDesk, viewer: Looker, quarter_id: str) -> Response:
    return _page(request, desk, _quarter(desk, quarter_id))


@router.post("/quarters/{quarter_id}/circular")
def edit(
    request: Request,
    desk: TheDesk,
    viewer: Decider,
    quarter_id: str,
    text: Typed = "",
    seen: Annotated[str, Form(max_length=16)] = "",
    again: Annotated[bool, Form()] = False,
) -> Response:
    """Keep the text as edited beside the draft that was ``seen``; ``again`` drops it for a draft of the data of now."""
    quarter = _quarter(desk, quarter_id)
    facts = facts_now(desk.work, quarter.id, desk.today)
    try:
        typed = typed_text(text, seen).encode("utf-8", errors="replace")
        kept = circular_text(facts, None if again else typed)
    except ValueError as problem:
        return _page(request, desk, quarter, typed=text, problem=str(problem))
    keep_text(desk.work, quarter.id, kept.file)
    with desk.work.database.writing() as cx:
        desk.record(cx, viewer, "circular.draft" if again else "circular.edit", quarter.id)
    return RedirectResponse(f"/quarters/{quarter.id}/circular", 303)


@router.post("/quarters/{quarter_id}/circular/docx")
def document(desk: TheDesk, viewer: Looker, quarter_id: str) -> Response:
    """The document as its text stands. Not a GET: pictures of evidence leave with it, and that is recorded."""
    quarter = _quarter(desk, quarter_id)
    facts = circular_facts(desk.work, quarter.id, desk.today)
    try:
        made = circular_document(facts, kept_text(desk.work, quarter.id))
    except ValueError as problem:
        raise HTTPException(422, str(problem)) from None
    if any(one.png for one in facts.pictures.values()):
        record_taken(desk.work, made.body, f"circular-{quarter.id}", Taker(viewer.name, desk.clock()))
    return attachment(made.body, f"{quarter.title}通报.docx")


@router.get("/notices")
def notices(request: Request, desk: TheDesk, viewer: Looker) -> Response:
    units = [(unit, desk.unit_name(unit)) for unit in units_to_notify(desk.work)]
    return page(request, "quarters/notices.html", units=units)


@router.post("/notices/{unit_id}")
def notice(desk: TheDesk, viewer: Decider, unit_id: str) -> Response:
    """The notice of today to one unit, to be saved; no step is taken in the ledger."""
    if all(unit.id != unit_id for unit in desk.work.district.units):
        raise HTTPException(404)
    try:
        facts = notice_facts(desk.work, unit_id, desk.today)
    except LedgerError as problem:
        raise HTTPException(422, str(problem)) from None
    body = render_notice(facts)
    if any(one.picture and one.picture.png for one in facts.problems):
        record_taken(desk.work, body, f"notice-{facts.number}", Taker(viewer.name, desk.clock()))
    return attachment(body, f"整改通知单-{facts.unit}-{desk.today:%Y%m%d}.docx")


def _page(request: Request, desk: Desk, quarter: Quarter, *, typed: str = "", problem: str = "") -> Response:
    facts, status = facts_now(desk.work, quarter.id, desk.today), 422 if problem else 200
    try:
        text = circular_text(facts, kept_text(desk.work, quarter.id))
    except ValueError as broken:  # the file was changed outside the console
        text, problem = circular_text(facts), problem or f"{broken}；下面是按现在的数据生成的正文"
    lines = printed_lines(text.printed)
    return page(
        request, "quarters/circular.html", status, quarter=quarter, problem=problem, kept=text, lines=lines,
        shown=typed or "\n".join(lines),
    )  # fmt: skip


def _quarter(desk: Desk, quarter_id: str) -> Quarter:
    found = next((one for one in desk.work.district.quarters if one.id == quarter_id), None)
    if found is None:
        raise HTTPException(404)
    return found
