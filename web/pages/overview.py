"""总览: today's state of all sites and accounts, what waits for somebody, what runs and what should have run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from db.running_scans import running_scans
from inspection.viewer import Right
from jobs.running import Progress, progress_of
from jobs.schedule import schedule
from jobs.schedule_status import schedule_status
from jobs.today import Light, read_today, sum_of
from web.frame.access import Looker, Owner
from web.frame.desk import Desk, TheDesk
from web.frame.rendering import page
from web.frame.scan_words import SCANS

router = APIRouter()


@router.get("/")
def overview(request: Request, desk: TheDesk, viewer: Owner) -> Response:
    """Clerks have their own first page."""
    if not viewer.may(Right.LOOK):
        return RedirectResponse("/own", 303)
    work, at = desk.work, desk.clock()
    today = read_today(work, at)
    status = schedule_status(work.database, work.district, schedule(work.settings), at)
    return page(
        request,
        "overview/overview.html",
        today_is=today,
        lights=Light,
        site_lights=_lights(one.light for one in today.sites),
        account_lights=_lights(one.light for one in today.accounts),
        waiting=sum_of(today),
        planned=status,
        running=_running(desk),
        scan_words=SCANS,
    )


@router.get("/overview/running")
def running(request: Request, desk: TheDesk, viewer: Looker) -> Response:
    """The part of the page that follows running scans; it asks for itself again while there are any."""
    return page(request, "overview/running.html", running=_running(desk), scan_words=SCANS)


def _running(desk: Desk) -> list[Progress]:
    with desk.work.database.reading() as cx:
        found = running_scans(cx, desk.work.district.id)
    return [progress_of(one, desk.work.district, desk.clock()) for one in found]


def _lights(lights: Iterable[Light]) -> Counter[Light]:
    return Counter(lights)
