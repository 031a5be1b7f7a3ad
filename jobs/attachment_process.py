"""A process of its own for what hostile files may do to it: stall, or eat the memory.

The libraries that open workbooks and PDF files are bounded where we can bound them; a page that is one endless drawing
is not. So one child reads and judges them, and is ended when a file takes too long or too much.
"""

from __future__ import annotations

import logging
import resource
import sys
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Generic, Self, TypeVar

from facts import ocr
from jobs.child_process import collect_seldom, leave_interruption_to_parent

#: Bytes of address space beyond what the process has when it begins; the optional reader of pictures needs more.
MEMORY, MEMORY_FOR_PICTURES = 2 << 30, 6 << 30
Q = TypeVar("Q")
A = TypeVar("A")
log = logging.getLogger(__name__)


class Stopped(Exception):
    """The file could not be judged within its bounds; the text (Chinese) says which."""


class BoundedProcess(Generic[Q, A]):
    """Answers questions in a child that is forked at the first one, and again after it was ended. A context manager.

    ``answer`` runs in the child and sees what this process knew when the child began.
    """

    def __init__(self, answer: Callable[[Q], A], seconds: float) -> None:
        self._answer = answer
        self._seconds = seconds
        self._process: Any = None
        self._line: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def ask(self, question: Q) -> A:
        """The answer. Raises ``Stopped`` when it takes longer than ``seconds``, or when the child dies of it."""
        try:
            line = self._begun()
            line.send(question)
            if line.poll(self._seconds):
                answer: A = line.recv()
                return answer
        except (EOFError, OSError) as problem:
            log.warning("the reader of attachments died: %r", problem)
            self._end()
            raise Stopped("附件读取异常中断，可能占用内存过多") from problem
        except BaseException:  # Ctrl-C: what the child is busy with must not answer the next question
            self._end()
            raise
        self._end()
        raise Stopped(f"附件读取超过{self._seconds:g}秒，已停止")

    def _begun(self) -> Connection:
        if self._line is None:
            context = get_context("fork")
            self._line, other = context.Pipe()
            self._process = context.Process(target=_serve, args=(other, self._line, self._answer), daemon=True)
            self._process.start()
            other.close()
        return self._line

    def _end(self) -> None:
        if self._line is not None:
            self._line.close()
            self._process.kill()
            self._process.join()
            self._line = self._process = None


def _serve(line: Connection, parents: Connection, answer: Callable[[Any], Any]) -> None:
    leave_interruption_to_parent()
    parents.close()
    collect_seldom()  # above all: no connection of the parent may be finalised here
    _bound_memory()
    while True:
        try:
            line.send(answer(line.recv()))
        except (EOFError, OSError, MemoryError):  # nobody asks any more; or the parent is told by our end
            return


def _bound_memory() -> None:
    """Linux counts address space in pages in ``/proc/self/statm``; elsewhere only the clock bounds the child."""
    if sys.platform != "linux":
        return
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - not a file of ours
        used = int(file.read().split()[0]) * resource.getpagesize()
    limit = used + (MEMORY_FOR_PICTURES if ocr.available() else MEMORY)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
