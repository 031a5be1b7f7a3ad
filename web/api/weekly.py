"""The weekly scans of a quarter and their records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.exceptions import HTTPException

from jobs.kept_results import week_now
from jobs.weekly_signing import SigningError
from web.frame.access import Looker
from web.frame.desk import TheDesk
from web.pages.weekly import week_lines

router = APIRouter(tags=["weekly"])


@dataclass(frozen=True, slots=True)
class WeekShown:
    """One planned week. ``held`` false: not scanned; numbers of columns and accounts are then 0."""

    first_day: date
    last_day: date
    at: datetime
    held: bool
    planned: int
    unknown: int
    faults: int
    signed_by: str | None
    signed_at: datetime | None
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Weeks:
    items: list[WeekShown]


@dataclass(frozen=True, slots=True)
class RecordShown:
    """``record`` as ``xunjian weekly show --json`` has it: what was signed, else what the database says now."""

    quarter: str
    signed_by: str | None
    intact: bool
    record: dict[str, Any]


@router.get("/quarters/{quarter_id}/weeks")
def weeks(desk: TheDesk, viewer: Looker, quarter_id: Annotated[str, Path(max_length=40)]) -> Weeks:
    """Every planned week of a quarter, newest first."""
    quarter = next((one for one in desk.work.district.quarters if one.id == quarter_id), None)
    if quarter is None:
        raise HTTPException(404)
    return Weeks(
        [
            WeekShown(
                one.first_day, one.last_day, one.slot.at, one.slot.scan is not None, one.planned, one.unknown,
                one.faults,
                one.signed.who if one.signed else None,
                one.signed.signed_at if one.signed else None,
                one.signed.sha256 if one.signed else None,
            )
            for one in week_lines(desk, quarter)
        ]
    )  # fmt: skip


@router.get("/weeks/{day}")
def record(desk: TheDesk, viewer: Looker, day: date) -> RecordShown:
    """The record of the week that holds a day."""
    try:
        week = week_now(desk.work, day)
    except SigningError:
        raise HTTPException(404) from None
    signed_by = week.signature.who if week.signature else None
    return RecordShown(week.quarter_id, signed_by, week.intact, dict(week.document))
