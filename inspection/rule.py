"""A rule row: what a monitor's answer costs. How to detect is code; this is data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

from inspection.registry import ColumnKind, Grade, Platform

P = TypeVar("P")


class RuleKind(StrEnum):
    VETO = "veto"  # 单项否决
    DEDUCT = "deduct"
    HINT = "hint"  # never costs points


class Per(StrEnum):
    """What one deduction is counted by."""

    SCAN = "scan"  # once for each scan of the row's kind that saw a confirmed problem
    ITEM = "item"  # once per indicator item and quarterly check, however many errors it holds
    FINDING = "finding"


class ScanKind(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    QUARTER = "quarter"
    RECHECK = "recheck"
    MANUAL = "manual"  # what people entered in the ledger; never crawled


@dataclass(frozen=True, slots=True)
class Applies:
    """Where a rule holds. An empty set means "everywhere".

    ``attachments``: the rule is about files that articles link to, and about nothing else; scans fetch such files only
    when a rule in force says so.
    """

    scans: frozenset[ScanKind] = frozenset()
    column_kinds: frozenset[ColumnKind] = frozenset()
    platforms: frozenset[Platform] = frozenset()
    attachments: bool = False


@dataclass(frozen=True, slots=True)
class Rule(Generic[P]):
    """One row of an indicator table, with the monitor's parameters already typed.

    ``item`` is the score item it takes from, ``indicator`` the printed indicator it belongs to (several rules may share
    one; ``per: item`` counts by it). ``review`` false means: confirmed by rule.
    """

    id: str
    title: str
    monitor: str
    params: P
    kind: RuleKind
    applies: Applies
    item: str | None
    indicator: str
    points: Decimal
    per: Per
    review: bool
    clause: str
    grade: Grade
    table: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A row as the table holds it: like ``Rule``, but ``params`` are not typed yet. ``place`` is file and key path."""

    place: str
    id: str
    title: str
    monitor: str
    params: Mapping[str, Any]
    kind: RuleKind
    applies: Applies
    item: str | None
    indicator: str
    points: Decimal
    per: Per
    review: bool
    clause: str
    grade: Grade
    table: str

    def bound(self, params: P) -> Rule[P]:
        """The rule of this row with its parameters typed."""
        return Rule(
            self.id, self.title, self.monitor, params, self.kind, self.applies, self.item, self.indicator,
            self.points, self.per, self.review, self.clause, self.grade, self.table,
        )  # fmt: skip
