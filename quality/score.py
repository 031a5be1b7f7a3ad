"""From judged things to precision, recall and the share that stayed open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from quality.topic import Judged, Said


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one monitor on one split. A fault that stayed open (unknown) is missed, never wrong."""

    monitor: str
    positives: int
    negatives: int
    hits: int
    false_alarms: int
    unknown: int
    milliseconds: float | None

    @property
    def precision(self) -> Decimal | None:
        """Share of accusations that are right; ``None`` when nothing was accused."""
        accused = self.hits + self.false_alarms
        return Decimal(self.hits) / accused if accused else None

    @property
    def recall(self) -> Decimal | None:
        """Share of labelled faults that were accused; ``None`` without labelled faults."""
        return Decimal(self.hits) / self.positives if self.positives else None

    @property
    def unknown_share(self) -> Decimal:
        asked = self.positives + self.negatives
        return Decimal(self.unknown) / asked if asked else Decimal(0)


def scores(judged: Iterable[Judged]) -> tuple[Score, ...]:
    """One score per monitor, by name."""
    by_monitor: defaultdict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_monitor[one.monitor].append(one)
    return tuple(_score(monitor, answers) for monitor, answers in sorted(by_monitor.items()))


def _score(monitor: str, answers: list[Judged]) -> Score:
    times = [one.milliseconds for one in answers if one.milliseconds is not None]
    accused = [one for one in answers if one.said is Said.FAULT]
    return Score(
        monitor=monitor,
        positives=sum(one.fault for one in answers),
        negatives=sum(not one.fault for one in answers),
        hits=sum(one.fault for one in accused),
        false_alarms=sum(not one.fault for one in accused),
        unknown=sum(one.said is Said.UNKNOWN for one in answers),
        milliseconds=median(times) if times else None,
    )


def mistakes(judged: Iterable[Judged]) -> list[Judged]:
    """Accusations of clean things, and faults that were called clean or stayed open."""
    return [one for one in judged if (one.said is Said.FAULT) is not one.fault]
