"""证据: pictures, the safe replay, digests, the file to take along. Restricted members are shown one look at a time."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from db import evidence as chain
from db import ledger_pages
from db.evidence import Seal
from evidence.exhibit import ASSETS
from inspection.manifest import Access, Manifest, Member, read_manifest
from inspection.viewer import Right
from jobs.evidence_export import Purpose, export_finding
from jobs.evidence_members import NoMember, body_of, find_member, replay_of
from jobs.evidence_wanted import evidence_store
from web.frame.access import Decider, Forbidden, Looker, Owner, Unmasker
from web.frame.desk import Desk, TheDesk
from web.frame.numbers import Before, Id
from web.frame.rendering import page
from web.ledger import words
from web.ledger.one import FindingId, refuse_foreign

router = APIRouter()

#: What a replayed page may do: show its own styles. No scripts, no loads, no forms, no way out of its frame.
REPLAY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none';"
    " frame-ancestors 'self'; sandbox"
)
_NOTHING = "default-src 'none'; frame-ancestors 'self'; sandbox"
_SIZE = 50
MEMBER_WORDS = {
    "marked.png": "整页图片（标出问题）", "crop.png": "问题处截图", "page.png": "整页图片", "inert.html": "页面重放",
    "response.bin": "服务器应答原文", "response.json": "应答的时间、状态和报头", "original.html": "未遮盖的页面",
    "original.png": "未遮盖的图片",
}  # fmt: skip


@router.get("/evidence")
def listing(request: Request, desk: TheDesk, viewer: Looker, before: Before = None) -> Response:
    """The newest manifests of the chain."""
    with desk.work.database.reading() as cx:
        kept = chain.page(cx, before=before, size=_SIZE + 1)
        findings = {row.id: row for row in ledger_pages.some(cx, frozenset(one.finding_id for one in kept))}
    older = f"/evidence?before={kept[_SIZE - 1].number}" if len(kept) > _SIZE else ""
    return page(
        request, "evidence/list.html", kept=kept[:_SIZE], findings=findings, older=older, words=words,
        newer="/evidence" if before else "",
    )  # fmt: skip


@router.get("/evidence/{finding_id}")
def show(request: Request, desk: TheDesk, viewer: Owner, finding_id: FindingId, number: int | None = None) -> Response:
    return _show(request, desk, viewer, finding_id, number)


@router.get("/evidence/{finding_id}/{number}/{name}")
def member(desk: TheDesk, viewer: Owner, finding_id: FindingId, number: Id, name: str) -> Response:
    """An open member: pictures and the replay are shown, everything else is a file to keep."""
    _check(desk, viewer, finding_id)
    found = _found(desk, finding_id, number, name)
    if found.access is Access.RESTRICTED:
        raise HTTPException(403, "这份证据含未遮盖的个人信息或无法判断，请在证据页填写理由后查看。")
    return _served(desk, found, finding_id, number)


@router.post("/evidence/{finding_id}/{number}/{name}")
def unmask(
    request: Request,
    desk: TheDesk,
    viewer: Unmasker,
    finding_id: FindingId,
    number: Id,
    name: str,
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """One look at a restricted member, recorded with its reason before anything is shown."""
    _check(desk, viewer, finding_id)
    found = _found(desk, finding_id, number, name)
    if not reason.strip():
        return _show(request, desk, viewer, finding_id, number, "查看受限证据必须写明理由。")
    with desk.work.database.writing() as cx:
        desk.record(cx, viewer, "evidence.unmask", f"{finding_id}/{number}/{name}", reason.strip())
    return _served(desk, found, finding_id, number)


@router.post("/evidence/{finding_id}")
def take_along(
    request: Request,
    desk: TheDesk,
    viewer: Decider,
    finding_id: FindingId,
    reason: Annotated[str, Form(max_length=500)] = "",
    originals: Annotated[bool, Form()] = False,
) -> Response:
    """The newest evidence of the finding as one WACZ file; who took it is recorded."""
    _check(desk, viewer, finding_id)
    if originals and not viewer.may(Right.UNMASK):
        raise Forbidden
    purpose = Purpose(viewer.name, desk.clock(), reason.strip(), originals)
    with TemporaryDirectory(prefix="xunjian-evidence-") as folder:
        try:
            made = export_finding(desk.work, finding_id, Path(folder), purpose)
        except ValueError as problem:
            return _show(request, desk, viewer, finding_id, None, str(problem))
        body = made.path.read_bytes()
    with desk.work.database.writing() as cx:
        detail = f"{made.sha256}{'，含原件' if originals else ''}　{reason.strip()}"
        desk.record(cx, viewer, "evidence.export", finding_id, detail)
    headers = {"content-disposition": f'attachment; filename="{made.path.name}"'}
    return Response(body, media_type="application/wacz", headers=headers)


def _show(
    request: Request, desk: Desk, viewer: Owner, finding_id: str, number: int | None, problem: str = ""
) -> Response:
    with desk.work.database.reading() as cx:
        row = ledger_pages.one(cx, finding_id)
        if row is None:
            raise HTTPException(404, "没有这个问题，可能是链接不完整。请从问题台账里打开。")
        refuse_foreign(row, viewer)
        kept = chain.of_findings(cx, [finding_id]).get(finding_id, [])
        chosen = next((one for one in kept if one.number == number), kept[-1] if kept else None)
        seal: Seal | None = chain.seal_over(cx, chosen.number) if chosen else None
    manifest: Manifest | None = read_manifest(chosen.document) if chosen else None
    store = evidence_store(desk.work)
    assets = sum(one.name.startswith(ASSETS) for one in manifest.members) if manifest else 0
    there = {one.name: store.has(one.sha256) for one in manifest.members} if manifest else {}
    return page(
        request, "evidence/finding.html", 422 if problem else 200, row=row, kept=kept, chosen=chosen, seal=seal,
        manifest=manifest, assets=assets, there=there, words=words, problem=problem, names=MEMBER_WORDS,
        exporting=viewer.may(Right.DECIDE), unmasking=viewer.may(Right.UNMASK),
    )  # fmt: skip


def _check(desk: Desk, viewer: Owner, finding_id: str) -> None:
    with desk.work.database.reading() as cx:
        row = ledger_pages.one(cx, finding_id)
    if row is None:
        raise HTTPException(404)
    refuse_foreign(row, viewer)


def _found(desk: Desk, finding_id: str, number: int, name: str) -> Member:
    try:
        return find_member(desk.work, finding_id, number, name)
    except NoMember as problem:
        raise HTTPException(404, str(problem)) from problem


def _served(desk: Desk, found: Member, finding_id: str, number: int) -> Response:
    """Pictures and replays in the browser; anything else is never shown, whatever it calls itself."""
    try:
        body = body_of(desk.work, found)
        if found.name.endswith(".html"):
            body = replay_of(desk.work, finding_id, number, body)
    except NoMember as problem:
        raise HTTPException(404, str(problem)) from problem
    if found.name.endswith(".html"):
        headers = {"content-security-policy": REPLAY_POLICY, "referrer-policy": "no-referrer"}
        return Response(body, media_type="text/html; charset=utf-8", headers=headers)
    if found.name.endswith(".png"):
        return Response(body, media_type="image/png", headers={"content-security-policy": _NOTHING})
    name = quote(f"{finding_id[:8]}-{number}-{found.name}", safe="")
    headers = {"content-security-policy": _NOTHING, "content-disposition": f"attachment; filename={name}"}
    return Response(body, media_type="application/octet-stream", headers=headers)
