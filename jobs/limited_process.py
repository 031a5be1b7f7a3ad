"""A child process that may take only so much time and memory, and that ends gently when it is asked to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

#: Seconds between two looks at a child.
LOOK_EVERY = 0.2
#: Seconds a child has to store what it holds, after it was asked to stop and before it is killed.
PATIENCE = 20.0
_TAIL = 2000


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended. ``cut`` (Chinese) says which limit ended it, empty when none did; ``stopped``: we asked it to.

    ``out`` is all of its standard output, ``err`` the end of its standard error, ``peak`` bytes of memory.
    """

    code: int
    out: str
    err: str
    cut: str
    stopped: bool
    peak: int


def run_limited(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    *,
    seconds: float,
    memory: int,
    stop: Callable[[], bool],
    patience: float = PATIENCE,
) -> Ended:
    """Run ``arguments`` for at most ``seconds`` of wall clock and ``memory`` bytes, all its descendants together.

    Memory is watched on Linux only. The child is its own process group: a Ctrl-C of the terminal reaches us alone, and
    when it ends its whole group does.
    """
    began, peak, cut, stopped = time.monotonic(), 0, "", False
    with TemporaryFile() as out, TemporaryFile() as err:
        child = subprocess.Popen(  # noqa: S603 - our own module, arguments are ours
            list(arguments), env=dict(environment), stdin=subprocess.DEVNULL, stdout=out, stderr=err,
            start_new_session=True,
        )  # fmt: skip
        try:
            while child.poll() is None:
                used = memory_of_group(child.pid)
                peak = max(peak, used)
                if time.monotonic() - began > seconds:
                    cut = f"超过时限 {seconds / 60:.0f} 分钟"
                elif used > memory:
                    cut = f"内存超过上限 {memory // 1024**2} MB"
                elif stop():
                    stopped = True
                if cut or stopped:
                    _end(child, patience)
                    break
                time.sleep(LOOK_EVERY)
        finally:
            _kill_group(child)
        return Ended(child.wait(), _text(out), _text(err)[-_TAIL:], cut, stopped, peak)


def memory_of_group(group: int) -> int:
    """Bytes that the processes of a group hold for themselves (not shared, not backed by files); 0 where unknown."""
    if sys.platform != "linux":
        return 0
    total = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
            if int(fields[2]) == group:
                total += _own_memory(status.with_name("status"))
        except (OSError, IndexError, ValueError):  # it ended while we looked
            continue
    return total


def _own_memory(status: Path) -> int:
    for line in status.read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024
    return 0


def _end(child: subprocess.Popen[bytes], patience: float) -> None:
    """Ask the child alone: it ends its own children in good order."""
    child.terminate()
    try:
        child.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        _kill_group(child)


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # nobody of the group is left


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")
