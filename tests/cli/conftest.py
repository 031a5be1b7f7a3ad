"""Fixtures for commands that need a living portal and a scanned district."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from scanned_district import Scanned
from tests_support import run_xunjian
from village_portal import AS_OF, VillagePortal, crowd, fill, serving, settings_for


@pytest.fixture
def village() -> Iterator[VillagePortal]:
    with serving(VillagePortal()) as portal:
        fill(portal)
        yield portal


@pytest.fixture
def settings(village: VillagePortal, tmp_path: Path) -> dict[str, str]:
    return settings_for(village, tmp_path / "districts")


@pytest.fixture(scope="module")
def scanned_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scanned]:
    home = tmp_path_factory.mktemp("scanned")
    with serving(VillagePortal()) as portal:
        fill(portal)
        crowd(portal, 3)
        settings = settings_for(portal, home / "districts")
        assert run_xunjian(home, "init", **settings).code == 0
        ran = run_xunjian(home, "scan", "weekly", "--as-of", AS_OF, "--json", **settings)
        assert ran.code == 0, ran.err
        yield Scanned(home, settings, portal, ran.json)


@pytest.fixture
def scanned(scanned_once: Scanned, tmp_path: Path) -> Iterator[Scanned]:
    """The test's own copy of it, where ``xunjian`` and ``here`` find it."""
    shutil.copytree(scanned_once.home, tmp_path, dirs_exist_ok=True)
    answers = dict(scanned_once.portal.answers)
    yield replace(scanned_once, home=tmp_path)
    scanned_once.portal.answers = answers
