"""What a first look round a site found: columns, what could not be read, and rows for the registry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from config.registry_files import HEADERS
from facts.masking import mask_personal
from facts.pager_kind import PagerKind
from inspection.moment import beijing_day, iso_minutes
from inspection.registry import ColumnKind, Grade


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A row as the list shows it; ``title`` is masked."""

    title: str
    url: str
    day: date | None
    date_text: str


@dataclass(frozen=True, slots=True)
class Continuation:
    """How a list goes on. ``next_rows``: how many rows of the next page were new; ``None`` = it was not looked at.

    ``problem`` (Chinese): why the next page could not be read.
    """

    kind: PagerKind
    pages: int | None
    next_url: str | None
    next_rows: int | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A proposed column. ``problem`` (Chinese) is set when its content stays unknown.

    ``kind_from``: what told the kind: ``meta``, ``name``, or ``""`` without a kind. ``selector``: the known one of the
    rows; ``None`` = recognised by structure, then ``markup`` says where. ``article_clue``: what dated a sampled
    article, ``""`` = none was looked at; ``article_agrees``: whether that is the day of its row. ``says_empty``:
    the page states that it has nothing.
    """

    name: str
    path: tuple[str, ...]
    url: str
    kind: ColumnKind | None
    kind_from: str
    column_type: str
    page_kind: str
    rows: int
    dated: int
    newest: date | None
    samples: tuple[SampleRow, ...]
    selector: str | None
    markup: str
    going_on: Continuation
    article_clue: str = ""
    article_agrees: bool | None = None
    says_empty: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """An address that gave no page. ``kind`` by the name of the link."""

    name: str
    url: str
    kind: ColumnKind | None
    reason: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """One look round ``start``; only addresses below ``scope`` were asked. ``unasked``: links left when it ended."""

    start: str
    scope: str
    as_of: datetime
    budget: int
    requests: int
    pages: int
    columns: tuple[FoundColumn, ...]
    unread: tuple[Unread, ...]
    unasked: tuple[tuple[str, str], ...]
    interrupted: bool

    @property
    def readable(self) -> bool:
        """Whether at least one column was read."""
        return any(not column.problem for column in self.columns)

    @property
    def site_id(self) -> str:
        """An id made of the address, for where the registry does not know the site."""
        parts = urlsplit(self.scope)
        last = parts.path.strip("/").rpartition("/")[2] or (parts.hostname or "").removeprefix("www.").partition(".")[0]
        cleaned = "".join(char if char.isascii() and char.isalnum() else "-" for char in last.lower()).strip("-")
        return cleaned or "site"


def registry_rows(found: Discovery, site_id: str) -> Iterator[tuple[str, ...]]:
    """Rows under the headers of ``columns.csv``, unverified, for the columns whose kind is known."""
    source = f"xunjian discover {beijing_day(found.as_of)} 自动发现，待人工核实"
    used: Counter[str] = Counter()
    for column in found.columns:
        if column.kind is None:
            continue
        used[column.kind.value] += 1
        number = used[column.kind.value]
        row_id = f"{site_id}-{column.kind.value}" + (f"-{number}" if number > 1 else "")
        row = (
            row_id,
            site_id,
            column.kind.label,
            _cell(column.name),
            column.url,
            "",
            "否",
            source,
            Grade.ASSUMED.value,
        )
        yield row


def header() -> tuple[str, ...]:
    """The headers of ``columns.csv``."""
    return HEADERS["columns.csv"]


def _cell(text: str) -> str:
    """A spreadsheet would calculate what begins like a formula; a page may be written by anybody."""
    cleaned = "".join(char for char in text if char.isprintable()).strip()
    return cleaned.lstrip("=+-@ \t") or "未命名栏目"


def as_json(found: Discovery, site_id: str) -> dict[str, Any]:
    """The answer for programs; keys are only ever added."""
    return {
        "start": found.start,
        "scope": found.scope,
        "as_of": iso_minutes(found.as_of),
        "budget": found.budget,
        "requests": found.requests,
        "pages": found.pages,
        "interrupted": found.interrupted,
        "columns": [_column_json(column) for column in found.columns],
        "unread": [
            {"name": one.name, "url": one.url, "kind": _value(one.kind), "reason": one.reason} for one in found.unread
        ],
        "unasked": [{"name": name, "url": url} for name, url in found.unasked],
        "rows": [dict(zip(header(), row, strict=True)) for row in registry_rows(found, site_id)],
    }


def _column_json(column: FoundColumn) -> dict[str, Any]:
    going_on = column.going_on
    return {
        "name": mask_personal(column.name),
        "path": list(column.path),
        "url": column.url,
        "kind": _value(column.kind),
        "kind_from": column.kind_from or None,
        "column_type": column.column_type or None,
        "page_kind": column.page_kind,
        "state": "unknown" if column.problem else "read",
        "reason": column.problem or None,
        "rows": column.rows,
        "dated": column.dated,
        "says_empty": column.says_empty,
        "newest": _iso(column.newest),
        "samples": [
            {
                "title": row.title,
                "url": row.url,
                "date": row.day.isoformat() if row.day else None,
                "shown": row.date_text,
            }
            for row in column.samples
        ],
        "selector": column.selector,
        "markup": column.markup,
        "pager": {
            "kind": str(going_on.kind),
            "pages": going_on.pages,
            "next": going_on.next_url,
            "next_rows": going_on.next_rows,
            "problem": going_on.problem or None,
        },
        "article": {"clue": column.article_clue or None, "agrees": column.article_agrees},
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _value(kind: ColumnKind | None) -> str | None:
    return kind.value if kind else None
