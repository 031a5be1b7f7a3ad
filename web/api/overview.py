"""The district at a glance."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter

from db.running_scans import running_scans
from inspection.rule import ScanKind
from jobs.running import progress_of
from jobs.today import Light, Open, read_today, sum_of
from web.frame.access import Looker
from web.frame.desk import TheDesk

router = APIRouter(tags=["overview"])


@dataclass(frozen=True, slots=True)
class RunningShown:
    """An unfinished scan. ``judging``: all is fetched. ``stopped``: it gave no sign of life for long."""

    scan_id: int
    kind: ScanKind
    as_of: datetime
    started_at: datetime
    sites: int
    sites_planned: int
    pages: int
    judging: bool
    stopped: bool


@dataclass(frozen=True, slots=True)
class OverviewShown:
    """How many sites and accounts stand how, what is open in all of them, and what is being scanned."""

    sites: dict[Light, int]
    accounts: dict[Light, int]
    open: Open
    running: list[RunningShown]


@router.get("/overview")
def overview(desk: TheDesk, viewer: Looker) -> OverviewShown:
    """Counts by state, open findings, running scans."""
    today = read_today(desk.work, desk.clock())
    sites, accounts = Counter(one.light for one in today.sites), Counter(one.light for one in today.accounts)
    with desk.work.database.reading() as cx:
        found = running_scans(cx, desk.work.district.id)
    progress = [progress_of(one, desk.work.district, desk.clock()) for one in found]
    return OverviewShown(
        {light: sites[light] for light in Light},
        {light: accounts[light] for light in Light},
        sum_of(today),
        [
            RunningShown(
                one.scan.id, one.scan.kind, one.scan.as_of, one.scan.started_at, one.sites, one.planned,
                one.scan.pages, one.scan.judging, one.stopped,
            )
            for one in progress
        ],
    )  # fmt: skip
