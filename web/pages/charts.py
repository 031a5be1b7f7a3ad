"""Charts as pictures: drawn on the server, so that pages show and print them without any script."""

from __future__ import annotations

from hashlib import sha256

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from db.found_days import found_by_day
from jobs.account_page import read_account
from jobs.score_history import score_history
from reports.chart_calendar import findings_calendar, first_day
from reports.chart_frame import Chart, svg
from reports.chart_posts import posting_rhythm
from reports.chart_scores import score_line
from web.frame.access import Looker
from web.frame.desk import TheDesk

router = APIRouter(prefix="/charts")


@router.get("/findings.svg")
def calendar(request: Request, desk: TheDesk, viewer: Looker) -> Response:
    """What was found on each day of the last year."""
    with desk.work.database.reading() as cx:
        found = found_by_day(cx, first_day(desk.today))
    return _picture(request, findings_calendar(found, desk.today))


@router.get("/accounts/{account_id}/posts.svg")
def posts(request: Request, desk: TheDesk, viewer: Looker, account_id: str) -> Response:
    """How often the account posted."""
    found = read_account(desk.work, account_id, desk.clock())
    if found is None or not found.weeks:
        raise HTTPException(404)
    rhythm = found.today.rhythm
    wanted = rhythm.posts / rhythm.weeks if rhythm else None
    return _picture(request, posting_rhythm([(week.first, week.posts) for week in found.weeks], wanted))


@router.get("/scores/{subject_id}.svg")
def scores(request: Request, desk: TheDesk, viewer: Looker, subject_id: str) -> Response:
    """The scores of a site or account in the closed quarters."""
    known = score_history(desk.work, subject_id)
    if not known:
        raise HTTPException(404)
    return _picture(request, score_line([(one.quarter_id, one.score) for one in known]))


def _picture(request: Request, chart: Chart) -> Response:
    drawn = svg(chart).encode()
    headers = {"etag": f'"{sha256(drawn).hexdigest()[:32]}"', "cache-control": "private, no-cache"}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(drawn, media_type="image/svg+xml", headers=headers)
