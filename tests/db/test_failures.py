"""Trouble with the database: locks, full and read-only disks, killed and competing writers."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from db_world import begin, visit
from sqlalchemy import func, select, text

from db import schema, visits
from db.engine import Database, StorageError, open_database
from db.snapshots import SnapshotStore
from db.tables import answers
from db.tables import visits as table

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An SQLite file with all tables."""
    file = tmp_path / "xunjian.db"
    database = open_database(f"sqlite:///{file}", must_be_current=False)
    schema.upgrade(database)
    database.dispose()
    return file


@pytest.fixture
def impatient(path: Path) -> Iterator[Database]:
    """The same file, opened with hardly any patience for locks."""
    database = open_database(f"sqlite:///{path}", busy_timeout=0.05)
    yield database
    database.dispose()


def test_a_locked_database_says_so_and_works_again_later(impatient: Database, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StorageError, match="正被另一个程序占用，请等它结束后重试"), impatient.writing() as cx:
        begin(cx)
    with impatient.reading() as cx:  # a writer never keeps readers out
        assert cx.scalar(select(func.count()).select_from(table)) == 0
    other.execute("COMMIT")
    other.close()
    with impatient.writing() as cx:
        assert begin(cx) == 1


def test_a_file_held_exclusively_cannot_even_be_opened(path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StorageError, match="正被另一个程序占用"):
        open_database(f"sqlite:///{path}", busy_timeout=0.05)
    other.close()


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_lock_on_the_server_ends_the_waiting_too(database: Database, url: str) -> None:
    with database.writing() as cx:
        begin(cx)
    hasty = open_database(url, busy_timeout=0.05)
    with database.writing() as cx:
        cx.execute(text("LOCK TABLE scans IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(StorageError, match="正被另一个程序占用"), hasty.writing() as other:
            begin(other)
    hasty.dispose()


def test_a_full_disk_is_named_and_nothing_of_the_transaction_stays(impatient: Database) -> None:
    with impatient.writing() as cx:
        scan_id = begin(cx)
    with pytest.raises(StorageError, match="磁盘已满"), impatient.writing() as cx:
        cx.execute(text(f"PRAGMA max_page_count = {cx.scalar(text('PRAGMA page_count'))}"))
        visits.add(cx, scan_id, [visit(f"{n}.html") for n in range(2000)])
    with impatient.reading() as cx:
        assert list(visits.of_scan(cx, scan_id)) == []


def run(code: str, *arguments: object, unprivileged: bool = False) -> subprocess.Popen[str]:
    """A program of its own; ``unprivileged`` so that file modes count for root too."""
    prefix = ["setpriv", "--bounding-set", "-dac_override"] if unprivileged and os.geteuid() == 0 else []
    command = [*prefix, sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(
        command,
        cwd=Path(__file__).parent,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        text=True,
        stdout=subprocess.PIPE,
    )


WRITE_ONE = """
import sys
from db.engine import StorageError, open_database
from db_world import begin
try:
    with open_database(sys.argv[1]).writing() as cx:
        begin(cx)
except StorageError as problem:
    print(problem)
"""


def test_a_read_only_file_is_named(path: Path) -> None:
    path.chmod(0o444)
    said, _ = run(WRITE_ONE, f"sqlite:///{path}", unprivileged=True).communicate()
    assert said == f"数据库 {path} 是只读的，请检查文件和目录的写权限\n"


WRITE_UNTIL_KILLED = """
import sys
from pathlib import Path
from db import visits
from db.engine import open_database
from db.snapshots import SnapshotStore
from db_world import begin, visit
database, store = open_database(sys.argv[1]), SnapshotStore(Path(sys.argv[2]))
with database.writing() as cx:
    scan_id = begin(cx)
for batch in range(100000):
    bodies = [f"{batch} {number} ".encode() * 500 for number in range(50)]
    for body in bodies:
        store.put(body)
    with database.writing() as cx:
        visits.add(cx, scan_id, [visit(f"{batch}-{n}.html", body) for n, body in enumerate(bodies)])
    print(batch, flush=True)
"""


@pytest.mark.parametrize("batches", [1, 4])
def test_a_killed_writer_loses_nothing_it_had_committed(
    database: Database, url: str, tmp_path: Path, batches: int
) -> None:
    """Killed in the middle of work: whole batches only, every body of them readable, and the database opens."""
    writer = run(WRITE_UNTIL_KILLED, url, tmp_path / "snapshots")
    assert writer.stdout is not None
    for _ in range(batches):
        committed = int(writer.stdout.readline())
    writer.send_signal(signal.SIGKILL)
    writer.communicate()
    assert writer.returncode == -signal.SIGKILL
    store = SnapshotStore(tmp_path / "snapshots")
    again = open_database(url)
    with again.reading() as cx:
        rows = list(visits.of_scan(cx, 1))
    assert len(rows) >= 50 * (committed + 1)
    assert len(rows) % 50 == 0
    for row in rows:
        assert row.sha256 is not None and store.get(row.sha256)
    with again.writing() as cx:
        visits.add(cx, 1, [visit("after.html")])
    again.dispose()


WRITE_MUCH = """
import sys
from datetime import timedelta
from db import articles, visits
from db.engine import open_database
from db_world import MONDAY, begin, visit
database, me = open_database(sys.argv[1]), int(sys.argv[2])
with database.writing() as cx:
    scan_id = begin(cx)
for batch in range(20):
    at = MONDAY + timedelta(minutes=batch, seconds=me)
    pages = [visit(f"{n}.html", f"{batch} {me}".encode(), at) for n in range(50)]
    with database.writing() as cx:
        articles.known(cx)  # whoever reads before writing must not lose against the other one
        visits.add(cx, scan_id, pages if me else pages[::-1])
"""


def test_two_writers_at_once_both_get_through(database: Database, url: str) -> None:
    """Both write the same addresses; the newest answer wins, whoever came last."""
    writers = [run(WRITE_MUCH, url, number) for number in range(2)]
    for writer in writers:
        writer.communicate()
    assert [writer.returncode for writer in writers] == [0, 0]
    with database.reading() as cx:
        assert cx.scalar(select(func.count()).select_from(table)) == 2 * 20 * 50
        assert cx.scalar(select(func.count()).select_from(answers)) == 50
        newest = visit("", b"19 1").sha256
        assert {answer.sha256 for answer in visits.last_good(cx).values()} == {newest}
