"""Fixtures that tests of several rooms share."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import pytest
from tests_support import Ran, Xunjian, environment, run_here, run_xunjian


@pytest.fixture
def xunjian(tmp_path: Path) -> Xunjian:
    """``xunjian("scan", "weekly", XUNJIAN_PROXY=...)`` with its own empty database."""
    return partial(run_xunjian, tmp_path)


@pytest.fixture
def here(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Xunjian:
    """As ``xunjian``, without a process of its own: a table of thirty cases costs what one costs otherwise."""

    def run(*arguments: str, **settings: str) -> Ran:
        with monkeypatch.context() as patch:
            for name in [name for name in os.environ if name.startswith("XUNJIAN_")]:
                patch.delenv(name)
            for name, value in environment(tmp_path, **settings).items():
                patch.setenv(name, value)
            return run_here(capsys, *arguments)

    return run
