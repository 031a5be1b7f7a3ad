"""专栏: all sites with their state, and one site with its columns, findings and availability."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from db import probes
from inspection.moment import beijing_day
from inspection.viewer import Right
from jobs.rule_words import rule_words
from jobs.score_history import score_history
from jobs.site_page import DAYS, read_site
from jobs.today import Light, read_today
from web.frame.access import Looker
from web.frame.desk import TheDesk
from web.frame.rendering import page
from web.ledger import words
from web.today.choice import Choice

router = APIRouter()


@router.get("/sites")
def listing(request: Request, desk: TheDesk, viewer: Looker) -> Response:
    work, at = desk.work, desk.clock()
    choice = Choice.read(request.query_params, work.district)
    shown = [
        one
        for one in read_today(work, at).sites
        if choice.keeps(one.light, one.site.unit_id, one.site.name, desk.unit_name(one.site.unit_id))
    ]
    with work.database.reading() as cx:
        reach = probes.counts(cx, work.district.id, [one.site.id for one in shown], at - timedelta(days=7), at)
    return page(
        request, "sites/list.html", sites=shown, reach=reach, choice=choice, lights=Light,
        units={one.id: one.name for one in work.district.units},
    )  # fmt: skip


@router.get("/sites/{site_id}")
def show(request: Request, desk: TheDesk, viewer: Looker, site_id: str) -> Response:
    found = read_site(desk.work, site_id, desk.clock())
    if found is None:
        raise HTTPException(404)
    return page(
        request, "sites/one.html", one=found, unit=desk.unit_name(found.today.site.unit_id),
        weeks=[(seen, beijing_day(seen.as_of).isoformat()) for seen in found.scans],
        days=DAYS, scores=score_history(desk.work, site_id), rules=rule_words(), words=words,
        deciding=viewer.may(Right.DECIDE),
    )  # fmt: skip
