"""Fixtures that tests of several rooms share."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from tests_support import Xunjian, run_xunjian


@pytest.fixture
def xunjian(tmp_path: Path) -> Xunjian:
    """``xunjian("scan", "weekly", XUNJIAN_PROXY=...)`` with its own empty database."""
    return partial(run_xunjian, tmp_path)
