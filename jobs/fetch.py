"""Runs the crawl of a scan as a child process and passes its progress on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from config.settings import Settings, environment
from db.engine import StorageError

Progress = Callable[[int, int, int], None]  # done, planned so far, failures


class Milestones(Protocol):
    """Told while the crawl runs; the database holds already what they speak of."""

    def lists_read(self) -> None:
        """Every article that the scan's lists show is known."""

    def site_complete(self, site_id: str) -> None:
        """All visits of the site are stored."""


class FetchFailed(Exception):
    """The crawl process broke; what it had stored is kept and the scan can be resumed."""


class Interrupted(Exception):
    """A person or the system stopped the work; everything stored stays and the same command resumes it."""


def fetch(
    settings: Settings, scan_id: int, progress: Progress | None = None, milestones: Milestones | None = None
) -> Mapping[str, Any]:
    """Crawl scan ``scan_id`` and return the crawl's summary.

    Raises ``Interrupted`` after Ctrl-C or SIGTERM, ``StorageError`` when a page could not be stored, ``FetchFailed``
    when the process died otherwise.
    """
    child = _start(settings, scan_id)
    try:
        summary = _listen(child, progress, milestones)
        code = child.wait()
    except KeyboardInterrupt as stop:
        _end(child)
        raise Interrupted from stop
    finally:
        if child.stdout:
            child.stdout.close()
    if code in (130, -signal.SIGINT, -signal.SIGTERM):
        raise Interrupted
    if code != 0 or summary is None:
        raise FetchFailed(f"抓取进程异常退出（代码 {code}），已保存的页面不受影响，重新运行同一命令即可续扫")
    return summary


def _start(settings: Settings, scan_id: int) -> subprocess.Popen[str]:
    """The child ignores Ctrl-C while it loads (it would print a traceback); we pass the wish on as SIGTERM."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.Popen(  # noqa: S603 - our own module, arguments are ours
            [sys.executable, "-m", "jobs.fetch_child", str(scan_id), str(os.getpid())],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment(settings)},
        )
    finally:
        signal.signal(signal.SIGINT, before)


def _listen(
    child: subprocess.Popen[str], progress: Progress | None, milestones: Milestones | None
) -> Mapping[str, Any] | None:
    summary = None
    for line in child.stdout or ():
        message = json.loads(line)
        kind = message.pop("kind")
        if kind == "summary":
            summary = message
        elif kind == "storage":
            child.wait()
            raise StorageError(message["problem"])
        elif kind == "lists":
            if milestones:
                milestones.lists_read()
        elif kind == "site":
            if milestones:
                milestones.site_complete(message["id"])
        elif progress:
            progress(message["done"], message["planned"], message["failures"])
    return summary


def _end(child: subprocess.Popen[str]) -> None:
    """Let the child finish its batch, then insist."""
    child.terminate()
    try:
        child.wait(timeout=10)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
