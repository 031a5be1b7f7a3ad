"""Results that take time to work out, kept until something they rest on has changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import Any, Generic, TypeVar

from config.indicators import load_tables
from db import quarters
from db.quarters import Mark
from inspection.indicators import IndicatorTable
from inspection.registry import District
from jobs.quarter import Basis, Scored, basis, score_of
from jobs.report import document
from jobs.weekly_signing import Week, week_of
from jobs.workspace import Rulebook, Workspace, rulebook

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Entry(Generic[T]):
    mark: Hashable
    district: District
    result: T


class Kept(Generic[T]):
    """At most ``most`` results by name, the longest unused given up first. Who asks meanwhile waits."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._entries: OrderedDict[Hashable, _Entry[T]] = OrderedDict()

    def get(self, name: Hashable, mark: Hashable, district: District, make: Callable[[], T]) -> T:
        """The result called ``name``, made anew unless ``mark`` and ``district`` are those it was made with."""
        with self._lock:
            entry = self._entries.get(name)
            if entry is None or entry.mark != mark or entry.district is not district:
                entry = _Entry(mark, district, make())
            self._entries[name] = entry
            self._entries.move_to_end(name)
            while len(self._entries) > self._most:
                self._entries.popitem(last=False)
            return entry.result


@dataclass(frozen=True, slots=True)
class QuarterNow:
    """A quarter's score with what it was made from; ``document`` as ``reports.quarter_json`` has it."""

    basis: Basis
    scored: Scored
    document: dict[str, Any]


_QUARTERS: Kept[QuarterNow] = Kept(8)
_WEEKS: Kept[Week] = Kept(32)


def quarter_now(work: Workspace, quarter_id: str, today: date) -> QuarterNow:
    """The quarter as it stands on ``today``. Raises ``QuarterError`` for an unknown quarter."""

    def make() -> QuarterNow:
        read = basis(work, quarter_id, today)
        scored = score_of(work, read)
        return QuarterNow(read, scored, document(scored))

    return _QUARTERS.get((work.database.url, quarter_id), (_mark(work), today), work.district, make)


def week_now(work: Workspace, day: date) -> Week:
    """The week that holds ``day``. Raises ``SigningError`` when no scan of it was held."""
    return _WEEKS.get((work.database.url, day), _mark(work), work.district, lambda: week_of(work, day))


def _mark(work: Workspace) -> Mark:
    with work.database.reading() as cx:
        return quarters.mark(cx, work.district.id)


@lru_cache(maxsize=16)
def kept_rulebook(day: date) -> Rulebook:
    """As ``rulebook``; the files are read once, as they belong to the program."""
    return rulebook(day)


@lru_cache(maxsize=1)
def kept_tables() -> tuple[IndicatorTable, ...]:
    """All indicator tables; read once, as they belong to the program."""
    return load_tables()
