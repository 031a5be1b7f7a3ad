"""The chain of manifests: numbered without gaps, one writer at a time, never changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from db_world import MONDAY, begin, day, finding, visit
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db import evidence, findings, visits
from db.engine import Database
from db.evidence import Export, Seal, StoredManifest
from inspection.manifest import GENESIS, Manifest, chain_faults, read_manifest


@pytest.fixture
def scan(database: Database) -> int:
    with database.writing() as cx:
        scan = begin(cx)
        findings.observe(cx, scan, MONDAY, [(finding(), True), (finding("b.html"), True)])
    return scan


def append(database: Database, scan: int, told: str = "") -> StoredManifest:
    def make(number: int, previous: str) -> Manifest:
        return Manifest(number, previous, finding().identity, {"told": told}, ())

    with database.writing() as cx:
        return evidence.append(cx, "river", scan, MONDAY, make)


def test_manifests_come_back_as_they_were_written(database: Database, scan: int) -> None:
    kept = [append(database, scan, text) for text in ("甲", "乙\u2028", "丙")]
    with database.reading() as cx:
        assert list(evidence.chain(cx)) == kept
        assert list(evidence.chain(cx, first=2, last=2)) == kept[1:2]
        assert evidence.of_findings(cx, [finding().identity, "x"]) == {finding().identity: kept}
        assert evidence.captured(cx) == {finding().identity: scan}
    assert [one.number for one in kept] == [1, 2, 3]
    assert kept[0].previous == GENESIS
    assert chain_faults(read_manifest(one.document) for one in kept) == []
    assert chain_faults(read_manifest(one.document) for one in (kept[0], kept[2])) == ["清单 2 缺失（后面是清单 3）"]


def test_writers_at_the_same_time_make_one_chain(database: Database, scan: int) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: append(database, scan, str(number)), range(24)))
    with database.reading() as cx:
        whole = list(evidence.chain(cx))
    assert [one.number for one in whole] == list(range(1, 25))
    assert chain_faults(read_manifest(one.document) for one in whole) == []


@pytest.mark.parametrize("change", ["DELETE FROM evidence_manifests", "UPDATE evidence_manifests SET document = '{}'"])
def test_a_manifest_is_never_changed(database: Database, scan: int, change: str) -> None:
    append(database, scan)
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as cx:
        cx.execute(text(change))
    with database.reading() as cx:
        assert len(list(evidence.chain(cx))) == 1


def test_seals_exports_and_removals_are_remembered(database: Database) -> None:
    sealed = [
        Seal("2021-01-04", 1, 3, "a" * 64, MONDAY, "", None),
        Seal("2021-01-04", 1, 3, "a" * 64, MONDAY, "x", b"\0"),
    ]
    left = Export(MONDAY, "甲", "申诉", "evidence-x", True, "b" * 64, "c" * 64)
    with database.writing() as cx:
        for one in sealed:
            evidence.seal(cx, one)
        evidence.record_export(cx, left)
        evidence.record_removals(cx, ["d" * 64, "e" * 64], MONDAY, "超过保存期限")
        evidence.record_removals(cx, ["d" * 64], day(1), "再次")
    with database.reading() as cx:
        assert evidence.seals(cx) == evidence.seals(cx, "2021-01-04") == sealed
        assert evidence.seals(cx, "2021-01-05") == []
        assert evidence.exports(cx) == evidence.exports(cx, "b" * 64) == [left]
        assert evidence.removals(cx) == {"d" * 64, "e" * 64}


def test_the_visit_behind_a_body_is_that_of_the_same_scan(database: Database) -> None:
    with database.writing() as cx:
        first, second = begin(cx), begin(cx, day(7))
        visits.add(cx, first, [visit("a.html", b"same")])
        visits.add(cx, second, [visit("a.html", b"same", day(7))])
    digest = visit("a.html", b"same").sha256 or ""
    with database.reading() as cx:
        seen = [evidence.visit_with(cx, digest, scan) for scan in (first, second, 99)]
        assert evidence.visit_with(cx, "0" * 64, first) is None
    assert [one.at for one in seen if one] == [MONDAY, day(7), day(7)]
