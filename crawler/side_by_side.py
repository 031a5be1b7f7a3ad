"""Runs a few blocking pieces of work at once, so that an interruption ends them all soon."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def side_by_side(work: Callable[[T, Event], R], items: Iterable[T], at_once: int) -> list[R]:
    """``work(item, stop)`` for each of ``items``, ``at_once`` at a time; the results in their order.

    When one raises, or the caller is interrupted, ``stop`` is set: ``work`` should look at it between its requests (and
    may then return anything). The exception passes on when those under way have ended.
    """
    stop = Event()
    with ThreadPoolExecutor(at_once) as pool:
        futures = [pool.submit(work, item, stop) for item in items]
        try:
            return [future.result() for future in futures]
        except BaseException:
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
