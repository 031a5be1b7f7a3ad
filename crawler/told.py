"""Counts answers over several threads and passes the counts on."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

#: Called with (done, planned so far, failures).
Progress = Callable[[int, int, int], None]


class Told:
    """``progress`` may be ``None``; it is never called by two threads at once."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress, self._lock = progress, Lock()
        self._done = self._planned = self._failed = 0

    def plan(self, more: int) -> None:
        with self._lock:
            self._planned += more

    def answered(self, *, failed: bool) -> None:
        with self._lock:
            self._done += 1
            self._failed += failed
            if self._progress:
                self._progress(self._done, self._planned, self._failed)
