"""An indicator table (考核指标): the score items, the formulas and the rule rows that were in force together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from inspection.registry import Grade
from inspection.rule import RuleRow


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One column of the annex. ``points`` is the most that it may cost (or give), ``factor`` its weight in the score.

    ``group`` is the title of the ``ScoreGroup`` whose points it shares, if any.
    """

    id: str
    title: str
    group: str | None
    points: Decimal
    factor: Decimal


@dataclass(frozen=True, slots=True)
class ScoreGroup:
    """Items that share a limit: together, after their factors, they never cost more than ``points``."""

    title: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Formula:
    """A printed score formula: ``(base + Σ item × factor) × multiply ÷ divide``.

    ``factors`` replaces an item's own factor; the items in ``not_assessed`` (不考核) stay out of the sum.
    """

    id: str
    title: str
    base: Decimal
    multiply: Decimal
    divide: Decimal
    factors: Mapping[str, Decimal]
    not_assessed: frozenset[str]
    source: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    """One table. ``first_day`` and ``last_day`` (``None`` = still in force) are inclusive Beijing days."""

    id: str
    title: str
    subject: Literal["sites", "accounts"]
    first_day: date
    last_day: date | None
    source: str
    items: tuple[ScoreItem, ...]
    groups: tuple[ScoreGroup, ...]
    formulas: tuple[Formula, ...]
    rules: tuple[RuleRow, ...]

    def in_force(self, day: date) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)

    def item(self, item_id: str) -> ScoreItem:
        """The item called ``item_id``; ``KeyError`` when there is none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)
