"""The version of the rules in force names their content, so every process must come to the same one."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from tests_support import REPOSITORY

PROGRAM = (
    "from datetime import date; from jobs.workspace import rulebook; print(rulebook(date.fromisoformat('{}')).version)"
)


def version(day: str, seed: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(day)],
        env={**os.environ, "PYTHONHASHSEED": seed},
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
        text=True,
    )
    return ran.stdout.strip()


@pytest.mark.parametrize("day", ["2021-01-08", "2021-06-01"])
def test_sets_are_in_another_order_in_every_process_but_the_version_is_not(day: str) -> None:
    assert len({version(day, seed) for seed in ("1", "2", "3")}) == 1


def test_other_rules_have_another_version() -> None:
    assert version("2021-01-08", "1") != version("2021-06-01", "1")
