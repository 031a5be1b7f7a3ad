"""The exported file: one ZIP that a replayer can read, in which no byte can change unnoticed."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
from invented import AT, exhibit
from warcio.archiveiterator import ArchiveIterator

from evidence.surt import surt
from evidence.wacz import ARCHIVE, PACKAGE, PACKAGE_DIGEST, write_wacz
from evidence.wacz_check import check_wacz
from inspection.manifest import both_times, read_manifest


def exported(*, closed: bool = False) -> bytes:
    first = exhibit(1, closed=closed)
    return write_wacz([first, exhibit(2, first.manifest.sha256)], "县水务局的证据", AT, "xunjian 0.1.0")


def opened(body: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(body)) as packed:
        assert {one.compress_type for one in packed.infolist()} == {ZIP_STORED}
        return {one.filename: packed.read(one) for one in packed.infolist()}


def repacked(files: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as packed:
        for name, body in files.items():
            packed.writestr(name, body)
    return out.getvalue()


def faults(body: bytes, tmp_path: Path) -> list[str]:
    (tmp_path / "a.wacz").write_bytes(body)
    return check_wacz(tmp_path / "a.wacz")[1]


def test_what_the_specification_asks_for() -> None:
    files = opened(exported())
    package = json.loads(files[PACKAGE])
    assert (package["profile"], package["wacz_version"]) == ("data-package", "1.1.1")
    assert {one["path"] for one in package["resources"]} == files.keys() - {PACKAGE, PACKAGE_DIGEST}
    assert all(one["bytes"] == len(files[one["path"]]) for one in package["resources"])
    head, *pages = [json.loads(line) for line in files["pages/pages.jsonl"].splitlines()]
    assert head["format"] == "json-pages-1.0"
    assert package["mainPageUrl"] == pages[0]["url"]
    assert all({"id", "url", "ts", "title"} <= page.keys() for page in pages)
    meta, block = files["indexes/index.idx"].decode().splitlines()
    assert json.loads(meta.partition(" 0 ")[2])["format"] == "cdxj-gzip-1.0"
    assert json.loads(block.split(" ", 2)[2])["length"] == len(files["indexes/index.cdx.gz"])


def test_every_record_lies_where_the_index_says() -> None:
    files = opened(exported())
    lines = gzip.decompress(files["indexes/index.cdx.gz"]).decode().splitlines()
    assert lines == sorted(lines)
    assert len(lines) == 2 * 7  # response, its head, the inert copy, three pictures, the manifest
    for line in lines:
        key, stamp, told = line.split(" ", 2)
        entry = json.loads(told)
        part = files[ARCHIVE][int(entry["offset"]) : int(entry["offset"]) + int(entry["length"])]
        record = next(ArchiveIterator(BytesIO(part), check_digests="raise"))
        assert record.rec_headers.get_header("WARC-Target-URI") == entry["url"]
        assert (key, stamp) == (surt(entry["url"]), "20260320120000")
        assert record.content_stream().read()
    answers = [r for r in ArchiveIterator(BytesIO(files[ARCHIVE])) if r.rec_type == "response"]
    assert [one.http_headers.get_header("content-encoding") for one in answers] == [None, None]  # it is kept unpacked
    assert "\r" not in answers[0].http_headers.get_header("x-odd")


def test_the_same_evidence_is_the_same_file() -> None:
    assert exported() == exported()


def test_the_manifests_inside_are_those_of_the_chain(tmp_path: Path) -> None:
    (tmp_path / "a.wacz").write_bytes(exported())
    manifests, found = check_wacz(tmp_path / "a.wacz")
    assert found == []
    assert [one.number for one in manifests] == [1, 2]
    assert manifests[1].previous == manifests[0].sha256


def test_closed_members_stay_at_home(tmp_path: Path) -> None:
    files = opened(exported(closed=True))
    assert not any("response" in name for name in files if "000001" in name)
    assert "页面1".encode() not in b"".join(files.values())
    assert faults(exported(closed=True), tmp_path) == []


@pytest.mark.parametrize("name", sorted(opened(exported())))
def test_a_changed_byte_in_any_file_is_caught(name: str, tmp_path: Path) -> None:
    files = opened(exported())
    for at in (0, len(files[name]) // 2, len(files[name]) - 1):
        changed = bytearray(files[name])
        changed[at] ^= 1
        assert faults(repacked({**files, name: bytes(changed)}), tmp_path), (name, at)


@pytest.mark.parametrize("name", sorted(opened(exported())))
def test_a_missing_file_is_caught(name: str, tmp_path: Path) -> None:
    assert faults(repacked({key: body for key, body in opened(exported()).items() if key != name}), tmp_path)


def test_a_file_that_was_slipped_in_is_caught(tmp_path: Path) -> None:
    assert faults(repacked({**opened(exported()), "evidence/000009-page.png": b"x"}), tmp_path)


def test_a_member_replaced_with_all_hashes_of_the_package_is_caught_by_its_manifest(tmp_path: Path) -> None:
    """Who rewrites datapackage.json too still meets the manifest; who rewrites that, the chain."""
    files = opened(exported())
    name = "evidence/000001-page.png"
    files[name] = files["evidence/000002-page.png"]
    package = json.loads(files[PACKAGE])
    for one in package["resources"]:
        if one["path"] == name:
            one["hash"] = f"sha256:{sha256(files[name]).hexdigest()}"
    files[PACKAGE] = json.dumps(package).encode()
    digest = f"sha256:{sha256(files[PACKAGE]).hexdigest()}"
    files[PACKAGE_DIGEST] = json.dumps({"path": PACKAGE, "hash": digest}).encode()
    assert faults(repacked(files), tmp_path) == ["清单 1：page.png 被改动过"]


@pytest.mark.parametrize("body", [b"", b"PK", b"no zip at all", exported()[:-30], exported()[200:]])
def test_what_is_no_file_of_ours_is_a_fault_and_no_crash(body: bytes, tmp_path: Path) -> None:
    assert faults(body, tmp_path)


def test_manifests_are_read_back_only_as_they_were_written() -> None:
    manifest = exhibit().manifest
    assert read_manifest(manifest.bytes) == manifest
    for changed in (manifest.bytes + b"\n", manifest.bytes.replace(b'"number":1', b'"number": 1'), b"{}", b"\xff", b""):
        with pytest.raises(ValueError, match="清单"):
            read_manifest(changed)


def test_moments_are_told_twice() -> None:
    assert both_times(datetime(2026, 3, 20, 20, 0, tzinfo=UTC)) == {
        "utc": "2026-03-20T20:00:00+00:00",
        "beijing": "2026-03-21T04:00:00+08:00",
    }
