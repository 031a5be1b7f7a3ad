"""Notices that a district's schedule or quarters changed on disk while the scheduler runs, and reads them anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Protocol

from config.districts import find_district, load_district
from config.problem import ConfigError
from config.schedule import FILE
from config.settings import Settings
from inspection.registry import Quarter
from jobs.schedule import Entry, schedule

#: The files that say when jobs run; everything else is read by each job for itself.
FILES = (FILE, "quarters.yaml")

_Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Table:
    """When jobs run: the lines of the schedule, and the quarters whose moments replace the usual ones."""

    entries: tuple[Entry, ...]
    quarters: tuple[Quarter, ...]


class TableSource(Protocol):
    """Where a running scheduler may find another table."""

    def fresh(self) -> Table | None:
        """The table, when there is reason to read it anew; ``None`` else. Raises ``ConfigError``: it cannot be used."""


@dataclass(slots=True)
class ScheduleFiles:
    """The files of ``settings``' district. ``asked``: somebody wants them read now, changed or not."""

    settings: Settings
    asked: Event
    _seen: tuple[_Stamp | None, ...] = field(init=False)

    def __post_init__(self) -> None:
        self._seen = tuple(self._stamps())

    def fresh(self) -> Table | None:
        """See ``TableSource``. Files that cannot be used are complained of once, until they change again."""
        asked, stamps = self.asked.is_set(), tuple(self._stamps())
        if not asked and stamps == self._seen:
            return None
        self.asked.clear()
        self._seen = stamps
        try:
            district = load_district(self.settings.district, self.settings.districts_dir)
            return Table(schedule(self.settings), district.quarters)
        except OSError as problem:  # it vanished between two looks
            raise ConfigError(f"{problem.filename} 读不了，请检查路径和权限") from problem

    def _stamps(self) -> Iterator[_Stamp | None]:
        """One a file; a file that is replaced, or written again in the same moment, differs in one of the numbers."""
        for name in FILES:
            try:
                found = (self._folder() / name).stat()
            except (OSError, ConfigError):
                yield None
            else:
                yield found.st_mtime_ns, found.st_size, found.st_ino

    def _folder(self) -> Path:
        return find_district(self.settings.district, self.settings.districts_dir)
