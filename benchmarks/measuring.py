"""Runs a command and measures its whole process tree: time, processor, memory."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Seconds between two looks at the memory.
SAMPLE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Usage:
    """How a command ended and what it used. Memory in bytes, times in seconds.

    ``cpu``: user and system time of the command and all its descendants that were waited for. ``largest``: the highest
    resident size that one process of the tree had when last looked at; ``together``: the highest sum of proportional
    sizes (PSS) seen, where pages shared by two processes count once.
    """

    code: int
    wall: float
    cpu: float
    largest: int
    together: int


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Usage:
    """Run ``command`` in ``folder``; its output goes to ``folder``/stdout and ``folder``/stderr."""
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
        began = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=err)
        watch = _MemoryWatch(process.pid)
        watch.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            raise
        finally:
            watch.stop()
        wall = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    # Not ru_maxrss: it begins with our own size at the time of the fork.
    return Usage(process.returncode, wall, used.ru_utime + used.ru_stime, watch.largest, watch.together)


class _MemoryWatch(threading.Thread):
    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self._root = root
        self._ended = threading.Event()
        self.largest = 0
        self.together = 0

    def run(self) -> None:
        while not self._ended.wait(SAMPLE_SECONDS):
            processes = list(_tree(self._root))
            self.largest = max(self.largest, *(_field(f"/proc/{pid}/status", "VmHWM:") for pid in processes))
            self.together = max(self.together, sum(_field(f"/proc/{pid}/smaps_rollup", "Pss:") for pid in processes))

    def stop(self) -> None:
        self._ended.set()
        self.join()


def _tree(pid: int) -> Iterator[int]:
    """``pid`` and its living descendants."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in _read(task).split():
            yield from _tree(int(child))


def _field(file: str, name: str) -> int:
    """A size in bytes out of a /proc file, 0 when the process has gone."""
    for line in _read(Path(file)).splitlines():
        if line.startswith(name):
            return int(line.split()[1]) * 1024
    return 0


def _read(file: Path) -> str:
    try:
        return file.read_text("ascii", "replace")
    except OSError:  # the process ended while we looked
        return ""
