"""TRS document numbers: they rise city-wide with time, through the district's known anchors."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from inspection.moment import BEIJING

#: The hour at which an anchor's document was created, by our convention.
ANCHOR_TIME = time(10, 0)
_DAY = timedelta(days=1)


class DocidClock:
    """Turns a creation moment into a document number: linear between anchors, and on along the outer ones."""

    def __init__(self, anchors: Iterable[tuple[int, date]]) -> None:
        self._points = [(datetime.combine(day, ANCHOR_TIME, BEIJING), docid) for docid, day in anchors]
        if len(self._points) < 2:
            raise ValueError("a docid clock needs two anchors")

    def at(self, moment: datetime) -> int:
        """The number that a document created at ``moment`` (aware) would get."""
        place = bisect_right(self._points, moment, key=lambda point: point[0])
        right = min(max(place, 1), len(self._points) - 1)
        (start, low), (end, high) = self._points[right - 1], self._points[right]
        return low + int((moment - start) / _DAY * (high - low) / ((end - start) / _DAY))


def number(clock: DocidClock, created: Sequence[tuple[datetime, int | None]]) -> list[int]:
    """Rising numbers for documents in order of creation; a given number is kept.

    Raises ``ValueError`` when a given number does not fit between its neighbours.
    """
    numbers: list[int] = []
    last = 0
    for moment, given in created:
        if given is not None and given <= last:
            raise ValueError(f"docid {given} of {moment} is not above its predecessor {last}")
        last = given if given is not None else max(clock.at(moment), last + 1)
        numbers.append(last)
    return numbers
