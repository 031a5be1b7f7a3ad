"""Sites and how they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from fastapi import APIRouter
from starlette.exceptions import HTTPException

from inspection.registry import Column, ColumnKind
from jobs.site_page import SitePage, read_site
from jobs.today import Fresh, Light, Open, SiteToday, read_today
from web.frame.access import Looker
from web.frame.desk import TheDesk

router = APIRouter(tags=["sites"])


@dataclass(frozen=True, slots=True)
class SiteShown:
    """``days_left`` until the first column is late: 0 = today is the last day in time; ``null`` = not known."""

    id: str
    name: str
    unit_id: str
    home_url: str
    light: Light
    open: Open
    columns: int
    columns_unknown: int
    days_left: int | None
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sites:
    items: list[SiteShown]


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """``window_days`` without anything new are in time; ``null`` = no rule asks. ``why``: why it is not known."""

    id: str
    kind: ColumnKind
    name: str
    url: str
    newest: date | None
    seen_at: datetime | None
    window_days: int | None
    days_left: int | None
    why: str


@dataclass(frozen=True, slots=True)
class ScanShown:
    """What a weekly scan saw: ``bad``, ``unknown``, ``good``, or empty where it did not look; also by column."""

    scan_id: int
    as_of: datetime
    site: str
    columns: dict[str, str]


@dataclass(frozen=True, slots=True)
class DayShown:
    """Probes of a Beijing day; ``own`` of them failed on our side and tell nothing."""

    day: date
    tried: int
    failed: int
    own: int


@dataclass(frozen=True, slots=True)
class WarningShown:
    finding_id: str
    column_id: str | None
    message: str
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class OneSite:
    """``scans`` and ``days`` are oldest first. Open findings are in the ledger: ``/ledger?site=ID``."""

    site: SiteShown
    columns: list[ColumnShown]
    warnings: list[WarningShown]
    scans: list[ScanShown]
    days: list[DayShown]


@router.get("/sites")
def listing(desk: TheDesk, viewer: Looker) -> Sites:
    """All sites, in the order of the register."""
    return Sites([_site(one) for one in read_today(desk.work, desk.clock()).sites])


@router.get("/sites/{site_id}")
def show(desk: TheDesk, viewer: Looker, site_id: str) -> OneSite:
    """One site with its columns, its last weekly scans and its availability."""
    found = read_site(desk.work, site_id, desk.clock())
    if found is None:
        raise HTTPException(404)
    return OneSite(
        _site(found.today),
        [_column(column, fresh) for column, fresh in found.today.columns],
        [WarningShown(one.finding_id, one.column_id, one.message, one.last_seen_at) for one in found.warnings],
        _scans(found),
        [DayShown(one.day, one.tried, one.failed, one.own) for one in found.days],
    )


def _site(one: SiteToday) -> SiteShown:
    nearest = one.nearest
    return SiteShown(
        one.site.id, one.site.name, one.site.unit_id, one.site.home_url, one.light, one.open, len(one.columns),
        one.unknown, nearest[1].left if nearest else None, one.seen_at,
    )  # fmt: skip


def _column(column: Column, fresh: Fresh) -> ColumnShown:
    window = fresh.window.days if fresh.window else None
    return ColumnShown(
        column.id, column.kind, column.name, column.url, fresh.newest, fresh.as_of, window, fresh.left, fresh.why
    )


def _scans(found: SitePage) -> list[ScanShown]:
    ids = [column.id for column, _ in found.today.columns]
    return [ScanShown(one.scan_id, one.as_of, one.whole, {id_: one.of(id_) for id_ in ids}) for one in found.scans]
