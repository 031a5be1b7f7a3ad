"""Turns what a database or disk answers into one Chinese line that says what to do."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError


class StorageError(Exception):
    """The database or the snapshot directory cannot be used; the text (Chinese, one line) says what to do."""


#: Primary result codes of SQLite (the low byte of the extended code).
_SQLITE = {
    sqlite3.SQLITE_BUSY: "正被另一个程序占用，请等它结束后重试",
    sqlite3.SQLITE_LOCKED: "正被另一个程序占用，请等它结束后重试",
    sqlite3.SQLITE_READONLY: "是只读的，请检查文件和目录的写权限",
    sqlite3.SQLITE_PERM: "无权访问，请检查文件和目录的权限",
    sqlite3.SQLITE_FULL: "所在磁盘已满，请清理空间后重试",
    sqlite3.SQLITE_CANTOPEN: "打不开，请检查路径是否存在、是否有读写权限",
    sqlite3.SQLITE_IOERR: "读写失败，请检查磁盘空间和磁盘状态",
    sqlite3.SQLITE_CORRUPT: "已损坏，请用备份恢复",
    sqlite3.SQLITE_NOTADB: "不是 SQLite 数据库文件，请检查地址",
}

#: SQLSTATE of PostgreSQL, whole codes before classes. Without a code the connection was never made.
_POSTGRES = {
    "25006": "是只读的，请改用可写的服务器",
    "42501": "拒绝了写入或建表，请给数据库用户授权",
    "42P01": "还没有建表，请运行 xunjian db upgrade",
    "53100": "所在磁盘已满，请清理空间后重试",
    "53300": "连接数已满，请稍后重试或调大 max_connections",
    "55P03": "正被另一个程序占用，请等它结束后重试",
    "40": "与另一个程序的写入冲突，请重试",
    "08": "连接中断，请检查服务器是否在运行",
    "57": "正在停止或尚未就绪，请稍后重试",
}
_UNREACHABLE = "连接不上，请检查地址、端口、库名、用户名和密码，以及服务器是否在运行"


@contextmanager
def database_failures(url: URL) -> Iterator[None]:
    """Raise ``StorageError`` for whatever an operator can mend; errors of our own SQL pass unchanged."""
    try:
        yield
    except DBAPIError as problem:
        advice = _advice(problem)
        if advice is None:
            raise
        raise StorageError(f"数据库 {shown(url)} {advice}") from problem


def shown(url: URL) -> str:
    """How an address is shown to people: a file's path, or a server's address without its password."""
    if url.get_backend_name() == "sqlite":
        return url.database or ""
    return url.set(query={}).render_as_string(hide_password=True)


def _advice(problem: DBAPIError) -> str | None:
    origin = problem.orig
    if isinstance(origin, sqlite3.Error):
        if str(origin).startswith("no such table"):
            return _POSTGRES["42P01"]
        return _SQLITE.get(getattr(origin, "sqlite_errorcode", 0) & 0xFF)
    code = getattr(origin, "sqlstate", None)
    if code is None:
        return _UNREACHABLE if isinstance(problem, OperationalError) else None
    return _POSTGRES.get(code) or _POSTGRES.get(code[:2])


@contextmanager
def disk_failures(place: Path) -> Iterator[None]:
    """Raise ``StorageError`` naming ``place`` for every ``OSError``."""
    try:
        yield
    except OSError as problem:
        raise StorageError(f"快照目录 {place} {_disk_advice(problem)}") from problem


def _disk_advice(problem: OSError) -> str:
    match problem.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return "所在磁盘已满，请清理空间后重试"
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return "不可写，请检查目录的权限"
        case _:
            return f"读写失败（{problem.strerror}），请检查磁盘"
