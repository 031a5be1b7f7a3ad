"""How often an account posted: three readings of "次" in two windows.

Source: the circular of 2021Q1 asks for 3 updates in one week (服务号: 2 in two weeks) and defines neither "次" nor the
week. So posts, distinct days and 群发 batches are counted, each in whole calendar weeks and in the rolling window.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self

from facts.sources import AccountSource
from inspection.moment import beijing_day
from inspection.outcome import Missing
from inspection.post import Post


class WindowKind(StrEnum):
    CALENDAR = "calendar"  # the last whole weeks
    ROLLING = "rolling"  # the days up to the inspection day


@dataclass(frozen=True, slots=True)
class Window:
    """Beijing days ``first`` … ``last``, both inclusive."""

    kind: WindowKind
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Count:
    """Updates inside one window. ``batches`` is ``None`` where the feed does not tell which posts left together."""

    posts: int
    days: int
    batches: int | None

    @property
    def readings(self) -> tuple[int, ...]:
        """The readings that are available."""
        return tuple(reading for reading in (self.posts, self.days, self.batches) if reading is not None)


def windows_of(as_of: datetime, weeks: int, week_starts_on: int) -> tuple[Window, Window]:
    """The calendar window, then the rolling one, each ``weeks`` × 7 days long.

    ``week_starts_on``: 1 = Monday … 7 = Sunday. The week of ``as_of`` is whole when its day is the week's last.
    """
    day, length = beijing_day(as_of), timedelta(days=7 * weeks - 1)
    days_into_week = (day.isoweekday() - week_starts_on) % 7
    last_whole = day if days_into_week == 6 else day - timedelta(days=days_into_week + 1)
    return (
        Window(WindowKind.CALENDAR, last_whole - length, last_whole),
        Window(WindowKind.ROLLING, day - length, day),
    )


@dataclass(frozen=True, slots=True)
class AccountPosts:
    """The posts of one reading of the feed. ``dated``: post and Beijing day, pinned or not, in the feed's order.

    ``undated``: how many posts have no time that could be read.
    """

    dated: tuple[tuple[Post, date], ...]
    undated: int

    @classmethod
    def extract(cls, source: AccountSource) -> Self | Missing:
        """The posts, or why the feed could not be read: a blocked or empty feed proves nothing."""
        reading = source.reading
        if reading.reason is not None:
            return Missing(reading.reason)
        dated = tuple((post, beijing_day(post.published_at)) for post in reading.posts if post.published_at)
        return cls(dated, len(reading.posts) - len(dated))

    def count(self, window: Window) -> Count:
        """The updates inside ``window``."""
        inside = [(post, day) for post, day in self.dated if window.first <= day <= window.last]
        batched = any(post.batch for post, _ in self.dated)
        return Count(
            posts=len(inside),
            days=len({day for _, day in inside}),
            batches=len({post.batch or post.id for post, _ in inside}) if batched else None,
        )

    def reaches_back_to(self, day: date) -> bool:
        """Whether the feed shows a post of ``day`` or before, so that nothing since then can be missing from it."""
        return any(posted <= day for _, posted in self.dated)
