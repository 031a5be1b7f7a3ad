"""Rows in, in lists of a size that both databases swallow fast."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, insert
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")

#: 500-1,000 rows a statement are fastest on both databases.
BATCH = 1000


def batches(rows: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """``rows`` in lists of at most ``size``, lazily."""
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch


def append(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Insert ``rows``, however many."""
    for batch in batches(rows):
        connection.execute(insert(table), batch)


def upsertable(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An insert that knows ``on_conflict_do_update``."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
