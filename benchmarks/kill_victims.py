"""Whom a trial kills: the run or one of its workers, its browser, or whoever is writing to the database.

Only processes that the trial itself started are touched, and server processes of the database it was given.
"""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Protocol

import psycopg

#: The byte of the -shm file that SQLite's one writer locks in WAL mode, and how a lock is asked about (Linux, 64 bit).
_WRITE_LOCK = 120
_FLOCK = "hhqqi4x"
_LOOK_SECONDS = 0.0003


class Running(Protocol):
    """A run that a victim belongs to."""

    pid: int

    def ended(self) -> bool: ...


class Victim(Protocol):
    """``strike`` waits for its moment, kills, and says so; false: the run ended before."""

    name: str

    def strike(self, run: Running, chance: Random, span: float) -> bool: ...


@dataclass(frozen=True, slots=True)
class Worker:
    """The run with everything below it, the run alone, or one Python process below it."""

    name: str = "worker"

    def strike(self, run: Running, chance: Random, span: float) -> bool:
        if not _wait(run, chance.uniform(0, span)):
            return False
        below = family(run.pid)
        workers = [pid for pid, name in below.items() if name.startswith("python") and pid != run.pid]
        how = chance.choice(("all", "alone", "one"))
        victims = [run.pid, *below] if how == "all" else workers[:1] if how == "one" and workers else [run.pid]
        return _kill_all(victims)


@dataclass(frozen=True, slots=True)
class Browser:
    """The browser, or one of its processes."""

    name: str = "browser"

    def strike(self, run: Running, chance: Random, span: float) -> bool:
        moment = chance.uniform(0, min(span, 0.6))
        while not (found := self._found(run)):
            if not _wait(run, 0.02):
                return False
        if not _wait(run, moment):
            return False
        found = self._found(run) or found
        return _kill_all(found if chance.random() < 0.5 else [chance.choice(found)])

    @staticmethod
    def _found(run: Running) -> list[int]:
        return [pid for pid, name in family(run.pid).items() if "headless" in name or "chrom" in name]


@dataclass(frozen=True, slots=True)
class SqliteWriter:
    """The process that holds the write lock of the database: killed inside its transaction."""

    file: Path
    name: str = "writer"

    def strike(self, run: Running, chance: Random, span: float) -> bool:
        if not _wait(run, chance.uniform(0, span)):
            return False
        while not run.ended():
            holder = self._holder()
            if holder:
                time.sleep(chance.uniform(0, 0.002))
                with suppress(ProcessLookupError):
                    os.kill(holder, signal.SIGSTOP)
                    if self._holder() == holder:
                        return _kill(holder)
                    os.kill(holder, signal.SIGCONT)
            time.sleep(_LOOK_SECONDS)
        return False

    def _holder(self) -> int:
        try:
            with self.file.with_name(self.file.name + "-shm").open("rb+") as handle:
                asked = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, _WRITE_LOCK, 1, 0)
                kind, _, _, _, holder = struct.unpack(_FLOCK, fcntl.fcntl(handle, fcntl.F_GETLK, asked))
        except OSError:  # nobody has the database open
            return 0
        return 0 if kind == fcntl.F_UNLCK else int(holder)


@dataclass(frozen=True, slots=True)
class PostgresWriter:
    """The server's process of a connection to ``database`` that is writing: told to end, or (``outright``) killed.

    Killed, the server ends all its connections, recovers from its log and comes back by itself.
    """

    address: str
    database: str
    outright: bool
    name: str = "writer"

    def strike(self, run: Running, chance: Random, span: float) -> bool:
        if not _wait(run, chance.uniform(0, span)):
            return False
        with closing(connected(self.address)) as look:
            while not run.ended():
                if self._writing(look):
                    time.sleep(chance.uniform(0, 0.002))
                    if any(self._end(look, backend) for backend in self._writing(look)[:1]):
                        return True
                time.sleep(_LOOK_SECONDS)
        return False

    def _writing(self, look: psycopg.Connection[tuple[int]]) -> list[int]:
        query = "SELECT pid FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND datname = %s"
        return [row[0] for row in look.execute(query, [self.database]).fetchall()]

    def _end(self, look: psycopg.Connection[tuple[int]], backend: int) -> bool:
        if not self.outright:
            row = look.execute("SELECT pg_terminate_backend(%s)::int", [backend]).fetchone()
            return row == (1,)
        killed = _kill(backend)
        with suppress(psycopg.OperationalError):
            while killed:  # until the server ends this connection with all others
                look.execute("SELECT 1")
                time.sleep(0.01)
        connected(self.address).close()
        return killed


def connected(address: str, patience: float = 60) -> psycopg.Connection[tuple[int]]:
    """A connection to the server at ``address``, which may be about to recover; each statement commits by itself."""
    end = time.monotonic() + patience
    while True:
        try:
            return psycopg.connect(address, autocommit=True)
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def family(root: int) -> dict[int, str]:
    """Living processes below ``root``, with their names."""
    found: dict[int, str] = {}
    for pid in _children(root):
        with suppress(OSError):
            found[pid] = Path(f"/proc/{pid}/comm").read_text().strip()
        found |= family(pid)
    return found


def outlived(folder: Path) -> dict[int, str]:
    """Programs that were started with ``folder`` among their variables, whoever their parent is now: their commands."""
    found: dict[int, str] = {}
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if str(folder).encode() in path.read_bytes():
                command = path.with_name("cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                found[int(path.parent.name)] = command[:80]
    return found


def _children(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            yield from map(int, task.read_text().split())


def _wait(run: Running, seconds: float) -> bool:
    """Whether the run is still going after so long."""
    end = time.monotonic() + seconds
    while not run.ended():
        left = end - time.monotonic()
        if left <= 0:
            return True
        time.sleep(min(left, 0.01))
    return False


def _kill_all(pids: list[int]) -> bool:
    """Whether any of them was still there."""
    return sum(_kill(pid) for pid in pids) > 0


def _kill(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
