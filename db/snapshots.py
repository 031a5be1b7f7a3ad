"""The snapshot store: raw bytes of pages by their hash, compressed, shared by all scans. No SQL."""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from hashlib import sha256
from itertools import count
from pathlib import Path
from secrets import token_hex

import zstandard

from db.failure import disk_failures

_LEVEL = 3
_HASH_LENGTH = 64
_ABANDONED_AFTER_SECONDS = 3600


class SnapshotMissing(Exception):
    """No body is stored under this hash."""


class SnapshotDamaged(Exception):
    """The stored bytes no longer have the hash they are stored under."""


class SnapshotStore:
    """Bodies under ``directory/ab/c/<sha256>.zst``: at most 4,096 directories, some hundred files each at a million
    pages. May be used by several threads and processes at once.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._root = str(directory)  # text where every page passes: making a Path costs more than the system call
        self._incoming = directory / "incoming"
        self._ready = False
        self._draft = f"{self._incoming}/{token_hex(8)}"
        self._drafts = count()
        self._own = threading.local()

    def put(self, body: bytes) -> str:
        """Store ``body`` unless it is there, and return its hash.

        A file appears whole or not at all, also when the process is killed. Raises ``StorageError`` for a full or
        read-only disk. There is no fsync: after a power cut the newest bodies may be damaged, and ``get`` says so.
        """
        name = sha256(body).hexdigest()
        if not self.has(name):
            with disk_failures(self.directory):
                self._write(self._path(name), self._compressor().compress(body))
        return name

    def get(self, name: str) -> bytes:
        """The body called ``name``, its hash verified. Raises ``SnapshotMissing``, ``SnapshotDamaged`` or
        ``StorageError``.
        """
        if not _is_hash(name):
            raise SnapshotMissing(f"“{name}”不是快照编号")
        path = Path(self._path(name))
        with disk_failures(self.directory):
            try:
                packed = path.read_bytes()
            except FileNotFoundError:
                raise SnapshotMissing(f"没有快照 {name}，请重新检查该页面") from None
        try:
            # As a stream: a damaged header cannot make it ask for absurd amounts of memory.
            body = zstandard.ZstdDecompressor().stream_reader(packed).readall()
        except zstandard.ZstdError:
            body = b""
        if sha256(body).hexdigest() != name:
            raise SnapshotDamaged(f"快照 {path} 已损坏，请删除该文件后重新检查该页面")
        return body

    def has(self, name: str) -> bool:
        """Whether a non-empty file is stored for ``name``; does not read it."""
        if not _is_hash(name):
            return False
        with disk_failures(self.directory):
            try:
                return os.stat(self._path(name)).st_size > 0  # noqa: PTH116 - see _root
            except FileNotFoundError:
                return False

    def _path(self, name: str) -> str:
        return f"{self._root}/{name[:2]}/{name[2]}/{name}.zst"

    def _compressor(self) -> zstandard.ZstdCompressor:
        """One for each thread: making it costs a third of using it, and two threads may not share it."""
        known: zstandard.ZstdCompressor | None = getattr(self._own, "compressor", None)
        if known is None:
            known = self._own.compressor = zstandard.ZstdCompressor(level=_LEVEL)
        return known

    def _write(self, path: str, packed: bytes) -> None:
        if not self._ready:
            self._incoming.mkdir(parents=True, exist_ok=True)
            self._sweep()
            self._ready = True
        draft = f"{self._draft}-{os.getpid()}-{next(self._drafts)}"
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(packed)
            try:
                os.replace(draft, path)  # noqa: PTH105 - see _root
            except FileNotFoundError:
                Path(path).parent.mkdir(parents=True, exist_ok=True)
                Path(draft).replace(path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise

    def _sweep(self) -> None:
        """Remove what a killed process left; a living one needs no hour for a file."""
        limit = time.time() - _ABANDONED_AFTER_SECONDS
        for draft in self._incoming.iterdir():
            with suppress(FileNotFoundError):
                if draft.stat().st_mtime < limit:
                    draft.unlink()


def _is_hash(name: str) -> bool:
    return len(name) == _HASH_LENGTH and all(character in "0123456789abcdef" for character in name)
