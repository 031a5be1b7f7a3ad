"""周扫描记录: what each weekly scan covered and found, and who signed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from json import dumps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from db import weekly_pages
from db.weekly_pages import SignedHead
from inspection.moment import beijing_day
from inspection.registry import Quarter
from inspection.rule import ScanKind
from jobs.documents_weekly import weekly_record_document
from jobs.kept_results import week_now
from jobs.official_scans import Slot, slots_of
from jobs.weekly_signing import SigningError, Week, sign, write_week
from web.frame.access import Decider, Looker
from web.frame.desk import Desk, TheDesk
from web.frame.files import attachment
from web.frame.rendering import page

router = APIRouter(prefix="/weekly")

#: Rows of one table on the page; the workbook has them all.
_MOST = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One planned week: its scan if it was held, how many columns and accounts it judged, and its signature."""

    first_day: date
    last_day: date
    slot: Slot
    past: bool
    planned: int
    unknown: int
    faults: int
    signed: SignedHead | None


@router.get("")
def listing(
    request: Request, desk: TheDesk, viewer: Looker, quarter: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    """The weeks of a quarter, by default the one that runs, else the last one that has begun."""
    known = desk.work.district.quarters
    chosen = next((one for one in known if one.id == quarter), None) or _current(desk)
    lines = week_lines(desk, chosen) if chosen else []
    return page(request, "weekly/list.html", quarters=known, chosen=chosen, lines=lines)


@router.get("/{day}")
def show(
    request: Request, desk: TheDesk, viewer: Looker, day: date, unit: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    return _page(request, desk, day, unit)


@router.post("/{day}/sign")
def sign_it(
    request: Request,
    desk: TheDesk,
    viewer: Decider,
    day: date,
    note: Annotated[str, Form(max_length=2000)] = "",
    seen: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Freeze the record that the signer has ``seen``; another one since then is shown first."""
    week = _week(desk, day)
    if week.signature is None and seen != _digest(week.document):
        return _page(request, desk, day, problem="记录在您打开之后有变化，请看过现在的内容再签认", note=note)
    try:
        signature = sign(desk.work, week, viewer.name, desk.clock(), note)
    except SigningError as problem:
        return _page(request, desk, day, problem=str(problem).replace("用 --note 说明", "在说明中写明原因"), note=note)
    with desk.work.database.writing() as cx:
        desk.record(cx, viewer, "week.sign", day.isoformat(), signature.sha256[:16])
    return RedirectResponse(f"/weekly/{week.record.last_day}", 303)


@router.get("/{day}/record.{kind}")
def download(desk: TheDesk, viewer: Looker, day: date, kind: str) -> Response:
    """The record as ``docx``, ``xlsx``, ``csv`` or ``json``; of a signed week always the same bytes."""
    if kind not in ("docx", "xlsx", "csv", "json"):
        raise HTTPException(404)
    week = _week(desk, day)
    if not week.intact:
        raise HTTPException(404)
    return attachment(_file(desk, week, kind), f"周扫描记录 {week.record.last_day}.{kind}")


def _file(desk: Desk, week: Week, kind: str) -> bytes:
    if kind == "docx":
        return weekly_record_document(desk.work, week)
    with TemporaryDirectory() as folder:
        return write_week(Path(folder), week).with_suffix(f".{kind}").read_bytes()


def week_lines(desk: Desk, quarter: Quarter) -> list[Line]:
    """Every planned week of the quarter, the newest first."""
    slots = [slot for slot in slots_of(desk.work, quarter) if slot.kind is ScanKind.WEEKLY]
    held = [slot.scan for slot in slots if slot.scan]
    with desk.work.database.reading() as cx:
        signed = weekly_pages.signed_heads(cx, desk.work.district.id, quarter.id)
        faults = weekly_pages.faults_seen(cx, [one.id for one in held], [one.as_of for one in held])
    now = desk.clock()
    return [_line(slot, signed.get(slot.at), faults, now) for slot in reversed(slots)]


def _line(slot: Slot, signed: SignedHead | None, faults: Mapping[int, int], now: datetime) -> Line:
    last_day = beijing_day(slot.at)
    coverage: Mapping[str, Any] = slot.scan.coverage if slot.scan else {}
    planned = coverage.get("columns_planned", 0) + coverage.get("accounts_planned", 0)
    unknown = coverage.get("columns_unknown", 0) + coverage.get("accounts_unknown", 0)
    seen = faults.get(slot.scan.id, 0) if slot.scan else 0
    return Line(last_day - timedelta(days=6), last_day, slot, slot.at < now, planned, unknown, seen, signed)


def _current(desk: Desk) -> Quarter | None:
    begun = [one for one in desk.work.district.quarters if one.first_day <= desk.today]
    known = begun or list(desk.work.district.quarters)
    return max(known, key=lambda one: one.first_day, default=None)


def _week(desk: Desk, day: date) -> Week:
    try:
        return week_now(desk.work, day)
    except SigningError:
        raise HTTPException(404) from None


def _page(request: Request, desk: Desk, day: date, unit: str = "", *, problem: str = "", note: str = "") -> Response:
    week = _week(desk, day)
    document = week.document
    chosen = next((one for one in document["units"] if one["unit"] == unit), None)
    change = document["change"] or {"new": [], "still": [], "gone": [], "unchecked": []}
    fresh = frozenset(change["new"])
    named = [(one["unit"], one["name"], found) for one in document["units"] for found in one["findings"]]
    share = week.record.unaccounted == 0 and len(week.record.unknown) / (week.record.planned or 1)
    return page(
        request, "weekly/week.html", 422 if problem else 200, week=week, record=document, chosen=chosen, change=change,
        fresh=[one for one in named if one[2]["finding"] in fresh][:_MOST], fresh_ids=fresh, most=_MOST,
        digest=_digest(document), problem=problem, note=note,
        much_unknown=share > float(desk.work.settings.max_unknown_share),
    )  # fmt: skip


def _digest(document: Mapping[str, Any]) -> str:
    return sha256(dumps(document, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
