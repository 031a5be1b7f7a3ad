"""What a topic of the quality table is made of.

A module ``quality/topics/<topic>.py`` defines ``TOPIC``; nothing else registers it. Its corpus lies in
``tests/corpora/<topic>/dev`` and ``…/heldout``: ``dev`` may be looked at while working, ``heldout`` is only scored.
``…/heldout2`` is a second half, written by another hand than the monitors; a topic may lack it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

CORPORA = Path(__file__).parents[1] / "tests" / "corpora"


class Split(StrEnum):
    DEV = "dev"
    HELDOUT = "heldout"
    HELDOUT2 = "heldout2"


class Said(StrEnum):
    """What a monitor (or a rival) answered about one labelled thing."""

    FAULT = "fault"
    CLEAN = "clean"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Judged:
    """One labelled thing and one answer. ``fault`` is the label, ``reason`` why the label is right.

    ``milliseconds`` is the time of our answer, reading included; ``None`` where it was not taken.
    """

    id: str
    monitor: str
    fault: bool
    said: Said
    reason: str
    milliseconds: float | None = None


@dataclass(frozen=True, slots=True)
class Rival:
    """What a user would use instead. ``run`` may raise ``ImportError`` when its library is not installed."""

    name: str
    run: Callable[[Split], Iterable[Judged]]


@dataclass(frozen=True, slots=True)
class Topic:
    """Floors hold on the held-out halves for every monitor; ``recall`` ``None`` = reported, not demanded."""

    name: str
    run: Callable[[Split], Iterable[Judged]]
    precision: Decimal
    recall: Decimal | None
    rivals: tuple[Rival, ...] = ()

    @property
    def splits(self) -> tuple[Split, ...]:
        """The splits that the topic has a corpus for."""
        return tuple(split for split in Split if (CORPORA / self.name / split.value).is_dir())
