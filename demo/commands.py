"""Runs the program as a person would: the command line in a process of its own, told by its environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class CommandFailed(Exception):
    """A command ended with another exit code than expected; holds what it said."""


@dataclass(frozen=True, slots=True)
class Commands:
    """``portal`` is the replay portal's address: every request goes through it, to the real host names."""

    portal: str
    data: Path

    def run(self, *arguments: str, allowed: tuple[int, ...] = (0,)) -> str:
        """Standard output of ``xunjian ARGUMENTS``. Raises ``CommandFailed``."""
        done = subprocess.run(  # noqa: S603 - our own program, arguments are ours
            [sys.executable, "-m", "cli.main", *arguments],
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in allowed:
            command = " ".join(arguments)
            raise CommandFailed(f"xunjian {command}：退出代码 {done.returncode}\n{done.stderr.strip()[-2000:]}")
        return done.stdout

    def ask(self, *arguments: str, allowed: tuple[int, ...] = (0,)) -> Any:
        """The JSON answer of ``xunjian ARGUMENTS --json``."""
        return json.loads(self.run(*arguments, "--json", allowed=allowed))

    def run_until_stopped(self, *arguments: str) -> None:
        """``xunjian ARGUMENTS`` on this terminal until Ctrl-C, which reaches it too. Raises ``CommandFailed``."""
        with subprocess.Popen(  # noqa: S603 - our own program, arguments are ours
            [sys.executable, "-m", "cli.main", *arguments], env=self._environment()
        ) as process:
            try:
                code = process.wait()
            except KeyboardInterrupt:  # it stops by itself, after what it has begun
                code = process.wait()
        if code:
            raise CommandFailed(f"xunjian {' '.join(arguments)}：退出代码 {code}")

    def _environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("XUNJIAN_")}
        return kept | {
            "XUNJIAN_DATABASE_URL": f"sqlite:///{self.data / 'xunjian.sqlite3'}",
            "XUNJIAN_DATA_DIR": str(self.data),
            "XUNJIAN_PROXY": self.portal,
            # The portal stands on this machine: politeness towards a public server is not the point here.
            "XUNJIAN_DELAY_SECONDS": "0",
            "XUNJIAN_CONCURRENCY_PER_HOST": "8",
            "XUNJIAN_CONTACT": "replay",
        }
