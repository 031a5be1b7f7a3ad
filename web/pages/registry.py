"""登记册: what is inspected. Looked at here, changed by a workbook that is checked and shown before it counts."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from config.registry_files import HEADERS
from jobs.registry_book import SHEETS, RegistryError, read_workbook, workbook_of
from jobs.registry_change import Proposal, current, propose, take_over
from web.frame.access import Administrator
from web.frame.desk import Desk, TheDesk
from web.frame.files import attachment
from web.frame.rendering import page

router = APIRouter(prefix="/settings/registry")

#: Rows of one page; the search finds the others.
_MOST = 300


@router.get("")
def show(
    request: Request,
    desk: TheDesk,
    viewer: Administrator,
    table: Annotated[str, Query(max_length=20)] = "units.csv",
    q: Annotated[str, Query(max_length=80)] = "",
    done: bool = False,
) -> Response:
    return _page(request, desk, table, q, done=done)


@router.get("/export.xlsx")
def export(request: Request, desk: TheDesk, viewer: Administrator) -> Response:
    try:
        body = workbook_of(current(desk.work), desk.today)
    except RegistryError as problem:
        return _page(request, desk, problem=str(problem))
    return attachment(body, f"登记册 {desk.today}.xlsx")


@router.post("/proposal")
def preview(request: Request, desk: TheDesk, viewer: Administrator, book: UploadFile | None = None) -> Response:
    """Shows what the workbook would change; nothing is changed yet."""
    if book is None or not book.filename:
        return _page(request, desk, problem="请选择一个 xlsx 文件")
    try:
        proposal = propose(desk.work, read_workbook(book.file.read()))
    except RegistryError as problem:
        return _page(request, desk, problem=str(problem))
    return _page(request, desk, proposal=proposal)


@router.post("/take-over")
def change(
    request: Request, desk: TheDesk, viewer: Administrator, token: Annotated[str, Form(max_length=64)] = ""
) -> Response:
    """From now on all pages and all scans that begin stand on the new registry."""
    try:
        district = take_over(desk.work, token)
    except RegistryError as problem:
        return _page(request, desk, problem=str(problem))
    request.app.state.desk = replace(desk, work=replace(desk.work, district=district))
    with desk.work.database.writing() as cx:
        desk.record(cx, viewer, "registry.change", district.id, token)
    return RedirectResponse("/settings/registry?done=true", 303)


def _page(
    request: Request,
    desk: Desk,
    table: str = "units.csv",
    q: str = "",
    *,
    proposal: Proposal | None = None,
    problem: str = "",
    done: bool = False,
) -> Response:
    name = table if table in HEADERS else "units.csv"
    faults = problem.splitlines()
    try:
        tables = current(desk.work)
    except RegistryError as broken:
        tables = {file: [] for file in HEADERS}
        faults = faults or str(broken).splitlines()
    found = [row for row in tables[name] if not q or any(q in cell for cell in row)]
    return page(
        request, "settings/registry.html", 422 if problem else 200, table=name, q=q, headers=HEADERS[name],
        rows=found[:_MOST], number=len(found), counts={file: len(rows) for file, rows in tables.items()},
        sheets=SHEETS, proposal=proposal, faults=faults, done=done,
    )  # fmt: skip
