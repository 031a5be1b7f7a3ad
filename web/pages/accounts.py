"""新媒体: all accounts with their state, and one account with its rhythm, findings and scores."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from inspection.moment import beijing_day
from inspection.registry import Platform
from inspection.viewer import Right
from jobs.account_page import read_account
from jobs.rule_words import rule_words
from jobs.score_history import score_history
from jobs.today import Light, read_today
from web.frame.access import Looker
from web.frame.desk import TheDesk
from web.frame.rendering import page
from web.ledger import words
from web.today.choice import Choice

router = APIRouter()


@router.get("/accounts")
def listing(request: Request, desk: TheDesk, viewer: Looker) -> Response:
    work = desk.work
    choice = Choice.read(request.query_params, work.district)
    platform = request.query_params.get("platform", "")
    shown = [
        one
        for one in read_today(work, desk.clock()).accounts
        if choice.keeps(one.light, one.account.unit_id, one.account.name, desk.unit_name(one.account.unit_id))
        and (platform not in set(Platform) or one.account.platform == platform)
    ]
    used = {one.platform for one in work.district.accounts}
    return page(
        request, "accounts/list.html", accounts=shown, choice=choice, lights=Light, platform=platform,
        platforms=[one for one in Platform if one in used],
        units={one.id: one.name for one in work.district.units},
    )  # fmt: skip


@router.get("/accounts/{account_id}")
def show(request: Request, desk: TheDesk, viewer: Looker, account_id: str) -> Response:
    found = read_account(desk.work, account_id, desk.clock())
    if found is None:
        raise HTTPException(404)
    strip = [(seen.of(""), beijing_day(seen.as_of).isoformat()) for seen in found.scans]
    return page(
        request, "accounts/one.html", one=found, unit=desk.unit_name(found.today.account.unit_id), strip=strip,
        scores=score_history(desk.work, account_id), rules=rule_words(), words=words,
        deciding=viewer.may(Right.DECIDE),
    )  # fmt: skip
