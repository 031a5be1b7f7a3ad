"""What the scores of a quarter would be if suspected findings were decided: worked out, never stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from db.decisions import FindingState
from inspection.score import QuarterScores, ScoreLine
from jobs.kept_results import QuarterNow, quarter_now
from jobs.quarter import QuarterError, score_of
from web.frame.access import Looker
from web.frame.desk import Desk, TheDesk
from web.frame.forms import SentForm
from web.frame.rendering import page

router = APIRouter(prefix="/quarters")

#: Suspected findings of one page; "all of them" reaches further.
_MOST = 200
_STATES: dict[str, FindingState] = {"confirm": "confirmed", "dismiss": "dismissed"}


@dataclass(frozen=True, slots=True)
class Moved:
    """A line whose score, rank or result would be another."""

    before: ScoreLine
    after: ScoreLine


@router.get("/{quarter_id}/what-if")
def ask(request: Request, desk: TheDesk, viewer: Looker, quarter_id: str) -> Response:
    return _page(request, desk, quarter_id, {})


@router.post("/{quarter_id}/what-if")
def work_out(request: Request, desk: TheDesk, viewer: Looker, quarter_id: str, form: SentForm) -> Response:
    """``finding:ID`` = ``confirm`` or ``dismiss``; ``all`` = one of them for every suspected finding."""
    return _page(request, desk, quarter_id, _chosen(_now(desk, quarter_id), form))


def _chosen(now: QuarterNow, form: FormData) -> dict[str, FindingState]:
    suspected = {one.id for one in now.scored.open}
    everything = _STATES.get(str(form.get("all", "")))
    if everything:
        return dict.fromkeys(suspected, everything)
    named = {name.removeprefix("finding:"): str(value) for name, value in form.items() if name.startswith("finding:")}
    return {id_: _STATES[value] for id_, value in named.items() if id_ in suspected and value in _STATES}


def _page(request: Request, desk: Desk, quarter_id: str, supposed: dict[str, FindingState]) -> Response:
    now = _now(desk, quarter_id)
    moved = list(_moved(now.scored.scores, score_of(desk.work, now.basis, supposed).scores)) if supposed else []
    return page(
        request, "quarters/what_if.html", quarter=now.basis.quarter, open=now.scored.open[:_MOST],
        number=len(now.scored.open), supposed=supposed, moved=moved, unit_name=desk.unit_name,
    )  # fmt: skip


def _moved(before: QuarterScores, after: QuarterScores) -> Iterator[Moved]:
    for old, new in ((before.sites, after.sites), (before.accounts, after.accounts)):
        pairs = [Moved(was, will) for was, will in zip(old, new, strict=True)]
        yield from (one for one in pairs if _shown(one.before) != _shown(one.after))


def _shown(line: ScoreLine) -> tuple[object, ...]:
    return line.score, line.result, line.veto


def _now(desk: Desk, quarter_id: str) -> QuarterNow:
    try:
        return quarter_now(desk.work, quarter_id, desk.today)
    except QuarterError:
        raise HTTPException(404) from None
