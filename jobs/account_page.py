"""All that is known about one account, for the page about it. Nothing is read anew: only what scans stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db import freshness, ledger_pages, open_counts
from db.ledger_pages import LedgerRow, Wanted
from db.open_counts import Warned
from db.scan_strips import ScanSeen, account_strip
from inspection.moment import beijing_day
from jobs.site_page import FINDINGS, WEEKS
from jobs.today import AccountToday, read_today
from jobs.workspace import Workspace


@dataclass(frozen=True, slots=True)
class PostedWeek:
    """Posts from the Monday ``first`` on, on how many different days. ``whole``: the week is over."""

    first: date
    posts: int
    days: int
    whole: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """``open`` are the first of the open findings by deadline, ``more`` whether there are further ones; ``scans`` and
    ``weeks`` are oldest first. Weeks before the first post that any reading showed are left out: nothing is known of
    them.
    """

    today: AccountToday
    open: tuple[LedgerRow, ...]
    more: bool
    warnings: tuple[Warned, ...]
    scans: tuple[ScanSeen, ...]
    weeks: tuple[PostedWeek, ...]


def read_account(work: Workspace, account_id: str, at: datetime) -> AccountPage | None:
    """The account as it stands at the aware moment ``at``; ``None`` for one that is not registered."""
    today = read_today(work, at)
    account = today.account(account_id)
    if account is None:
        return None
    district = work.district.id
    with work.database.reading() as cx:
        rows = ledger_pages.page(cx, Wanted(account_id=account_id, open=True), size=FINDINGS)
        warned = open_counts.warnings(cx, today.scan_ids, account_id=account_id)
        strip = account_strip(cx, district, account_id, WEEKS)
        posted = freshness.posts_by_day(cx, district, account_id, first_monday(beijing_day(at)))
    seen = account.fresh.as_of
    until = min(beijing_day(seen), beijing_day(at)) if seen else None
    return AccountPage(account, rows.rows, rows.older, tuple(warned), tuple(strip), weeks_of(posted, until))


def first_monday(day: date) -> date:
    """The Monday of the first of the weeks that end with the week of ``day``."""
    return day - timedelta(days=day.weekday() + 7 * (WEEKS - 1))


def weeks_of(posted: Mapping[date, int], until: date | None) -> tuple[PostedWeek, ...]:
    """The weeks (from Monday) between the first post and ``until`` (inclusive), the last day anything is known of."""
    if not posted or until is None:
        return ()
    posts: Counter[date] = Counter()
    days: Counter[date] = Counter()
    for day, number in posted.items():
        monday = day - timedelta(days=day.weekday())
        posts[monday] += number
        days[monday] += 1
    first = min(posts)
    number = (until - first).days // 7 + 1
    mondays = [first + timedelta(days=7 * each) for each in range(max(number, 0))]
    return tuple(PostedWeek(one, posts[one], days[one], one + timedelta(days=6) <= until) for one in mondays)
