"""A week of probes of one site: what counts, and what was left out and why.

Source: 国办秘函〔2019〕19号, 站点无法访问: visits over one week, spaced over each day. The week is the seven stretches
of 24 hours that end at the inspection moment, so that no day is cut. Field practice leaves out our own failures and
announced maintenance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from facts.sources import ProbeSource
from inspection.maintenance import Maintenance, seconds_within
from inspection.outcome import Irrelevant, Missing
from inspection.probe import Probe

_DAY = timedelta(days=1)
_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class ProbedDay:
    """The 24 hours after ``first``. ``probes`` by time, without those left out; ``open_seconds`` outside windows."""

    first: datetime
    probes: tuple[Probe, ...]
    open_seconds: int

    def wanted(self, per_day: int) -> int:
        """How many probes the day needs when a whole day needs ``per_day``; rounded up."""
        return -(-per_day * self.open_seconds // _DAY_SECONDS)


@dataclass(frozen=True, slots=True)
class ProbedWeek:
    """Seven days, oldest first. Left out: ``own_side`` failures, and ``excused`` probes inside ``windows``.

    ``verified``: whether a person has opened the registered address.
    """

    days: tuple[ProbedDay, ...]
    own_side: tuple[Probe, ...]
    excused: tuple[Probe, ...]
    windows: tuple[Maintenance, ...]
    verified: bool

    @classmethod
    def extract(cls, source: ProbeSource) -> Self | Missing | Irrelevant:
        """``Missing`` without any probe, ``Irrelevant`` when all of the week was announced maintenance."""
        begin = source.as_of - 7 * _DAY
        windows = tuple(one for one in source.windows if one.first < source.as_of and begin < one.end)
        probes = [one for one in source.probes if begin < one.at <= source.as_of]
        excused = tuple(one for one in probes if any(window.covers(one.at) for window in windows))
        own_side = tuple(one for one in probes if one.own_side and one not in excused)
        counted = [one for one in probes if one not in excused and not one.own_side]
        days = tuple(_day(begin + number * _DAY, counted, windows) for number in range(7))
        if not any(day.open_seconds for day in days):
            return Irrelevant(f"一周都在{windows[0].told}之内")
        if not probes:
            return Missing("最近一周没有可用性探测记录，请安排定时运行 xunjian probe")
        return cls(days, own_side, excused, windows, source.site.verified)

    def spaced(self, apart: timedelta) -> tuple[tuple[Probe, ...], ...]:
        """By day the probes that are at least ``apart`` from the one counted before them: one outage is not many."""
        last: datetime | None = None
        week = []
        for day in self.days:
            kept = []
            for probe in day.probes:
                if last is None or probe.at - last >= apart:
                    kept.append(probe)
                    last = probe.at
            week.append(tuple(kept))
        return tuple(week)


def _day(first: datetime, counted: list[Probe], windows: tuple[Maintenance, ...]) -> ProbedDay:
    end = first + _DAY
    return ProbedDay(
        first,
        tuple(one for one in counted if first < one.at <= end),
        _DAY_SECONDS - round(seconds_within(windows, first, end)),
    )
