"""How many of a site's columns are silent or blank: the counts by which the national indicators judge a whole site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

from facts.column_content import ColumnContent
from facts.column_dates import ColumnDates
from facts.sources import SiteSource
from inspection.outcome import Irrelevant, Missing
from inspection.registry import ColumnKind


@dataclass(frozen=True, slots=True)
class ColumnState:
    """One column: its newest item (``None`` = nothing dated) and whether it is blank.

    ``unknown`` (Chinese) tells why a column could not be judged; then neither of the two says anything.
    """

    name: str
    kind: ColumnKind
    newest: date | None
    blank: bool
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class SiteFreshness:
    """All columns of a site, in registry order; child columns count inside their parents as well as on their own."""

    columns: tuple[ColumnState, ...]

    @classmethod
    def extract(cls, source: SiteSource) -> Self | Missing | Irrelevant:
        if not source.columns:
            return Irrelevant("没有登记栏目")
        return cls(tuple(_states(source)))


def _states(source: SiteSource) -> Iterator[ColumnState]:
    for column in source.columns:
        name, kind = column.column.name, column.column.kind
        content, dates = ColumnContent.extract(column), ColumnDates.extract(column)
        if isinstance(content, Missing):
            yield ColumnState(name, kind, None, False, content.reason)
        elif not content.filled:
            yield ColumnState(name, kind, None, True)
        elif isinstance(dates, Missing) or (dates.newest is None and dates.gaps):
            yield ColumnState(name, kind, None, False, dates.reason if isinstance(dates, Missing) else dates.gaps[0])
        else:
            yield ColumnState(name, kind, dates.newest.day if dates.newest else None, False)
