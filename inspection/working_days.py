"""Working days by the official holiday calendar: weekends, public holidays, and weekends worked instead (调休)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

_DAY = timedelta(days=1)
_FAR = 3660  # days: no deadline is ten years away; a calendar without working days must not loop for ever


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days that differ from Monday–Friday: ``off`` are holidays, ``worked`` are weekend days worked instead.

    ``years`` are those the calendar was published for; in any other year Monday–Friday is only a guess, and
    ``doubt`` says so. Source of the arrangement: 《全国年节及纪念日放假办法》 and the yearly notices of 国务院办公厅.
    """

    off: frozenset[date] = field(default_factory=frozenset)
    worked: frozenset[date] = field(default_factory=frozenset)
    years: frozenset[int] = field(default_factory=frozenset)

    def is_working(self, day: date) -> bool:
        return day in self.worked or (day.weekday() < 5 and day not in self.off)

    def after(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day`` (which is not counted, as 《民法典》第201条 has it).

        ``count`` 0 gives ``day`` itself when it is worked, else the next working day. Raises ``ValueError`` for a
        negative count.
        """
        if count < 0:
            raise ValueError("工作日天数不能是负数")
        if count == 0:
            return day if self.is_working(day) else self.after(day, 1)
        for _ in range(_FAR):
            day += _DAY
            count -= self.is_working(day)
            if count == 0:
                return day
        raise ValueError("期限太长，请检查工作日天数")

    def between(self, first: date, last: date) -> int:
        """Working days after ``first`` up to and including ``last``; 0 when ``last`` is not later."""
        return sum(self.is_working(first + _DAY * number) for number in range(1, (last - first).days + 1))

    def doubt(self, first: date, last: date) -> str:
        """A Chinese warning when a year between the two days (inclusive) has no published calendar, else empty."""
        missing = [str(year) for year in range(first.year, last.year + 1) if year not in self.years]
        if not missing:
            return ""
        return (
            f"日历表没有{'、'.join(missing)}年的放假安排，该年暂按周一至周五计算工作日，请补充 holidays.csv 后核对期限"
        )


def spans(pairs: Iterable[tuple[date, date]]) -> frozenset[date]:
    """Every day of the inclusive ``pairs``."""
    return frozenset(first + _DAY * number for first, last in pairs for number in range((last - first).days + 1))
