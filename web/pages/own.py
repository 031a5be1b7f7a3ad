"""单位端: own sites, accounts and findings of a unit's clerk, replies with files, and a check before publication."""

from __future__ import annotations

from pathlib import PurePath
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from db import ledger_pages, step_files
from db.ledger_pages import Wanted
from db.snapshots import SnapshotDamaged, SnapshotMissing
from inspection.ledger import Entry, Step
from inspection.registry import ColumnKind
from inspection.viewer import Right
from jobs.check_draft import LARGEST_DRAFT, DraftError, check_file, check_text
from jobs.ledger import LedgerError
from jobs.ledger_desk import HIDDEN_FROM_UNITS, LARGEST_FILE, UNIT_STEPS, Handed, file_store, take_one
from jobs.page_files import SUFFIXES
from jobs.today import read_today
from web.frame.access import Owner, Replier
from web.frame.desk import TheDesk
from web.frame.numbers import Id
from web.frame.rendering import page
from web.ledger import words
from web.ledger.one import FindingId, seen_by
from web.pages.ledger import shown_finding

router = APIRouter()

_SIZE = 50
#: What may be handed in; it is never opened here, only kept and given back.
HANDED_IN = frozenset({".jpg", ".jpeg", ".png", ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".zip", ".txt"})


@router.get("/own")
def own(request: Request, desk: TheDesk, viewer: Replier, unit: str = "") -> Response:
    """The unit's day: what is to be done, and how its sites and accounts stand. Others choose a unit to look at."""
    unit_id = viewer.unit_id if viewer.unit_ids else unit
    units = () if viewer.unit_ids else desk.work.district.units
    if not unit_id or unit_id not in {one.id for one in desk.work.district.units}:
        return page(request, "own/choose.html", units=units)
    wanted = Wanted(unit_ids=frozenset({unit_id}), open=True, hidden=HIDDEN_FROM_UNITS)
    with desk.work.database.reading() as cx:
        found = ledger_pages.page(cx, wanted, size=_SIZE)
        number = ledger_pages.count(cx, wanted, 1001)
    today = read_today(desk.work, desk.clock())
    return page(
        request, "own/unit.html", unit_id=unit_id, rows=found.rows, more=found.older, number=number, words=words,
        sites=[one for one in today.sites if one.site.unit_id == unit_id], units=units,
        accounts=[one for one in today.accounts if one.account.unit_id == unit_id],
        district_wide=viewer.may(Right.LOOK),
    )  # fmt: skip


@router.post("/own/findings/{finding_id}/steps")
def reply(
    request: Request,
    desk: TheDesk,
    viewer: Replier,
    finding_id: FindingId,
    step: Annotated[str, Form()] = "",
    reason: Annotated[str, Form(max_length=2000)] = "",
    steps_seen: Annotated[int | None, Form()] = None,
    files: list[UploadFile] | None = None,
) -> Response:
    """Begin mending, report it as mended, or appeal; with files."""
    seen_by(desk, viewer, finding_id)
    if step not in UNIT_STEPS:
        raise HTTPException(422)
    try:
        take_one(
            desk.work, finding_id, Entry(Step(step), viewer.name, desk.clock(), reason),
            lambda cx, id_: desk.record(cx, viewer, f"finding.{step}", id_, reason), steps_seen=steps_seen,
            files=_handed(files or []),
        )  # fmt: skip
    except LedgerError as problem:
        return shown_finding(request, desk, viewer, finding_id, str(problem), reason)
    return RedirectResponse(f"/ledger/{finding_id}", 303)


@router.get("/own/findings/{finding_id}/files/{file_id}")
def handed_in(desk: TheDesk, viewer: Owner, finding_id: FindingId, file_id: Id) -> Response:
    """A file that came with a step, to keep: it is never shown, whatever it is."""
    seen_by(desk, viewer, finding_id)
    with desk.work.database.reading() as cx:
        found = next((one for one in step_files.of_finding(cx, finding_id) if one.id == file_id), None)
    if found is None:
        raise HTTPException(404, "没有这个附件。")
    try:
        body = file_store(desk.work).get(found.sha256)
    except (SnapshotMissing, SnapshotDamaged):
        raise HTTPException(404, "这个附件的文件不在了，请联系管理员。") from None
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return Response(body, media_type="application/octet-stream", headers=headers)


@router.get("/own/check")
def ask(request: Request, viewer: Replier) -> Response:
    return _check(request)


@router.post("/own/check")
def check(
    request: Request,
    desk: TheDesk,
    viewer: Replier,
    title: Annotated[str, Form(max_length=500)] = "",
    text: Annotated[str, Form(max_length=500_000)] = "",
    kind: Annotated[str, Form()] = "",
    file: UploadFile | None = None,
) -> Response:
    """A check before publication. Nothing of the draft is kept, nor written into the log."""
    chosen = ColumnKind(kind) if kind in set(ColumnKind) else None
    given = {"draft_title": title, "text": text, "kind": kind}
    try:
        if file is not None and file.filename:
            body = file.file.read(LARGEST_DRAFT + 1)
            found = check_file(desk.work, PurePath(file.filename).name, body, chosen, desk.clock())
        else:
            found = check_text(desk.work, title, text, chosen, desk.clock())
    except DraftError as problem:
        return _check(request, problem=str(problem), **given)
    return _check(request, found=found, **given)


def _check(request: Request, problem: str = "", **given: object) -> Response:
    values = {"found": None, "draft_title": "", "text": "", "kind": "", **given}
    return page(
        request, "own/check.html", 422 if problem else 200, problem=problem, kinds=list(ColumnKind),
        suffixes=" ".join(suffix[1:] for suffix in sorted(SUFFIXES)),
        grades={key.value: word for key, word in words.GRADES.items()}, **values,
    )  # fmt: skip


def _handed(files: list[UploadFile]) -> list[Handed]:
    found = []
    for one in files:
        name = PurePath(one.filename or "").name
        if not name:
            continue
        if PurePath(name).suffix.lower() not in HANDED_IN:
            raise LedgerError(f"附件“{name}”不是可以上传的类型，可用：{'、'.join(sorted(HANDED_IN))}")
        found.append(Handed(name, one.file.read(LARGEST_FILE + 1)))
    return found
