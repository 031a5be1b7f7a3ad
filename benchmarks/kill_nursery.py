"""Runs commands of the program that a trial may kill: loaded once, forked for each line it reads.

A line is a JSON object: ``arguments`` of the command (or ``["send-at-once"]``), ``variables``, ``folder``. Answers with
the process id on a line, and with the exit status on the next one when the process has ended.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from cli.main import main as command
from config.settings import load_settings
from jobs.send_messages import send_due
from jobs.workspace import workspace

#: What commands load when they need it; here before the fork.
_EARLY = (
    "jobs.evidence_capture", "jobs.evidence_verify", "jobs.judge_pool", "jobs.scan", "playwright.async_api", "psycopg",
)  # fmt: skip


def serve() -> None:
    """Fork one process a line until nothing comes any more."""
    for name in _EARLY:
        import_module(name)
    for line in sys.stdin:
        told = json.loads(line)
        child = os.fork()
        if child == 0:
            os._exit(_run(told))
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _run(told: dict[str, Any]) -> int:
    os.setsid()
    for name in [name for name in os.environ if name.startswith("XUNJIAN_")]:
        del os.environ[name]
    os.environ.update(told["variables"])
    folder = Path(told["folder"])
    os.chdir(folder)
    for number, name in ((0, os.devnull), (1, folder / "stdout"), (2, folder / "stderr")):
        opened = os.open(name, os.O_RDWR | os.O_CREAT | (os.O_TRUNC if number else 0), 0o600)
        os.dup2(opened, number)
    code = _send() if told["arguments"] == ["send-at-once"] else command(told["arguments"])
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def _send() -> int:
    """Send with a lease that runs out at once: what a killed sender had is due again for the next one."""
    with workspace(load_settings()) as work:
        done = send_due(work, lease=timedelta(seconds=0.2))
    return 0 if set(done.left) <= {"sent", "given-up"} else 1


if __name__ == "__main__":
    serve()
