"""The databases that tests run on: SQLite, and PostgreSQL where XUNJIAN_TEST_POSTGRES_URL names a server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

POSTGRES = os.environ.get("XUNJIAN_TEST_POSTGRES_URL")


@contextmanager
def postgres_schema(url: str) -> Iterator[str]:
    """An address of ``url`` whose tables live in a schema of their own, dropped at the end."""
    name = f"t_{uuid4().hex}"
    server = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with server.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    own = make_url(url).update_query_dict({"options": f"-csearch_path={name}"})
    try:
        yield own.render_as_string(hide_password=False)
    finally:
        with server.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
        server.dispose()


DATABASES = ["sqlite", *([pytest.param("postgresql", marks=pytest.mark.postgres)] if POSTGRES else [])]


@contextmanager
def empty_place(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty place for a database of this kind, one of ``DATABASES``."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'xunjian.db'}"
    elif POSTGRES is None:
        pytest.skip("needs a PostgreSQL server (XUNJIAN_TEST_POSTGRES_URL)")
    else:
        with postgres_schema(POSTGRES) as own:
            yield own
