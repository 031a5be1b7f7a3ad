"""Time as the inspectors use it: aware moments, and days in Beijing."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

#: China has one zone and has had no daylight saving since 1991, so a fixed offset is exact for all our data.
BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")


def beijing_day(moment: datetime) -> date:
    """The calendar day in Beijing of an aware ``moment``; raises ``ValueError`` for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be placed on a Beijing day")
    return moment.astimezone(BEIJING).date()


def iso_minutes(moment: datetime) -> str:
    """``moment`` in Beijing as ``2021-02-25T10:00+08:00`` (what the JSON contracts print)."""
    return moment.astimezone(BEIJING).isoformat(timespec="minutes")
