"""发现栏目: give a site's address, look at the proposed columns with sample rows, take those that are right."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from inspection.registry import ColumnKind
from jobs.kept_discoveries import LONGEST, accept, can_be_looked_at, kept, site_of
from jobs.registry_book import RegistryError
from jobs.tasks import start
from web.frame.access import Administrator
from web.frame.desk import Desk, TheDesk
from web.frame.rendering import page
from web.ledger import words

router = APIRouter(prefix="/discovery")

#: No site has more columns than this; a form that names more was not made by our page.
_MOST = 500


@router.get("")
def show(
    request: Request, desk: TheDesk, viewer: Administrator, address: Annotated[str, Query(max_length=LONGEST)] = ""
) -> Response:
    return _page(request, desk, address)


@router.post("")
def look(
    request: Request, desk: TheDesk, viewer: Administrator, address: Annotated[str, Form(max_length=LONGEST)] = ""
) -> Response:
    """Looks round beside the console: it takes a minute or two."""
    address = address.strip()
    if not can_be_looked_at(address):
        return _page(request, desk, address, problem="请填写以 http:// 或 https:// 开头的完整网址")
    task_id = start(desk.work, "discover", f"address:{address}", viewer.name, desk.clock())
    with desk.work.database.writing() as cx:
        desk.record(cx, viewer, "task.start", str(task_id), f"discover {address}")
    return RedirectResponse(f"/tasks/{task_id}", 303)


@router.post("/accept")
def take(
    request: Request,
    desk: TheDesk,
    viewer: Administrator,
    address: Annotated[str, Form(max_length=LONGEST)] = "",
    site: Annotated[str, Form(max_length=100)] = "",
    url: Annotated[list[str] | None, Form(max_length=_MOST)] = None,
) -> Response:
    """Registers the ticked columns. From now on all pages and all scans that begin stand on the new registry."""
    try:
        district, number = accept(desk.work, address, site, frozenset(url or ()))
    except RegistryError as problem:
        return _page(request, desk, address, site=site, problem=str(problem), ticked=frozenset(url or ()))
    request.app.state.desk = replace(desk, work=replace(desk.work, district=district))
    with desk.work.database.writing() as cx:
        desk.record(cx, viewer, "registry.change", site, f"登记 {number} 个发现的栏目")
    return RedirectResponse(f"/sites/{quote(site, safe='')}", 303)


def _page(
    request: Request,
    desk: Desk,
    address: str,
    *,
    site: str = "",
    problem: str = "",
    ticked: frozenset[str] | None = None,
) -> Response:
    found = kept(desk.work, address) if address else None
    site = site or site_of(desk.work.district, address)
    known = {column.url for column in desk.work.district.columns_of(site)} if site else set()
    columns = found["columns"] if found else []
    if ticked is None:
        ticked = frozenset(one["url"] for one in columns if one["kind"] and one["state"] == "read")
    return page(
        request, "discovery/discovery.html", 422 if problem else 200, address=address, found=found, site=site,
        known=known, ticked=ticked, problem=problem, words=words, kinds={kind.value: kind.label for kind in ColumnKind},
        sites=[(one.id, one.name) for one in desk.work.district.sites],
    )  # fmt: skip
