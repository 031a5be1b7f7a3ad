"""Quarters and their scores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.exceptions import HTTPException

from jobs.quarter import QuarterError
from web.frame.access import Looker
from web.frame.desk import TheDesk
from web.pages.quarters import quarter_rows
from web.quarters.shown import shown_quarter

router = APIRouter(tags=["quarters"])


@dataclass(frozen=True, slots=True)
class QuarterListed:
    """``version``, ``closed_by``, ``closed_at`` and ``sha256`` are those of the latest closing."""

    id: str
    title: str
    first_day: date
    last_day: date
    version: int | None
    closed_by: str | None
    closed_at: datetime | None
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Quarters:
    items: list[QuarterListed]


@dataclass(frozen=True, slots=True)
class QuarterScored:
    """``scores`` as ``quarter.json`` has them: frozen (``closed``), else as they stand now.

    ``open``: undecided findings that would count; ``missing``: planned scans that were not held; both ``null`` for a
    frozen quarter.
    """

    closed: bool
    sha256: str | None
    open: int | None
    missing: int | None
    scores: dict[str, Any]


@router.get("/quarters")
def listing(desk: TheDesk, viewer: Looker) -> Quarters:
    """The registered quarters, newest first."""
    return Quarters(
        [
            QuarterListed(
                one.quarter.id,
                one.quarter.title,
                one.quarter.first_day,
                one.quarter.last_day,
                one.closed.version if one.closed else None,
                one.closed.who if one.closed else None,
                one.closed.closed_at if one.closed else None,
                one.closed.sha256 if one.closed else None,
            )
            for one in quarter_rows(desk)
        ]
    )


@router.get("/quarters/{quarter_id}")
def scores(
    desk: TheDesk, viewer: Looker, quarter_id: Annotated[str, Path(max_length=40)], now: bool = False
) -> QuarterScored:
    """Scores, reasons, problems and contradictions of a quarter; with ``now`` not the frozen ones."""
    try:
        shown = shown_quarter(desk, quarter_id, now=now)
    except QuarterError:
        raise HTTPException(404) from None
    live = shown.live.scored if shown.live else None
    return QuarterScored(
        live is None,
        shown.closing.sha256 if shown.closing else None,
        len(live.open) if live else None,
        len(live.missing) if live else None,
        dict(shown.document),
    )
