"""Progress of long work: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cli.output import remark, remarks
from jobs.fetch import Progress as Report

#: Seconds between two plain lines (logs, CI).
PLAIN_EVERY = 10.0


@contextmanager
def showing(title: str, quiet: bool = False) -> Iterator[Report | None]:
    """A callback ``(done, planned so far, failures)``; ``None`` when ``quiet``."""
    if quiet:
        yield None
    elif remarks.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=remarks, transient=True) as bar:
            task = bar.add_task(title, total=None)

            def update(done: int, planned: int, failures: int) -> None:
                failed = f"（失败 {failures}）" if failures else ""
                bar.update(task, completed=done, total=planned, description=title + failed)

            yield update
    else:
        yield _plain(title)


def _plain(title: str) -> Report:
    last = time.monotonic()

    def line(done: int, planned: int, failures: int) -> None:
        nonlocal last
        if time.monotonic() - last >= PLAIN_EVERY:
            last = time.monotonic()
            remark(f"{title}：已取 {done}／{planned} 个地址，失败 {failures} 个")

    return line
