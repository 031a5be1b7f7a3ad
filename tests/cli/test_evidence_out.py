"""``xunjian evidence export``, ``verify``, ``seal`` and ``prune``: what leaves is recorded, what changes is caught."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from zipfile import ZipFile

import pytest
import zstandard
from scanned_district import Scanned
from tests_support import Ran, Xunjian
from village_portal import CITIZEN_NUMBER

pytestmark = pytest.mark.skipif(shutil.which("chromium-headless-shell") is None, reason="no browser here")


@pytest.fixture
def evidence(here: Xunjian, scanned: Scanned) -> Xunjian:
    """``xunjian evidence ARGUMENTS`` on the scanned district, whose open findings have their evidence."""

    def run(*arguments: str, **more: str) -> Ran:
        return here("evidence", *arguments, **{**scanned.settings, **more})

    assert run("capture", "--pending").code == 0
    return run


def number_finding(here: Xunjian, scanned: Scanned) -> str:
    listed = here("review", "--state", "all", "--json", **scanned.settings).json["findings"]
    return str(next(one["id"] for one in listed if one["rule"] == "website.id-number-exposed"))


def test_one_finding_leaves_masked_and_recorded(
    here: Xunjian, scanned: Scanned, evidence: Xunjian, tmp_path: Path
) -> None:
    finding = number_finding(here, scanned)
    ran = evidence("export", finding[:6], "--out", str(tmp_path / "out"), "--json")
    assert (ran.code, ran.json["findings"], ran.json["missing"]) == (0, 1, {})
    path = Path(ran.json["path"])
    with ZipFile(path) as packed:
        assert all(CITIZEN_NUMBER.encode() not in packed.read(name) for name in packed.namelist())
    assert {one.name.split("-")[-1] for one in path.with_suffix("").iterdir()} == {
        "manifest.json", "page.png", "marked.png", "crop.png",
    }  # fmt: skip
    assert evidence("verify", str(path)).code == 0
    assert evidence("verify", str(path), "--alone").code == 0
    refused = evidence("export", finding, "--out", str(tmp_path / "out"), "--originals")
    assert refused.code == 2
    assert "必须写明理由" in refused.complaint
    whole = evidence(
        "export", finding, "--out", str(tmp_path / "all"), "--originals", "--reason", "申诉复核", "--who", "甲"
    )
    assert whole.code == 0
    with sqlite3.connect(tmp_path / "xunjian.sqlite3") as database:
        rows = database.execute("SELECT who, reason, originals FROM evidence_exports ORDER BY id").fetchall()
    assert rows[1:] == [("甲", "申诉复核", 1)]
    assert (rows[0][1], rows[0][2]) == ("", 0)


def test_a_unit_and_quarter_in_one_file(evidence: Xunjian, tmp_path: Path) -> None:
    ran = evidence("export", "--unit", "柳溪乡政府", "--quarter", "2026Q1", "--out", str(tmp_path / "out"), "--json")
    assert (ran.code, ran.json["findings"]) == (0, 2)
    assert evidence("verify", ran.json["path"]).code == 0
    assert evidence("export", "--unit", "柳溪乡政府", "--quarter", "1999Q1").code == 2


def test_any_changed_byte_of_an_exported_file_is_caught(evidence: Xunjian, tmp_path: Path) -> None:
    path = Path(
        evidence("export", "--unit", "县水务局", "--quarter", "2026Q1", "--out", str(tmp_path), "--json").json["path"]
    )
    whole = path.read_bytes()
    for at in range(0, len(whole), len(whole) // 12):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert evidence("verify", str(path)).code == 1, at
        assert evidence("verify", str(path), "--alone").code == 1, at
    path.write_bytes(whole)
    assert evidence("verify", str(path)).code == 0


def test_any_changed_member_of_the_store_is_caught(evidence: Xunjian, tmp_path: Path) -> None:
    assert evidence("verify").code == 0
    kept = sorted((tmp_path / "evidence").glob("??/?/*.zst"))
    assert len(kept) > 15
    for path in kept:
        packed = path.read_bytes()
        body = bytearray(zstandard.ZstdDecompressor().stream_reader(packed).readall())
        body[len(body) // 2] ^= 1
        for changed in (zstandard.ZstdCompressor().compress(bytes(body)), packed[:-1], None):
            path.unlink() if changed is None else path.write_bytes(changed)
            ran = evidence("verify", "--json")
            assert (ran.code, ran.json["ok"]) == (1, False), path
        path.write_bytes(packed)
    assert evidence("verify").code == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE evidence_manifests SET document = replace(document, '2026-02-18', '2026-02-17')", "校验值"),
        ("UPDATE evidence_manifests SET sm3 = '0' WHERE number = 2", "清单 2 与登记的校验值不符"),
        ("DELETE FROM evidence_manifests WHERE number = 2", "清单 2 缺失"),
        ("DELETE FROM evidence_manifests WHERE number = 3", "封存值与清单不符"),
        ("UPDATE evidence_seals SET root = '0'", "封存值与清单不符"),
    ],
)
def test_whoever_breaks_the_guards_of_the_database_breaks_the_chain(
    evidence: Xunjian, tmp_path: Path, change: str, said: str
) -> None:
    from datetime import datetime

    from inspection.moment import BEIJING, beijing_day

    assert evidence("seal", "--day", beijing_day(datetime.now(BEIJING)).isoformat()).code == 0
    with sqlite3.connect(tmp_path / "xunjian.sqlite3") as database:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            database.execute(change)
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'evidence%'")
        for (name,) in triggers.fetchall():
            database.execute(f"DROP TRIGGER {name}")
        assert database.execute(change).rowcount > 0
    ran = evidence("verify")
    assert ran.code == 1
    assert said in ran.err


def test_what_an_open_quarter_needs_is_never_removed(evidence: Xunjian, tmp_path: Path) -> None:
    for path in [*(tmp_path / "evidence").rglob("*.zst"), *(tmp_path / "snapshots").rglob("*.zst")]:
        import os

        os.utime(path, (0, 0))  # however old
    ran = evidence("prune", "--json")
    assert (ran.code, ran.json["files"]["evidence"]) == (0, 0)
    assert evidence("verify").code == 0


def test_bytes_that_nobody_names_go_and_a_dry_run_only_tells(evidence: Xunjian, tmp_path: Path) -> None:
    import os

    from db.snapshots import SnapshotStore

    store = SnapshotStore(tmp_path / "evidence")
    name = store.put(b"left by a killed capture")
    path = tmp_path / "evidence" / name[:2] / name[2] / f"{name}.zst"
    assert evidence("prune", "--json").json["files"]["evidence"] == 0  # young: a capture may be about to name it
    os.utime(path, (0, 0))
    assert evidence("prune", "--dry-run", "--json").json["files"]["evidence"] == 1
    assert path.exists()
    assert evidence("prune", "--json").json["files"]["evidence"] == 1
    assert not path.exists()
