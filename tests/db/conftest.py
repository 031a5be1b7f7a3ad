"""Every test of this room runs on SQLite, and on PostgreSQL where XUNJIAN_TEST_POSTGRES_URL names a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import DATABASES, empty_place

from db import schema
from db.engine import Database, open_database


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty place for a database."""
    with empty_place(request.param, tmp_path) as address:
        yield address


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A database with all tables and no rows."""
    opened = open_database(url, must_be_current=False, busy_timeout=5)
    schema.upgrade(opened)
    yield opened
    opened.dispose()
