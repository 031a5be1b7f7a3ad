from __future__ import annotations

from collections.abc import Iterator

import pytest

from demo.server import RunningPortal
from demo.world import World, build_world


@pytest.fixture(scope="session")
def world() -> World:
    return build_world()


@pytest.fixture(scope="session")
def portal() -> Iterator[RunningPortal]:
    with RunningPortal() as running:
        yield running
