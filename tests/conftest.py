"""Fixtures that tests of several rooms share."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests_support import REPOSITORY, Ran, Xunjian, environment


@pytest.fixture
def xunjian(tmp_path: Path) -> Xunjian:
    """``xunjian("scan", "weekly", XUNJIAN_PROXY=...)`` with its own empty database."""

    def run(*arguments: str, cwd: Path = REPOSITORY, **settings: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "cli.main", *arguments],
            env=environment(tmp_path, **settings),
            cwd=cwd,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run
