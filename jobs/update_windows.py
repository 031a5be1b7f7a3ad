"""How long columns and accounts may stay as they are: the update windows of the newest tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from inspection.registry import ColumnKind, Platform
from inspection.rule import Rule
from jobs.workspace import newest_rulebook
from monitors import account_dormant, account_quiet, column_stale

#: Where a rule does not say from when on it warns: so many days before its window ends.
_SOON = 4


@dataclass(frozen=True, slots=True)
class Window:
    """``days`` whole Beijing days without anything new are in time; from day ``warn_from`` on (inclusive) it is nearly
    over.
    """

    days: int
    warn_from: int


@dataclass(frozen=True, slots=True)
class Rhythm:
    """At least ``posts`` posts in ``weeks`` weeks."""

    posts: int
    weeks: int


@dataclass(frozen=True, slots=True)
class UpdateWindows:
    """By kind of column and by platform; what no rule holds to a window is not there. Of several the shortest."""

    columns: Mapping[ColumnKind, Window]
    accounts: Mapping[Platform, Window]
    rhythms: Mapping[Platform, Rhythm]


@lru_cache
def update_windows() -> UpdateWindows:
    """The windows of the newest tables, which come with the program. Raises what ``newest_rulebook`` raises."""
    return windows_of(newest_rulebook().rules)


def windows_of(rules: Iterable[Rule[Any]]) -> UpdateWindows:
    columns: dict[ColumnKind, Window] = {}
    accounts: dict[Platform, Window] = {}
    rhythms: dict[Platform, Rhythm] = {}
    for rule in rules:
        params = rule.params
        if isinstance(params, column_stale.Params):
            _shortest(columns, rule.applies.column_kinds or ColumnKind, _window(params))
        elif isinstance(params, account_dormant.Params):
            days = params.late_after_days
            _shortest(accounts, rule.applies.platforms or Platform, Window(days, max(1, days - _SOON)))
        elif isinstance(params, account_quiet.Params):
            rhythms |= dict.fromkeys(rule.applies.platforms or Platform, Rhythm(params.at_least, params.window_weeks))
    return UpdateWindows(columns, accounts, rhythms)


def _window(params: column_stale.Params) -> Window:
    return Window(params.late_after_days, params.warn_from_days)


def _shortest(windows: dict[Any, Window], kinds: Iterable[Any], window: Window) -> None:
    for kind in kinds:
        known = windows.get(kind)
        if known is None or window.days < known.days:
            windows[kind] = window
