"""Fixtures for commands that need a living portal and a scanned district."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests_support import Ran, run_xunjian
from village_portal import AS_OF, VillagePortal, crowd, fill, serving, settings_for


@pytest.fixture
def village() -> Iterator[VillagePortal]:
    with serving(VillagePortal()) as portal:
        fill(portal)
        yield portal


@pytest.fixture
def settings(village: VillagePortal, tmp_path: Path) -> dict[str, str]:
    return settings_for(village, tmp_path / "districts")


@dataclass(frozen=True)
class Scanned:
    """A district after its weekly scan; its portal still answers. ``home`` holds the database and the snapshots."""

    home: Path
    settings: dict[str, str]
    report: dict[str, object]

    def run(self, *arguments: str, **settings: str) -> Ran:
        return run_xunjian(self.home, *arguments, **self.settings, **settings)


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scanned]:
    home = tmp_path_factory.mktemp("scanned")
    with serving(VillagePortal()) as portal:
        fill(portal)
        crowd(portal, 3)
        settings = settings_for(portal, home / "districts")
        assert run_xunjian(home, "init", **settings).code == 0
        ran = run_xunjian(home, "scan", "weekly", "--as-of", AS_OF, "--json", **settings)
        assert ran.code == 0, ran.err
        yield Scanned(home, settings, ran.json)
