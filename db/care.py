"""Routine care of a database."""

from __future__ import annotations

from db.engine import Database, StorageError


def care(database: Database) -> str:
    """Check and tidy the database; says (Chinese) what was done. Raises ``StorageError`` when it is damaged.

    PostgreSQL vacuums itself; only its statistics are refreshed here.
    """
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE")
            return "已更新统计信息"
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
        if found != "ok":
            raise StorageError(f"数据库检查发现损坏（{found}），请用备份恢复")
        connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
        connection.exec_driver_sql("PRAGMA optimize")
    with database.library_engine.connect() as connection:
        connection.rollback()
        raw = connection.connection.dbapi_connection
        if raw is not None:  # outside any transaction: copies the write-ahead log into the file and empties it
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return "检查无损坏，已整理"
