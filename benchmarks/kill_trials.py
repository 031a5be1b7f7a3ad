"""``[scripts/with-postgres.sh] python -m benchmarks.kill_trials [--kills 50]``: kill -9 at random moments.

Scans, pictures of findings and messages are killed: the run or one of its workers, the browser, and whoever is writing
to the database; then the same command is run again until it is done. Nothing may be lost, doubled or without its hash.
On SQLite the writer is the process inside its transaction, on PostgreSQL the server's process of the connection that
writes: told to end, and killed outright, so that the whole server recovers. For that the server must be a private one,
which ``scripts/with-postgres.sh`` starts.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from random import Random
from uuid import uuid4

from sqlalchemy import make_url

from benchmarks.kill_victims import Browser, PostgresWriter, SqliteWriter, Victim, Worker, connected, outlived
from benchmarks.kill_works import Lap, MessagesWork, PicturesWork, ScanWork, Work, receiving
from benchmarks.nginx import serving
from benchmarks.portal_files import write_portal

_POSTGRES = "XUNJIAN_TEST_POSTGRES_URL"
_SITES = 1
#: Runs in a row that may end badly after nobody was killed.
_MOST_TRIES = 8


class TrialFailed(Exception):
    """A run did not come to its end although nobody was killed any more."""


@dataclass(slots=True)
class Tally:
    """What came of one trial. ``laps`` are works that were done in the end; ``left`` processes outlived their run."""

    work: str
    victim: str
    database: str
    killed: int = 0
    laps: int = 0
    runs: int = 0
    left: list[str] = field(default_factory=list)
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    def line(self) -> str:
        said = "; ".join(sorted({*self.faults, *(f"outlived its run: {one}" for one in self.left)})[:3]) or "none"
        return (
            f"{self.work:10}{self.victim:12}{self.database:12}{self.killed:>7}{self.laps:>7}{self.runs:>7}"
            f"{len(self.left):>6}{self.seconds:>9.0f}  {said}"
        )


HEAD = (
    f"{'work':10}{'killed':12}{'database':12}{'kills':>7}{'works':>7}{'runs':>7}{'left':>6}{'seconds':>9}  "
    "lost, doubled or without hash"
)


class Run:
    """A command under way, in a session of its own."""

    def __init__(self, nursery: subprocess.Popen[bytes], lap: Lap, arguments: Sequence[str]) -> None:
        assert nursery.stdin is not None and nursery.stdout is not None
        told = {"arguments": list(arguments), "variables": lap.variables(), "folder": str(lap.folder)}
        nursery.stdin.write(json.dumps(told).encode() + b"\n")
        self._answers = nursery.stdout
        self.pid = int(self._answers.readline())
        self.code: int | None = None

    def ended(self) -> bool:
        if self.code is None and select.select([self._answers], [], [], 0)[0]:
            self.code = int(self._answers.readline())
        return self.code is not None

    def wait(self) -> int:
        while not self.ended():
            select.select([self._answers], [], [], 1)
        assert self.code is not None
        return self.code


@contextmanager
def nursing() -> Iterator[subprocess.Popen[bytes]]:
    """Where runs come from; see ``benchmarks.kill_nursery``."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("XUNJIAN_")}
    command = [sys.executable, "-m", "benchmarks.kill_nursery"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, env=clean) as nursery:
        try:
            yield nursery
        finally:
            assert nursery.stdin is not None
            nursery.stdin.close()


@contextmanager
def begun(work: Work, kind: str) -> Iterator[Lap]:
    """A work as it begins, in a folder and a database of this kind ("sqlite", "postgresql"); laps are copies of it."""
    with tempfile.TemporaryDirectory(prefix="kill-", ignore_cleanup_errors=True) as name, _database(kind, name) as own:
        lap = Lap(Path(name), own)
        work.begin(lap)
        yield lap


@contextmanager
def copied(first: Lap) -> Iterator[Lap]:
    """The same beginning once more."""
    kind = "sqlite" if first.database.startswith("sqlite") else "postgresql"
    with tempfile.TemporaryDirectory(prefix="kill-", ignore_cleanup_errors=True) as name:
        shutil.copytree(first.folder, name, dirs_exist_ok=True)
        with _database(kind, name, make_url(first.database).database or "") as own:
            yield Lap(Path(name), own)


@contextmanager
def _database(kind: str, folder: str, template: str = "template1") -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder}/xunjian.sqlite3"
        return
    own = f"kill_{uuid4().hex[:12]}"
    with closing(connected(plain_address())) as server:
        server.execute(f"CREATE DATABASE {own} TEMPLATE {template}".encode())
    yield make_url(os.environ[_POSTGRES]).set(database=own).render_as_string(hide_password=False)
    with closing(connected(plain_address())) as server:
        server.execute(f"DROP DATABASE {own} WITH (FORCE)".encode())


def plain_address() -> str:
    """The server's address as its own library wants it."""
    return make_url(os.environ[_POSTGRES]).set(drivername="postgresql").render_as_string(hide_password=False)


def victim_of(kind: str, lap: Lap, who: str) -> Victim:
    """Whom this lap has killed."""
    if who == "worker":
        return Worker()
    if who == "browser":
        return Browser()
    if kind == "sqlite":
        return SqliteWriter(lap.folder / "xunjian.sqlite3")
    return PostgresWriter(plain_address(), make_url(lap.database).database or "", outright=who == "backend -9")


