"""季度考核: scores with their reasons, what contradicts, closing, the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from db import closings, quarters, tasks
from db.quarters import ClosedHead
from inspection.registry import Quarter
from jobs.annex_pictures import Taker
from jobs.documents_pictures import record_taken
from jobs.kept_results import QuarterNow, kept_rulebook, quarter_now
from jobs.official_scans import SCAN_WORDS
from jobs.quarter import QuarterError, close, seal_text
from jobs.tasks_report import WITH_PICTURES, report_files, reports_folder
from scoring.explain import rule_words
from web.frame.access import Decider, Looker
from web.frame.desk import Desk, TheDesk
from web.frame.files import attachment
from web.frame.rendering import page
from web.quarters.shown import Shown, changed_since, shown_quarter

router = APIRouter(prefix="/quarters")

QuarterId = Annotated[str, Path(max_length=40)]


@dataclass(frozen=True, slots=True)
class Row:
    """One quarter of the list; ``kind`` and ``word`` say where it stands."""

    quarter: Quarter
    kind: str
    word: str
    closed: ClosedHead | None


@router.get("")
def listing(request: Request, desk: TheDesk, viewer: Looker) -> Response:
    return page(request, "quarters/list.html", rows=list(quarter_rows(desk)))


@router.get("/{quarter_id}")
def show(request: Request, desk: TheDesk, viewer: Looker, quarter_id: QuarterId, now: bool = False) -> Response:
    """A closed quarter as it was closed, with ``now`` (and every open one) as it stands."""
    return _page(request, desk, quarter_id, now=now)


@router.get("/{quarter_id}/lines/{subject_id}")
def line(
    request: Request, desk: TheDesk, viewer: Looker, quarter_id: QuarterId, subject_id: QuarterId, now: bool = False
) -> Response:
    """Every point of one site or account, with what it was taken for."""
    shown = _shown(desk, quarter_id, now=now)
    lines = shown.lines_of(subject_id)
    if not lines:
        raise HTTPException(404)
    book = kept_rulebook(shown.quarter.first_day)
    rules = {rule.id: rule_words(rule) for table in book.tables for rule in table.rules}
    return page(request, "quarters/line.html", shown=shown, lines=lines, one=lines[0], rules=rules)


@router.post("/{quarter_id}/close")
def close_it(
    request: Request,
    desk: TheDesk,
    viewer: Decider,
    quarter_id: QuarterId,
    seen: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Freeze what the closer has ``seen``; other numbers since then are shown first."""
    now = _now(desk, quarter_id)
    if seen != seal_text(now.document)[1]:
        return _page(request, desk, quarter_id, now=True, problem="数字在您打开之后有变化，请看过现在的结果再结账")
    try:
        closing = close(desk.work, quarter_id, viewer.name, desk.clock(), now.document, now.scored)
    except QuarterError as problem:
        return _page(request, desk, quarter_id, now=True, problem=str(problem))
    with desk.work.database.writing() as cx:
        desk.record(cx, viewer, "quarter.close", quarter_id, f"v{closing.version} {closing.sha256[:16]}")
    return RedirectResponse(f"/quarters/{quarter_id}", 303)


@router.get("/{quarter_id}/closing.json")
def closing_file(desk: TheDesk, viewer: Looker, quarter_id: QuarterId) -> Response:
    """The frozen document, byte for byte what the hash is of."""
    with desk.work.database.reading() as cx:
        closing = closings.closing(cx, quarter_id, desk.work.district.id)
    if closing is None:
        raise HTTPException(404)
    return attachment(closing.document.encode(), f"{quarter_id} 结账第{closing.version}版.json")


@router.get("/{quarter_id}/files/{name:path}")
def file(desk: TheDesk, viewer: Looker, quarter_id: QuarterId, name: str) -> Response:
    """A file of the quarter; only what the list names is ever read. Pictures out of the evidence leave recorded."""
    for path, listed in _files(desk, quarter_id):
        if listed == name:
            body = path.read_bytes()
            if listed in WITH_PICTURES:
                record_taken(desk.work, body, f"circular-{quarter_id}", Taker(viewer.name, desk.clock()))
            return attachment(body, f"{quarter_id} {path.name}")
    raise HTTPException(404)


def quarter_rows(desk: Desk) -> Iterator[Row]:
    """All registered quarters, the newest first."""
    with desk.work.database.reading() as cx:
        closed = quarters.closed(cx, desk.work.district.id)
    for quarter in sorted(desk.work.district.quarters, key=lambda one: one.first_day, reverse=True):
        head = closed.get(quarter.id)
        if head:
            yield Row(quarter, "good", f"已结账（第{head.version}版）", head)
        elif desk.today > quarter.last_day:
            yield Row(quarter, "bad", "已结束，待结账", None)
        elif desk.today >= quarter.first_day:
            yield Row(quarter, "warn", "进行中", None)
        else:
            yield Row(quarter, "unknown", "未开始", None)


def _page(request: Request, desk: Desk, quarter_id: str, *, now: bool, problem: str = "") -> Response:
    shown = _shown(desk, quarter_id, now=now)
    with desk.work.database.reading() as cx:
        making = tasks.last(cx, desk.work.district.id, "report", f"quarter:{quarter_id}")
    values: dict[str, Any] = {"scored": None, "digest": "", "over": desk.today > shown.quarter.last_day}
    if shown.live:
        values |= {"scored": shown.live.scored, "digest": seal_text(shown.live.document)[1]}
    return page(
        request, "quarters/quarter.html", 422 if problem else 200, shown=shown, problem=problem, making=making,
        changed=changed_since(desk, shown), files=[listed for _, listed in _files(desk, quarter_id)],
        folder=reports_folder(desk.work, quarter_id), scan_words=SCAN_WORDS, **values,
    )  # fmt: skip


def _shown(desk: Desk, quarter_id: str, *, now: bool) -> Shown:
    try:
        return shown_quarter(desk, quarter_id, now=now)
    except QuarterError:
        raise HTTPException(404) from None


def _now(desk: Desk, quarter_id: str) -> QuarterNow:
    try:
        return quarter_now(desk.work, quarter_id, desk.today)
    except QuarterError:
        raise HTTPException(404) from None


def _files(desk: Desk, quarter_id: str) -> list[tuple[Any, str]]:
    """The files there are with the names they are asked for by."""
    try:
        folder = reports_folder(desk.work, quarter_id)
        return [(path, path.relative_to(folder).as_posix()) for path in report_files(desk.work, quarter_id)]
    except QuarterError:
        raise HTTPException(404) from None


def lost(line: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The cells of a line that moved points."""
    return [cell for cell in line["items"] if cell["printed"] not in (None, "0")]
