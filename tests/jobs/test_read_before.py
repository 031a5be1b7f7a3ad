"""A weekly scan reads what no weekly scan before it read, whatever daily and extra scans did meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests_support import Xunjian
from village_portal import AS_OF, VillagePortal, crowd, fill, serving, settings_for

EARLIER = (datetime.fromisoformat(AS_OF) - timedelta(days=1)).isoformat()
LATER = (datetime.fromisoformat(AS_OF) + timedelta(days=7)).isoformat()


@pytest.fixture
def portal() -> Iterator[VillagePortal]:
    with serving(VillagePortal()) as portal:
        fill(portal)
        crowd(portal, 2)
        yield portal


def test_what_other_scans_read_is_read_again_by_the_weekly_scan(
    portal: VillagePortal, tmp_path: Path, xunjian: Xunjian
) -> None:
    settings = settings_for(portal, tmp_path / "districts")
    assert xunjian("init", **settings).code == 0
    leak = f"{portal.url}/xz/b0.htm"

    def scan(kind: str, as_of: str) -> tuple[set[str], bool]:
        """Where a citizen number was found, and whether that page was asked."""
        portal.asked.clear()
        ran = xunjian("scan", kind, "--as-of", as_of, "--json", **settings)
        assert ran.code == 0, ran.err
        found = {one["url"] for one in ran.json["findings"] if "身份号码" in one["message"]}
        return found, "/xz/b0.htm" in portal.asked

    scan("daily", EARLIER)
    assert scan("weekly", AS_OF) == ({leak}, True), "the daily scan read it before"
    assert scan("weekly", AS_OF) == ({leak}, True), "the same moment again"
    assert scan("weekly", LATER) == (set(), False), "a week later it is not new"
