"""The docid clock: what day a TRS document must have been created, told from its number alone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median_low
from typing import Self

#: At most this many windows over the range of docids: a whole column moved in one go stays one vote among many.
WINDOWS = 240
#: Days a knot may be off: drafts wait for release, a release may carry the day before.
SLACK_DAYS = 4
#: Fewer agreeing windows than this are not a clock; then only the anchors speak.
MIN_WINDOWS = 8
#: A run of documents moved in bulk: this many neighbours, all this far behind the clock, their days spread this widely.
MOVED_RUN, MOVED_LAG_DAYS, MOVED_SPREAD_DAYS = 8, 14, 60

Knot = tuple[int, int]  # docid, ordinal day


@dataclass(frozen=True, slots=True)
class DocidCurve:
    """Days by docid, for a portal whose content system numbers all documents in order of creation.

    Method: the pairs are cut into equal windows of docids and each window votes with its median shown day, so that one
    back-dated article, or one column moved in bulk, is one vote or none. Of the votes the longest chain that never
    goes back in time is kept; votes that contradict the trusted ``anchors`` are dropped first. Between two knots of
    the chain the day is interpolated, with an uncertainty that grows with the gap. With too few votes only the anchors
    are kept: the interval is then wide, or there is none. Long runs of neighbouring documents whose days lie far back
    and far apart are a column that was moved: nothing is said about those docids.

    ``knots``: (docid, ordinal day), strictly ascending by docid, never falling by day. ``first`` and ``last``: the
    docids seen, inclusive; nothing is said about docids outside them. ``moved``: inclusive ranges of moved docids.
    """

    knots: tuple[Knot, ...]
    first: int
    last: int
    moved: tuple[tuple[int, int], ...] = ()

    @classmethod
    def fit(cls, pairs: Iterable[tuple[int, date]], anchors: Iterable[tuple[int, date]] = ()) -> Self:
        """The curve through ``pairs`` of (docid, shown day) and trusted ``anchors`` of (docid, creation day)."""
        fixed = sorted({(docid, day.toordinal()) for docid, day in anchors})
        points = sorted({(docid, day.toordinal()) for docid, day in pairs})
        votes = [vote for vote in _votes(points) if _fits(vote, fixed)]
        chain = _longest_chain(votes)
        if len(chain) < MIN_WINDOWS or 2 * len(chain) < len(votes):
            chain = ()
        seen = [docid for docid, _ in (points if chain else []) + fixed]
        if not seen:
            return cls((), 0, -1)
        curve = cls(_longest_chain(sorted({*chain, *fixed})), min(seen), max(seen))
        return replace(curve, moved=tuple(_moved_runs(points, curve)))

    def expected(self, docid: int) -> tuple[date, date] | None:
        """Earliest and latest plausible creation day of ``docid`` (inclusive), or ``None`` when nothing is known."""
        return None if any(start <= docid <= end for start, end in self.moved) else self.clock(docid)

    def clock(self, docid: int) -> tuple[date, date] | None:
        """As ``expected``, moved ranges included: when the system gave out the number, not what its text may say."""
        interval = self._interval(docid) if self.first <= docid <= self.last else None
        return interval and (date.fromordinal(interval[0]), date.fromordinal(interval[1]))

    def _interval(self, docid: int) -> tuple[int, int] | None:
        if len(self.knots) < 2:
            return None
        place = bisect_right(self.knots, docid, key=lambda knot: knot[0])
        (x0, day0), (x1, day1) = self.knots[max(min(place, len(self.knots) - 1), 1) - 1 :][:2]
        if place == 0:  # before the first knot: at most as late as it
            return day0 - SLACK_DAYS - (x0 - docid) * (day1 - day0) // (x1 - x0), day0 + SLACK_DAYS
        if place == len(self.knots):  # after the last: at least as late
            return day1 - SLACK_DAYS, day1 + SLACK_DAYS + (docid - x1) * (day1 - day0) // (x1 - x0)
        middle = day0 + (day1 - day0) * (docid - x0) // (x1 - x0)
        spread = SLACK_DAYS + (day1 - day0) // 4
        return max(middle - spread, day0 - SLACK_DAYS), min(middle + spread, day1 + SLACK_DAYS)


def _moved_runs(points: Sequence[Knot], curve: DocidCurve) -> Iterator[tuple[int, int]]:
    run: list[Knot] = []
    for point in [*points, (curve.last + 1, 0)]:
        interval = curve._interval(point[0]) if point[1] else None
        if interval and point[1] < interval[0] - MOVED_LAG_DAYS:
            run.append(point)
            continue
        days = [day for _, day in run]
        if len(run) >= MOVED_RUN and max(days) - min(days) >= MOVED_SPREAD_DAYS:
            yield run[0][0], run[-1][0]
        run = []


def _votes(points: Sequence[Knot]) -> list[Knot]:
    """One (docid, day) per non-empty window: the medians of its points."""
    if not points:
        return []
    width = max((points[-1][0] - points[0][0]) // WINDOWS, 1)
    windows: defaultdict[int, list[Knot]] = defaultdict(list)
    for point in points:
        windows[(point[0] - points[0][0]) // width].append(point)
    return [
        (window[len(window) // 2][0], median_low([day for _, day in window])) for _, window in sorted(windows.items())
    ]


def _fits(vote: Knot, anchors: Sequence[Knot]) -> bool:
    """Whether ``vote`` lies between the days of its neighbouring anchors."""
    place = bisect_left(anchors, (vote[0], 0))
    after_left = place == 0 or vote[1] >= anchors[place - 1][1] - SLACK_DAYS
    before_right = place == len(anchors) or vote[1] <= anchors[place][1] + SLACK_DAYS
    return after_left and before_right


def _longest_chain(points: Sequence[Knot]) -> tuple[Knot, ...]:
    """The longest subsequence with rising docids and never falling days (patience sorting, O(n log n))."""
    tails: list[int] = []  # day that ends the best chain of each length
    ends: list[int] = []  # index of that point
    before: list[int] = []
    for index, (_, day) in enumerate(points):
        place = bisect_right(tails, day)
        before.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(day)
            ends.append(index)
        else:
            tails[place], ends[place] = day, index
    chain: list[Knot] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        if not chain or points[index][0] < chain[-1][0]:
            chain.append(points[index])
        index = before[index]
    return tuple(reversed(chain))
