"""The snapshot store: bytes in, the same bytes out, or a plain answer why not."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
import zstandard

from db.engine import StorageError
from db.snapshots import SnapshotDamaged, SnapshotMissing, SnapshotStore

ROOT = Path(__file__).parents[2]
PAGE = "<p>公示公告</p>".encode() * 2000


def files(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file()]


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "snapshots")


@pytest.mark.parametrize("body", [b"", b"a", PAGE, os.urandom(100_000), bytes(range(256))])
def test_what_goes_in_comes_out(store: SnapshotStore, body: bytes) -> None:
    name = store.put(body)
    assert name == sha256(body).hexdigest()
    assert store.has(name)
    assert store.get(name) == body
    assert SnapshotStore(store.directory).get(name) == body


def test_a_page_is_stored_once_and_small(store: SnapshotStore) -> None:
    name = store.put(PAGE)
    (file,) = files(store.directory)
    before = file.stat()
    assert store.put(PAGE) == name
    assert files(store.directory) == [file]
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert before.st_size < len(PAGE) / 10


def test_only_the_owner_may_read_a_page(store: SnapshotStore) -> None:
    """Pages hold personal data before it is masked."""
    store.put(PAGE)
    assert {file.stat().st_mode & 0o077 for file in files(store.directory)} == {0}


@pytest.mark.parametrize("name", ["0" * 64, "", "abc", "../../etc/passwd", "A" * 64])
def test_what_is_not_there_is_missing(store: SnapshotStore, name: str) -> None:
    assert not store.has(name)
    with pytest.raises(SnapshotMissing):
        store.get(name)


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: whole[:-20],
        lambda whole: whole[:3],
        lambda whole: b"not zstd at all",
        lambda whole: zstandard.compress(b"other words"),
        lambda whole: whole[:4] + b"\xff" * 9 + whole[13:],
    ],
    ids=["cut", "header only", "other format", "other page", "absurd size"],
)
def test_damage_is_found_out(store: SnapshotStore, damage: object) -> None:
    name = store.put(PAGE)
    (file,) = files(store.directory)
    file.write_bytes(damage(file.read_bytes()))  # type: ignore[operator]
    with pytest.raises(SnapshotDamaged, match="请删除该文件后重新检查"):
        store.get(name)
    file.unlink()
    store.put(PAGE)
    assert store.get(name) == PAGE


def test_a_file_that_a_power_cut_emptied_is_written_again(store: SnapshotStore) -> None:
    name = store.put(PAGE)
    (file,) = files(store.directory)
    file.write_bytes(b"")
    assert not store.has(name)
    store.put(PAGE)
    assert store.get(name) == PAGE


def test_drafts_of_killed_writers_are_swept_but_not_those_of_living_ones(store: SnapshotStore) -> None:
    incoming = store.directory / "incoming"
    incoming.mkdir(parents=True)
    dead, living = incoming / "dead", incoming / "living"
    for draft in (dead, living):
        draft.write_bytes(b"half a pa")
    os.utime(dead, (0, time.time() - 7200))
    store.put(PAGE)
    assert list(incoming.iterdir()) == [living]


def test_several_threads_may_store_the_same_pages(store: SnapshotStore) -> None:
    bodies = [str(number % 20).encode() * 1000 for number in range(400)]
    with ThreadPoolExecutor(4) as pool:
        names = list(pool.map(store.put, bodies))
    assert [store.get(name) for name in names] == bodies
    assert len(files(store.directory)) == 20


PUT = """
import sys
from pathlib import Path
from db.engine import StorageError
from db.snapshots import SnapshotStore
try:
    print(SnapshotStore(Path(sys.argv[1])).put(bytes(range(256)) + sys.stdin.buffer.read()))
except StorageError as problem:
    print(problem)
"""


def _small_files_only() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


def put_elsewhere(directory: Path, body: bytes, *, prefix: tuple[str, ...] = (), limited: bool = False) -> str:
    """What a program of its own says that stores ``body``."""
    done = subprocess.run(
        [*prefix, sys.executable, "-B", "-c", PUT, str(directory)],
        input=body,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        preexec_fn=_small_files_only if limited else None,
        check=True,
    )
    return done.stdout.decode().strip()


def test_a_page_that_does_not_fit_leaves_nothing(store: SnapshotStore) -> None:
    said = put_elsewhere(store.directory, os.urandom(100_000), limited=True)
    assert said.startswith(f"快照目录 {store.directory} 读写失败（File too large）")
    assert files(store.directory) == []
    assert SnapshotStore(store.directory).has(put_elsewhere(store.directory, b"small", limited=True))


def test_a_full_disk_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(small)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("a small disk can be mounted by root only")
    try:
        store = SnapshotStore(small / "snapshots")
        with pytest.raises(StorageError, match="磁盘已满，请清理空间后重试"):
            store.put(os.urandom(100_000))
        assert files(small) == []
        assert store.get(store.put(b"small")) == b"small"
    finally:
        subprocess.run(["umount", str(small)], check=True)


@pytest.mark.parametrize("beforehand", [True, False], ids=["an old store", "a new store"])
def test_a_read_only_directory_is_named(store: SnapshotStore, beforehand: bool) -> None:
    prefix = ("setpriv", "--bounding-set", "-dac_override") if os.geteuid() == 0 else ()
    if beforehand:
        store.put(PAGE)
    locked = store.directory / "incoming" if beforehand else store.directory.parent
    locked.chmod(0o555)
    try:
        assert (
            put_elsewhere(store.directory, PAGE, prefix=prefix)
            == f"快照目录 {store.directory} 不可写，请检查目录的权限"
        )
    finally:
        locked.chmod(0o755)
