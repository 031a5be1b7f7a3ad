"""Opens the database: SQLite by default, PostgreSQL by address. All SQL of the project lives in this room."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from db import schema
from db.failure import StorageError, database_failures, shown
from db.types import storable

__all__ = ["Connection", "Database", "StorageError", "open_database"]

_WRITING = "xunjian_writing"


@dataclass(frozen=True, slots=True)
class Database:
    """An opened database. Safe to share between threads; a connection is not."""

    url: str = field(repr=False)
    engine: Engine

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, committed at the end and rolled back on an exception.

        SQLite admits one writer: the lock is taken at the start, waiting for the busy timeout. Raises ``StorageError``.
        """
        with database_failures(self.engine.url), self.engine.connect() as connection:
            connection.execution_options(**{_WRITING: True})
            with connection.begin():
                yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One unchanging view of the database, in which writing is refused. Raises ``StorageError``."""
        with database_failures(self.engine.url), self.engine.connect() as connection:
            if self.engine.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield connection

    @property
    def library_engine(self) -> Engine:
        """The engine for a library that begins its own transactions: they may write, and raise its own errors."""
        return self.engine.execution_options(**{_WRITING: True})

    def dispose(self) -> None:
        """Close the pooled connections."""
        self.engine.dispose()


def open_database(url: str, *, must_be_current: bool = True, busy_timeout: float = 10.0) -> Database:
    """The database at ``url`` (``sqlite:///PATH`` or ``postgresql+psycopg://…``).

    ``busy_timeout`` is how many seconds a transaction waits for another one's lock. Raises ``StorageError`` when the
    database cannot be reached, or when ``must_be_current`` and its tables are missing, older or newer than this
    program. With ``must_be_current`` false an SQLite file and its directory are created.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        _check_file(address, create=not must_be_current)
        engine = _sqlite_engine(address, busy_timeout)
    else:
        engine = _postgres_engine(address, busy_timeout)
    database = Database(url, engine)
    try:
        state = schema.state(database)
        if must_be_current and state != "current":
            raise StorageError(f"数据库 {shown(address)} {schema.ADVICE[state]}")
    except BaseException:
        engine.dispose()
        raise
    return database


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as problem:
        raise StorageError(
            "数据库地址写法不对，应为 sqlite:///路径 或 postgresql+psycopg://用户:密码@主机/库名"
        ) from problem
    if address.drivername in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
    if address.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise StorageError(f"不支持数据库类型 {address.drivername}，请使用 sqlite 或 postgresql+psycopg")
    return address


def _check_file(address: URL, *, create: bool) -> None:
    """SQLite would create an empty file for a mistyped path: only ``create`` may do so."""
    name = address.database or ""
    if name in ("", ":memory:") or name.startswith("file:"):
        return
    path = Path(name)
    if create:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise StorageError(f"建不了数据库目录 {path.parent}（{problem.strerror}），请检查路径和权限") from problem
    elif not path.exists():
        raise StorageError(f"数据库 {path} 不存在，请检查地址，或运行 xunjian db upgrade 新建")


def _dump(value: object) -> str:
    return storable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _sqlite_engine(address: URL, busy_timeout: float) -> Engine:
    engine = create_engine(address, json_serializer=_dump, connect_args={"timeout": busy_timeout})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver must not begin transactions behind our back
        if connection.execute("PRAGMA journal_mode").fetchone()[0] not in ("wal", "memory"):
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")  # with WAL: a killed process loses nothing committed
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(_WRITING, False)
        connection.exec_driver_sql(f"PRAGMA query_only = {0 if writing else 1}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _postgres_engine(address: URL, busy_timeout: float) -> Engine:
    patience = {} if "connect_timeout" in address.query else {"connect_timeout": 10}
    engine = create_engine(address, json_serializer=_dump, connect_args=patience, pool_pre_ping=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.execute(f"SET lock_timeout = {int(busy_timeout * 1000)}")
        connection.execute("SET TIME ZONE 'UTC'")
        connection.commit()

    return engine
