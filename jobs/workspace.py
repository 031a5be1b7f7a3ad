"""What a job works with: settings, the registered district, the rules in force, the database, the snapshots."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from typing import Any, Literal

from config.check import misspelt
from config.districts import load_district
from config.indicators import load_tables
from config.problem import ConfigError
from config.settings import Settings
from db.engine import Database, open_database
from db.snapshots import SnapshotStore
from inspection.indicators import IndicatorTable
from inspection.registry import District
from inspection.rule import Rule
from monitors.frame.catalogue import bind


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The indicator tables in force on one day, with their rules bound to monitors."""

    tables: tuple[IndicatorTable, ...]
    rules: tuple[Rule[Any], ...]

    @property
    def version(self) -> str:
        """Changes whenever any row, parameter or point value changes; named by every scan and closing."""
        told = json.dumps([asdict(table) for table in self.tables], default=_plain, sort_keys=True)
        return sha256(told.encode()).hexdigest()[:12]

    def rules_for(self, subject: Literal["sites", "accounts"]) -> tuple[Rule[Any], ...]:
        """The rules of the tables for sites, or of those for accounts: both may ask the same monitor."""
        tables = {table.id for table in self.tables if table.subject == subject}
        return tuple(rule for rule in self.rules if rule.table in tables)

    def rule(self, rule_id: str) -> Rule[Any]:
        """The rule called ``rule_id``; ``KeyError`` when it is not in force."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)


def _plain(value: object) -> object:
    """Sets in a fixed order (their own differs from process to process), everything else as text."""
    return sorted(map(str, value)) if isinstance(value, frozenset) else str(value)


@dataclass(frozen=True, slots=True)
class Workspace:
    settings: Settings
    district: District
    database: Database
    snapshots: SnapshotStore


def rulebook(day: date) -> Rulebook:
    """Tables and rules in force on ``day``. Raises ``ConfigError`` or ``CatalogueError`` with file and key."""
    tables = load_tables(day)
    return Rulebook(tables, bind(row for table in tables for row in table.rules))


def newest_rulebook() -> Rulebook:
    """The newest tables, for a page judged outside any quarter: today's standard, whatever its inspection moment."""
    return rulebook(max(table.first_day for table in load_tables()))


@contextmanager
def workspace(settings: Settings) -> Iterator[Workspace]:
    """Open everything; raises ``ConfigError`` or ``StorageError`` before anything is written."""
    unknown = tuple(misspelt())
    if unknown:
        raise ConfigError(*unknown)
    district = load_district(settings.district, settings.districts_dir)
    database = open_database(settings.database_url)
    try:
        yield Workspace(settings, district, database, SnapshotStore(settings.data_dir / "snapshots"))
    finally:
        database.dispose()


def code_version() -> str:
    """The version of the installed program."""
    return version("xunjian")
