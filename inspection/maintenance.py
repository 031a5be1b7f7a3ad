"""Announced maintenance (报备): stretches of time in which a site or account is excused. Field practice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from inspection.moment import BEIJING, beijing_day
from inspection.registry import Grade


class Excused(StrEnum):
    """Whom a window excuses; a unit's window holds for all its sites and accounts."""

    UNIT = "unit"
    SITE = "site"
    ACCOUNT = "account"

    @property
    def label(self) -> str:
        """Chinese name, as ``maintenance.csv`` writes it."""
        return {"unit": "单位", "site": "专栏", "account": "账号"}[self.value]


@dataclass(frozen=True, slots=True)
class Maintenance:
    """One window: from the aware ``first`` (inclusive) until ``end`` (exclusive)."""

    whom: Excused
    id: str
    first: datetime
    end: datetime
    reason: str
    source: str
    grade: Grade

    def covers(self, moment: datetime) -> bool:
        return self.first <= moment < self.end

    @property
    def told(self) -> str:
        """Chinese words for messages: why, and from when till when in Beijing."""
        return f"报备“{self.reason}”{_minutes(self.first)}至{_minutes(self.end)}"


def windows_for(
    windows: Iterable[Maintenance], unit_id: str, site_id: str | None, account_id: str | None
) -> tuple[Maintenance, ...]:
    """The windows that excuse a subject of this unit, site and account."""
    own = {(Excused.UNIT, unit_id), (Excused.SITE, site_id), (Excused.ACCOUNT, account_id)}
    return tuple(one for one in windows if (one.whom, one.id) in own)


def days_within(windows: Iterable[Maintenance], first: date, last: date) -> frozenset[date]:
    """The Beijing days ``first`` … ``last`` (both inclusive) that a window touches, be it for a minute."""
    found: set[date] = set()
    for one in windows:
        day = max(first, beijing_day(one.first))
        end = min(last, beijing_day(one.end - timedelta(microseconds=1)))
        while day <= end:
            found.add(day)
            day += timedelta(days=1)
    return frozenset(found)


def seconds_within(windows: Iterable[Maintenance], first: datetime, end: datetime) -> float:
    """How many seconds from ``first`` until ``end`` lie in a window; overlapping windows count once."""
    total, at = 0.0, first
    for one in sorted(windows, key=lambda window: window.first):
        begin, until = max(at, one.first), min(end, one.end)
        if until > begin:
            total += (until - begin).total_seconds()
            at = until
    return total


def _minutes(moment: datetime) -> str:
    there = moment.astimezone(BEIJING)
    return f"{there.year}年{there.month}月{there.day}日{there:%H:%M}"
