"""Tables of the daily run: who runs it, what was expected, what came of it, and the signed weekly records."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Unicode,
    UniqueConstraint,
    text,
)

from db.tables import metadata
from db.types import Moment, Words

APPEND_ONLY = ("weekly_signatures",)

#: One row a lease. ``beat`` counts up while its holder lives; ``holder`` is empty when it was given back.
leases = Table(
    "leases",
    metadata,
    Column("name", String, primary_key=True),
    Column("holder", String, nullable=False),
    Column("district", String, nullable=False),
    Column("beat", BigInteger, nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("beat_at", Moment, nullable=False),
    Column("laid_until", Moment, nullable=False),  # expected runs are written down up to this moment
)

#: Expected and actual runs are one row: what the schedule planned becomes what happened.
runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("district", String, nullable=False),
    Column("job", String, nullable=False),
    Column("planned_at", Moment, nullable=False),
    Column("expected", Boolean, nullable=False),  # false: started by a person, beside the schedule
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("runner", String, nullable=False),
    Column("started_at", Moment),
    Column("ends_by", Moment),
    Column("finished_at", Moment),
    Column("result", JSON, nullable=False),
    Column("note", Words, nullable=False),
    UniqueConstraint("district", "job", "planned_at"),
    Index(
        "uq_runs_running", "district", "job", unique=True,
        sqlite_where=text("state = 'running'"), postgresql_where=text("state = 'running'"),
    ),
    Index(None, "district", "planned_at"),
)  # fmt: skip

run_alerts = Table(
    "run_alerts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", Integer, ForeignKey("runs.id"), nullable=False),
    Column("kind", String, nullable=False),
    Column("text", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("told_at", Moment),
    UniqueConstraint("run_id", "kind"),
)

#: Written by APScheduler's job store; here so that one migration makes all tables.
apscheduler_jobs = Table(
    "apscheduler_jobs",
    metadata,
    Column("id", Unicode(191), primary_key=True),
    Column("next_run_time", Float(25), index=True),
    Column("job_state", LargeBinary, nullable=False),
)

#: A signed weekly record is never changed.
weekly_signatures = Table(
    "weekly_signatures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("district", String, nullable=False),
    Column("as_of", Moment, nullable=False),
    Column("quarter_id", String, nullable=False),
    Column("scan_id", Integer, ForeignKey("scans.id"), nullable=False),
    Column("who", Words, nullable=False),
    Column("signed_at", Moment, nullable=False),
    Column("document", Words, nullable=False),
    Column("sha256", String(64), nullable=False),
    UniqueConstraint("district", "as_of"),
)
