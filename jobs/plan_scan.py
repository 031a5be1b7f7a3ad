"""How deep a scan goes: which columns, how far back, which articles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Literal

from crawler.plan import ColumnPlan, CrawlPlan, SitePlan
from facts.sources import AccountSource
from inspection.moment import beijing_day
from inspection.registry import Account, Column, ColumnKind, District
from inspection.rule import Rule, ScanKind
from monitors.frame.catalogue import catalogue

#: List pages are read this far beyond the longest window, so that a column just outside it still shows its last item.
MARGIN_DAYS = 15

#: The daily scan is the cheap one: what changes daily, first list page only.
DAILY_KINDS = frozenset({ColumnKind.NEWS, ColumnKind.NOTICE})

_ARTICLES: dict[ScanKind, Literal["new", "all", "none"]] = {
    ScanKind.DAILY: "new",
    ScanKind.WEEKLY: "new",
    ScanKind.QUARTER: "all",
    ScanKind.RECHECK: "all",
    ScanKind.MANUAL: "none",
}


def plan_scan(
    district: District, rules: Iterable[Rule[Any]], kind: ScanKind, as_of: datetime, unit_ids: frozenset[str]
) -> CrawlPlan:
    """The crawl of one scan. ``unit_ids`` empty = the whole district; ``as_of`` aware.

    Accounts are planned only where a rule of this scan asks about them.
    """
    rules = tuple(rules)
    windows = _windows(rules)
    day = beijing_day(as_of)
    return CrawlPlan(
        kind=kind,
        as_of=as_of,
        sites=tuple(
            SitePlan(
                site,
                tuple(
                    ColumnPlan(column, _back_to(column, kind, day, windows))
                    for column in district.columns_of(site.id)
                    if kind is not ScanKind.DAILY or column.kind in DAILY_KINDS
                ),
            )
            for site in district.sites
            if not unit_ids or site.unit_id in unit_ids
        ),
        accounts=tuple(
            account
            for account in district.accounts
            if (not unit_ids or account.unit_id in unit_ids) and _asked_about(account, rules, kind)
        ),
        articles=_ARTICLES[kind],
        attachments=any(rule.applies.attachments and _asked(rule, kind) for rule in rules),
    )


def _asked_about(account: Account, rules: Iterable[Rule[Any]], kind: ScanKind) -> bool:
    return any(
        catalogue()[rule.monitor].source is AccountSource
        and _asked(rule, kind)
        and (not rule.applies.platforms or account.platform in rule.applies.platforms)
        for rule in rules
    )


def _asked(rule: Rule[Any], kind: ScanKind) -> bool:
    return kind is ScanKind.RECHECK or not rule.applies.scans or kind in rule.applies.scans


def _windows(rules: Iterable[Rule[Any]]) -> dict[ColumnKind, int]:
    """The longest update window, in days, that any rule holds a column kind to."""
    longest: dict[ColumnKind, int] = {}
    for rule in rules:
        days = getattr(rule.params, "late_after_days", None)
        if days is not None:
            for kind in rule.applies.column_kinds:
                longest[kind] = max(days, longest.get(kind, 0))
    return longest


def _back_to(column: Column, kind: ScanKind, day: date, windows: dict[ColumnKind, int]) -> date | None:
    if kind is ScanKind.DAILY:
        return day + timedelta(days=1)  # every dated row is older: the first page is enough
    if kind is ScanKind.WEEKLY and column.kind in windows:
        return day - timedelta(days=windows[column.kind] + MARGIN_DAYS)
    return None
