"""On which days a column gets something new."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

_DAY = timedelta(days=1)
#: 春节 2021: nobody publishes unless the gap would grow too long.
HOLIDAY = (date(2021, 2, 11), date(2021, 2, 17))

Pause = tuple[date, date]  # last day with an item, next day with an item


def publishing_days(
    rng: Random, first: date, last: date, gap: tuple[int, int], pauses: Iterable[Pause] = ()
) -> list[date]:
    """Days from ``first`` to ``last`` (inclusive), ascending, never further apart than ``gap[1]`` outside ``pauses``.

    A pause keeps its two days and nothing between them.
    """
    wanted = set(pauses)
    days = set(_walk(rng, first, last, gap))
    for start, end in wanted:
        days = {day for day in days if not start < day < end} | {start, end}
    return _filled(sorted(days), gap[1], wanted)


def _walk(rng: Random, first: date, last: date, gap: tuple[int, int]) -> Iterable[date]:
    # The first day is drawn too, or all columns of the city would start on one day.
    day = first + rng.randrange(gap[1]) * _DAY
    while day <= last:
        yield day
        # Two days are kept back for the shift off a weekend.
        earliest, latest = day + gap[0] * _DAY, day + gap[1] * _DAY
        day = _working_day(day + rng.randint(gap[0], gap[1] - 2) * _DAY, earliest, latest)


def _working_day(day: date, earliest: date, latest: date) -> date:
    """``day`` moved off weekends and the holiday, as far as ``earliest`` and ``latest`` allow."""
    if HOLIDAY[0] <= day <= HOLIDAY[1]:
        for other in (HOLIDAY[1] + _DAY, HOLIDAY[0] - _DAY):
            if earliest <= other <= latest:
                return other
    while day.weekday() >= 5 and day < latest:
        day += _DAY
    return day


def _filled(days: list[date], widest: int, pauses: set[Pause]) -> list[date]:
    """``days`` with more days between two that are too far apart and are no pause."""
    filled = days[:1]
    for day in days[1:]:
        while (filled[-1], day) not in pauses and (day - filled[-1]).days > widest:
            filled.append(filled[-1] + min(widest, (day - filled[-1]).days // 2) * _DAY)
        filled.append(day)
    return filled
