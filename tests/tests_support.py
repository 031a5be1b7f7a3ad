"""What tests of several rooms share: the program run as a person runs it, in a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytest import CaptureFixture

REPOSITORY = Path(__file__).parents[1]


@dataclass(frozen=True)
class Ran:
    """How one command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def remarks(self) -> list[str]:
        """The lines of standard error, without those that tell progress on a slow machine."""
        return [line for line in self.err.splitlines() if "：已取 " not in line]

    @property
    def complaint(self) -> str:
        """The only remark, which must be a Chinese line."""
        (line,) = self.remarks
        assert re.search(r"[\u4e00-\u9fff]", line), line
        assert "Traceback" not in line
        return line


Xunjian = Callable[..., Ran]


def environment(home: Path, **settings: str) -> dict[str, str]:
    """This process's environment without our variables, then ``home`` for all storage, then ``settings``."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("XUNJIAN_")}
    ours = {
        "XUNJIAN_DATABASE_URL": f"sqlite:///{home}/xunjian.sqlite3",
        "XUNJIAN_DATA_DIR": str(home),
        "COLUMNS": "200",
    }
    return clean | ours | settings


def run_here(capsys: CaptureFixture[str], *arguments: str) -> Ran:
    """As ``run_xunjian``, but in this process and with its environment: for tables of cases that load nothing new."""
    from cli.main import main
    from cli.output import remarks, results

    remarks.width = results.width = int(os.environ["COLUMNS"])  # whichever test of this process made them
    handler = signal.getsignal(signal.SIGTERM)
    code = main(list(arguments))
    signal.signal(signal.SIGTERM, handler)
    return Ran(code, *capsys.readouterr())


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "cli.main", *arguments]


def run_xunjian(home: Path, *arguments: str, cwd: Path = REPOSITORY, **settings: str) -> Ran:
    """``xunjian ARGUMENTS`` with all storage under ``home``."""
    done = subprocess.run(
        command(*arguments),
        env=environment(home, **settings),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)
