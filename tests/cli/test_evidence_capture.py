"""``xunjian evidence capture`` and ``show``: pictures and a chained manifest for every open finding, from the store."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image
from scanned_district import Scanned
from tests_support import Xunjian
from village_portal import CITIZEN_NUMBER

from db.snapshots import SnapshotStore

pytestmark = pytest.mark.skipif(shutil.which("chromium-headless-shell") is None, reason="no browser here")

STALE, NUMBER, QUIET = "website.news-stale", "website.id-number-exposed", "new-media.quiet-week"
PICTURES = {"page.png", "marked.png", "crop.png"}


def test_pictures_of_all_open_findings(here: Xunjian, scanned: Scanned, tmp_path: Path) -> None:
    asked = len(scanned.portal.asked)
    ran = here("evidence", "capture", "--pending", "--json", **scanned.settings)
    assert (ran.code, ran.json["failed"]) == (0, {})
    found = {
        one["rule"]: one for one in here("review", "--state", "all", "--json", **scanned.settings).json["findings"]
    }
    assert set(ran.json["captured"]) == {found[rule]["id"] for rule in (STALE, NUMBER, QUIET)}
    assert len(scanned.portal.asked) == asked  # the site itself is left alone
    store = SnapshotStore(tmp_path / "evidence")
    previous = {}
    for rule in (STALE, NUMBER, QUIET):
        (shown,) = here("evidence", "show", found[rule]["id"], "--json", **scanned.settings).json["evidence"]
        members = {one["name"]: one for one in shown["members"]}
        previous[shown["number"]] = (shown["previous"], shown["sha256"])
        assert members.keys() >= {"inert.html", "response.bin", "response.json", *PICTURES}
        assert shown["told"]["marked"] is True, rule
        assert shown["told"]["page"]["server_address"] == f"127.0.0.1:{scanned.portal.port}"
        said = here("evidence", "show", found[rule]["id"], **scanned.settings).out
        assert f"应答服务器：127.0.0.1:{scanned.portal.port}" in said
        assert CITIZEN_NUMBER not in str(shown)
        for name in PICTURES:
            body = store.get(members[name]["sha256"])
            (tmp_path / f"{rule}-{name}").write_bytes(body)
            with Image.open(tmp_path / f"{rule}-{name}") as picture:
                assert picture.width == 1280
        words = [mark["words"] for mark in shown["told"]["marks"]]
        if rule == STALE:
            assert words[0] == "2026-02-18"
        if rule == NUMBER:
            assert "500*************19" in words[0]
            assert CITIZEN_NUMBER in store.get(members["original.html"]["sha256"]).decode()
            assert CITIZEN_NUMBER not in store.get(members["inert.html"]["sha256"]).decode()
            closed = {name for name, one in members.items() if one["access"] == "restricted"}
            assert closed == {"response.bin", "response.json", "original.html", "original.png"}
    assert previous[1][0] == "0" * 64
    assert [previous[number][0] for number in (2, 3)] == [previous[number][1] for number in (1, 2)]
    assert here("evidence", "capture", "--pending", "--json", **scanned.settings).json["captured"] == {}


def test_files_belong_to_the_program_alone(here: Xunjian, scanned: Scanned, tmp_path: Path) -> None:
    assert here("evidence", "capture", "--pending", **scanned.settings).code == 0
    kept = list((tmp_path / "evidence").rglob("*.zst"))
    assert len(kept) > 10
    assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}
    assert (tmp_path / "evidence").stat().st_mode & 0o777 == 0o700
