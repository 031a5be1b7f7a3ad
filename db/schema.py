"""The state of the tables, and how they are brought up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import inspect, text

from db import ledger_states
from db.failure import StorageError, shown

if TYPE_CHECKING:
    from db.engine import Database

State = Literal["missing", "behind", "current", "ahead"]

ADVICE: dict[State, str] = {
    "missing": "还没有建表，请运行 xunjian db upgrade",
    "behind": "的表结构是旧版，请运行 xunjian db upgrade",
    "ahead": "的表结构比本程序新，请先升级 xunjian 程序，再运行 xunjian db upgrade",
    "current": "",
}

MIGRATIONS = Path(__file__).parent / "migrations"

#: Any number will do, as long as no other program on the server uses it.
_UPGRADE_LOCK = 0x78756E6A


def revisions() -> list[str]:
    """The known revisions, oldest first: file names, so that opening a database does not need to load alembic."""
    return sorted(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def state(database: Database) -> State:
    """How the tables stand to this program."""
    with database.reading() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return "missing"
        revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if revision is None:
        return "missing"
    if revision == revisions()[-1]:
        return "current"
    return "behind" if revision in revisions() else "ahead"


def upgrade(database: Database) -> str:
    """Bring the tables to the newest revision, in one transaction, and return it. Raises ``StorageError``.

    What is kept beside the history for speed is made anew where it differs from it.
    """
    from alembic import command  # noqa: PLC0415 - slow to load, needed here only
    from alembic.config import Config  # noqa: PLC0415

    if state(database) == "ahead":
        raise StorageError(f"数据库 {shown(database.engine.url)} {ADVICE['ahead']}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":  # SQLite's writer lock already keeps a second upgrade out
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if ledger_states.faults(connection):
            ledger_states.rebuild(connection)
    return revisions()[-1]
