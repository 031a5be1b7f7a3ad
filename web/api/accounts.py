"""New-media accounts and how they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from fastapi import APIRouter
from starlette.exceptions import HTTPException

from inspection.registry import Platform
from jobs.account_page import read_account
from jobs.score_history import score_history
from jobs.today import AccountToday, Light, Open, read_today
from web.frame.access import Looker
from web.frame.desk import TheDesk

router = APIRouter(tags=["accounts"])


@dataclass(frozen=True, slots=True)
class AccountShown:
    """``days_left`` until it is late: 0 = today is the last day in time; ``null`` = not known. ``why``: why not.

    ``posts`` in the last ``rhythm_weeks`` weeks, of at least ``rhythm_posts``.
    """

    id: str
    name: str
    platform: Platform
    unit_id: str
    light: Light
    open: Open
    newest: date | None
    seen_at: datetime | None
    days_left: int | None
    why: str
    posts: int
    rhythm_posts: int | None
    rhythm_weeks: int | None


@dataclass(frozen=True, slots=True)
class Accounts:
    items: list[AccountShown]


@dataclass(frozen=True, slots=True)
class WeekShown:
    """Posts from the Monday ``first`` on; ``whole``: the week is over."""

    first: date
    posts: int
    days: int
    whole: bool


@dataclass(frozen=True, slots=True)
class AccountScanShown:
    """What a weekly scan saw: ``bad``, ``unknown``, ``good``, or empty where it did not look."""

    scan_id: int
    as_of: datetime
    account: str


@dataclass(frozen=True, slots=True)
class ScoreShown:
    quarter_id: str
    score: Decimal
    rank: int | None
    veto: bool


@dataclass(frozen=True, slots=True)
class OneAccount:
    """All lists are oldest first. Open findings are in the ledger: ``/ledger?account=ID``."""

    account: AccountShown
    weeks: list[WeekShown]
    scans: list[AccountScanShown]
    scores: list[ScoreShown]


@router.get("/accounts")
def listing(desk: TheDesk, viewer: Looker) -> Accounts:
    """All accounts, in the order of the register."""
    return Accounts([_account(one) for one in read_today(desk.work, desk.clock()).accounts])


@router.get("/accounts/{account_id}")
def show(desk: TheDesk, viewer: Looker, account_id: str) -> OneAccount:
    """One account with its posting rhythm, its last weekly scans and its scores in closed quarters."""
    found = read_account(desk.work, account_id, desk.clock())
    if found is None:
        raise HTTPException(404)
    return OneAccount(
        _account(found.today),
        [WeekShown(one.first, one.posts, one.days, one.whole) for one in found.weeks],
        [AccountScanShown(one.scan_id, one.as_of, one.of("")) for one in found.scans],
        [ScoreShown(one.quarter_id, one.score, one.rank, one.veto) for one in score_history(desk.work, account_id)],
    )


def _account(one: AccountToday) -> AccountShown:
    account, fresh, rhythm = one.account, one.fresh, one.rhythm
    return AccountShown(
        account.id, account.name, account.platform, account.unit_id, one.light, one.open, fresh.newest, fresh.as_of,
        fresh.left, fresh.why, one.posts, rhythm.posts if rhythm else None, rhythm.weeks if rhythm else None,
    )  # fmt: skip
