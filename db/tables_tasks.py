"""Work that people start from the console: who asked for what, how far it is, what came of it."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, String, Table, text

from db.tables import metadata
from db.types import Moment, Words

_OPEN = text("state IN ('waiting', 'running')")
_RUNNING = text("state = 'running'")

#: ``worker`` is the holder of the lease under which the task runs; ``wanted`` is ``stop`` when somebody calls it off.
tasks = Table(
    "tasks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("district", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("who", Words, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("state", String, nullable=False),
    Column("wanted", String, nullable=False),
    Column("worker", String, nullable=False),
    Column("started_at", Moment),
    Column("finished_at", Moment),
    Column("done", Integer, nullable=False),
    Column("planned", Integer, nullable=False),
    Column("note", Words, nullable=False),
    Column("result", JSON, nullable=False),
    Column("log", Words, nullable=False),
    Index("ix_tasks_state_kind", "state", "kind"),
    Index("ix_tasks_district_id", "district", "id"),
    # The same thing is asked for once at a time, and of each kind one runs at a time.
    Index(
        "uq_tasks_open", "district", "kind", "subject", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    ),
    Index("uq_tasks_running", "district", "kind", unique=True, sqlite_where=_RUNNING, postgresql_where=_RUNNING),
)  # fmt: skip
