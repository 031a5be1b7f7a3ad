"""加减分登记: points that people give, and problems they saw, with their source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from db import findings
from inspection.registry import Quarter
from jobs.kept_results import kept_rulebook
from jobs.ledger import LedgerError, clerk_moment
from jobs.manual_entries import SCORE_RULE, Wish, add
from jobs.review import STATE_WORDS
from web.frame.access import Decider, Looker
from web.frame.desk import Desk, TheDesk
from web.frame.rendering import page

router = APIRouter(prefix="/quarters")

Short = Annotated[str, Form(max_length=200)]
Long = Annotated[str, Form(max_length=2000)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, kept on the page when it will not do."""

    kind: str = "score"
    subject: str = ""
    item: str = ""
    points: str = ""
    rule: str = ""
    url: str = ""
    at: str = ""
    message: str = ""
    source: str = ""


@router.get("/{quarter_id}/entries")
def listing(request: Request, desk: TheDesk, viewer: Looker, quarter_id: str) -> Response:
    return _page(request, desk, _quarter(desk, quarter_id), Asked())


@router.post("/{quarter_id}/entries")
def enter(
    request: Request,
    desk: TheDesk,
    viewer: Decider,
    quarter_id: str,
    kind: Short = "score",
    subject: Short = "",
    item: Short = "",
    points: Short = "",
    rule: Short = "",
    url: Long = "",
    at: Short = "",
    message: Long = "",
    source: Long = "",
    proof: UploadFile | None = None,
) -> Response:
    """Leads to the new finding, where it is reviewed like any other."""
    quarter = _quarter(desk, quarter_id)
    asked = Asked(kind, subject.strip(), item, points.strip(), rule, url.strip(), at.strip(), message, source)
    with TemporaryDirectory() as folder:
        try:
            wish = _wish(desk, quarter, asked, viewer.name, _kept(proof, Path(folder)))
            (line,) = add(desk.work, [wish])
        except LedgerError as problem:
            return _page(request, desk, quarter, asked, str(problem))
    with desk.work.database.writing() as cx:
        desk.record(cx, viewer, "entry.add", line.finding.id, asked.message)
    return RedirectResponse(f"/ledger/{line.finding.id}", 303)


def _wish(desk: Desk, quarter: Quarter, asked: Asked, who: str, files: tuple[Path, ...]) -> Wish:
    subject = next((id_ for id_, name in _subjects(desk) if asked.subject in (id_, name)), asked.subject)
    try:
        at = clerk_moment(asked.at, desk.clock()) if asked.kind != "score" else desk.clock()
    except ValueError:
        raise LedgerError(f"看不懂时刻“{asked.at}”，请写成 2026-10-01 或 2026-10-01 09:30") from None
    wish = Wish(subject, asked.message, asked.source, who, at, attachments=files)
    if asked.kind == "score":
        return replace(wish, score=True, item=asked.item, points=asked.points, quarter=quarter.id)
    return replace(wish, rule=asked.rule, url=asked.url)


def _kept(proof: UploadFile | None, folder: Path) -> tuple[Path, ...]:
    """The uploaded file under its own name, without any folder that it claims."""
    if proof is None or not proof.filename:
        return ()
    name = PurePosixPath(proof.filename.replace("\\", "/")).name or "附件"
    path = folder / name[-80:]
    path.write_bytes(proof.file.read())
    return (path,)


def _page(request: Request, desk: Desk, quarter: Quarter, asked: Asked, problem: str = "") -> Response:
    book = kept_rulebook(quarter.first_day)
    with desk.work.database.reading() as cx:
        given = findings.listing(cx, rule=SCORE_RULE)
    own = [one for one in given if one.observations[-1].measured.get("quarter") == quarter.id]
    items = {item.id: item.title for table in book.tables for item in table.items}
    return page(
        request, "quarters/entries.html", 422 if problem else 200, quarter=quarter, asked=asked, problem=problem,
        given=own, registered=[one for one in desk.work.district.manual_entries if one.quarter_id == quarter.id],
        items=items, rules=[(rule.id, rule.title) for rule in book.rules], subjects=_subjects(desk),
        names=dict(_subjects(desk)), states=STATE_WORDS,
    )  # fmt: skip


def _subjects(desk: Desk) -> list[tuple[str, str]]:
    """Ids and names of what points can be given to."""
    district = desk.work.district
    accounts = [(one.id, f"{one.name}（{one.platform.label}）") for one in district.accounts]
    return [(one.id, one.name) for one in district.sites] + accounts


def _quarter(desk: Desk, quarter_id: str) -> Quarter:
    found = next((one for one in desk.work.district.quarters if one.id == quarter_id), None)
    if found is None:
        raise HTTPException(404)
    return found
