"""Killed at random moments, then run again: nothing lost, doubled or without its hash.

Whole series by hand: ``python -m benchmarks.kill_trials`` (docs/benchmarks.md).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from databases import POSTGRES

from benchmarks.kill_trials import nursing, trial
from benchmarks.kill_works import PicturesWork, ScanWork, Work
from benchmarks.nginx import serving
from benchmarks.portal_files import write_portal

KILLS = int(os.environ.get("XUNJIAN_TEST_KILLS", "1"))

pytestmark = [
    pytest.mark.skipif(shutil.which("nginx", path="/usr/sbin") is None, reason="nginx is not installed"),
    pytest.mark.skipif(shutil.which("chromium-headless-shell") is None, reason="no browser here"),
]


@pytest.fixture(scope="module")
def nursery() -> Iterator[subprocess.Popen[bytes]]:
    with nursing() as one:
        yield one


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Work]]:
    folder: Path = tmp_path_factory.mktemp("portal")
    plan = write_portal(folder, "small", sites=1)
    with serving(folder) as server:
        yield {"scan": ScanWork(plan, server.url), "pictures": PicturesWork(pages=3)}


#: The server's process is only told to end: killed outright, it would take the other tests' connections along.
TRIALS = [
    ("scan", "writer", "sqlite"),
    ("pictures", "writer", "sqlite"),
    ("pictures", "browser", "sqlite"),
    *([pytest.param("scan", "backend", "postgresql", marks=pytest.mark.postgres)] if POSTGRES else []),
]


@pytest.mark.parametrize(("work", "who", "kind"), TRIALS)
def test_killed_and_run_again(
    works: dict[str, Work], nursery: subprocess.Popen[bytes], work: str, who: str, kind: str
) -> None:
    done = trial(works[work], who, kind, KILLS, nursery, Random(7))
    assert (done.killed, done.faults, done.left) == (KILLS, [], [])
    assert done.laps >= 1