def trial(work: Work, who: str, kind: str, kills: int, nursery: subprocess.Popen[bytes], chance: Random) -> Tally:
    """Kill ``kills`` times; every work that was begun is brought to its end and looked through."""
    tally, began = Tally(work.name, who, kind), time.monotonic()
    with begun(work, kind) as first:
        span = _undisturbed(work, first, nursery)
        while tally.killed < kills:
            with copied(first) as lap:
                victim = victim_of(kind, lap, who)
                _to_its_end(work, lap, victim, kills, nursery, chance, span, tally)
                tally.faults += _looked_through(work, lap, nursery)
                tally.laps += 1
    tally.seconds = time.monotonic() - began
    return tally


def _undisturbed(work: Work, first: Lap, nursery: subprocess.Popen[bytes]) -> float:
    """Seconds of a run that nobody disturbs; its outcome is what the others have to come to."""
    with copied(first) as lap:
        began = time.monotonic()
        code = Run(nursery, lap, work.command).wait()
        seconds = time.monotonic() - began
        faults = [f"exit code {code}: {_complaint(lap)}"] if code else _looked_through(work, lap, nursery)
        if faults:
            raise TrialFailed(f"{work.name}, undisturbed: {faults}")
    return seconds


def _to_its_end(
    work: Work, lap: Lap, victim: Victim, kills: int, nursery: subprocess.Popen[bytes], chance: Random, span: float,
    tally: Tally,
) -> None:  # fmt: skip
    undisturbed = 0
    while True:
        run = Run(nursery, lap, work.command)
        tally.runs += 1
        struck = 0
        while tally.killed < kills and victim.strike(run, chance, span):
            tally.killed += 1
            struck += 1
        code = run.wait()
        tally.left += _gone(lap.folder)
        if code == 0:
            return
        undisturbed = 0 if struck else undisturbed + 1
        if undisturbed >= _MOST_TRIES:
            raise TrialFailed(f"{work.name} ends with {code} again and again: {_complaint(lap)}")
        if not struck:
            time.sleep(0.3)


def _gone(folder: Path, patience: float = 20.0) -> list[str]:
    """Commands that outlive their run for longer than ``patience`` seconds; they are ended."""
    end = time.monotonic() + patience
    while alive := outlived(folder):
        if time.monotonic() > end:
            for pid in alive:
                os.kill(pid, signal.SIGKILL)
            return list(alive.values())
        time.sleep(0.02)
    return []


def _looked_through(work: Work, lap: Lap, nursery: subprocess.Popen[bytes]) -> list[str]:
    found = work.faults(lap)
    if work.verifying and Run(nursery, lap, work.verifying).wait():
        found.append(f"{' '.join(work.verifying)}: {_complaint(lap)}")
    return found


def _complaint(lap: Lap) -> str:
    return (lap.folder / "stderr").read_text("utf-8", "replace").strip()[-300:]


#: By database: work, who is killed, and its share of the kills of that kind of victim.
TRIALS: dict[str, tuple[tuple[str, str, float], ...]] = {
    "sqlite": (
        ("scan", "worker", 0.5), ("pictures", "worker", 0.5), ("pictures", "browser", 1),
        ("scan", "writer", 0.5), ("pictures", "writer", 0.5), ("messages", "worker", 1),
    ),
    "postgresql": (
        ("scan", "worker", 0.5), ("pictures", "worker", 0.5), ("pictures", "browser", 1),
        ("scan", "backend", 0.25), ("scan", "backend -9", 0.25),
        ("pictures", "backend", 0.25), ("pictures", "backend -9", 0.25), ("messages", "worker", 1),
    ),
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kill_trials")
    parser.add_argument(
        "--kills", type=int, default=50, help="of workers, browsers, writers and senders each, on either database"
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--work", choices=("scan", "pictures", "messages"))
    parser.add_argument("--victim", choices=("worker", "browser", "writer", "backend", "backend -9"))
    parser.add_argument("--seed", type=int, default=4)
    asked = parser.parse_args(arguments)
    kinds = ("sqlite", "postgresql") if asked.database == "both" else (asked.database,)
    if "postgresql" in kinds and _POSTGRES not in os.environ:
        print(f"{_POSTGRES} is not set: without PostgreSQL", file=sys.stderr)
        kinds = tuple(kind for kind in kinds if kind == "sqlite")
    faults = False
    with ExitStack() as stack:
        portal = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kill-portal-")))
        plan = write_portal(portal, "small", sites=_SITES)
        works: dict[str, Work] = {
            "scan": ScanWork(plan, stack.enter_context(serving(portal)).url),
            "pictures": PicturesWork(),
            "messages": stack.enter_context(receiving(MessagesWork())),
        }
        nursery = stack.enter_context(nursing())
        print(HEAD, flush=True)
        for kind in kinds:
            for name, who, share in TRIALS[kind]:
                if asked.work in (None, name) and asked.victim in (None, who):
                    kills, chance = ceil(asked.kills * share), Random(f"{asked.seed} {name} {who} {kind}")
                    tally = trial(works[name], who, kind, kills, nursery, chance)
                    print(tally.line(), flush=True)
                    faults = faults or bool(tally.faults) or bool(tally.left)
        messages = works["messages"]
        if isinstance(messages, MessagesWork) and messages.twice:
            print(f"messages that came twice, cut off after the receiver had them: {messages.twice}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
