"""Documents show the pictures that anybody may see, say why others are not there, and leave a trace when they leave."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from dressed_site import NOW, WORDS, found_on, serving_site

from db import evidence
from jobs.annex_pictures import Taker
from jobs.documents_pictures import record_taken, shown_pictures
from jobs.evidence_capture import capture
from jobs.evidence_wanted import evidence_store

pytestmark = pytest.mark.skipif(shutil.which("chromium-headless-shell") is None, reason="no browser here")
PAGE = f"<html><head><meta charset=utf-8><title>通知</title></head><body><p>{WORDS}。</p></body></html>"


def test_the_newest_picture_of_the_quarter_is_shown_until_it_is_gone(tmp_path: Path) -> None:
    with serving_site() as site, found_on(site, PAGE, tmp_path) as (work, found):
        ids = [found[0].id, "0" * 16]
        assert shown_pictures(work, ids) == {}
        capture(work, found)
        shown = shown_pictures(work, ids)
        assert list(shown) == [found[0].id]
        assert (shown[found[0].id].png or b"").startswith(b"\x89PNG")
        with work.database.reading() as cx:
            assert shown[found[0].id].manifest == evidence.of_findings(cx, ids)[found[0].id][-1].sha256
        quarter = replace(work.district.quarters[0], first_day=date(2026, 1, 1), last_day=date(2026, 3, 31))
        assert shown_pictures(work, ids, quarter) == shown
        assert shown_pictures(work, ids, replace(quarter, last_day=date(2026, 3, 19))) == {}  # seen after it
        for path in evidence_store(work).directory.rglob("*.zst"):
            path.unlink()
        gone = shown_pictures(work, ids)[found[0].id]
        assert (gone.png, gone.note) == (None, "截图已按保存期限清理或损坏，见证据清单 1")


def test_a_picture_with_personal_data_is_not_shown(tmp_path: Path) -> None:
    page = PAGE.replace(WORDS, "名单")
    with (
        serving_site() as site,
        found_on(site, page, tmp_path, quote="名单", monitor="sensitive_table") as (work, found),
    ):
        capture(work, found)
        closed = shown_pictures(work, [found[0].id])[found[0].id]
        assert (closed.png, closed.note) == (None, "截图含个人信息，不附；见证据清单 1，查阅须登记")


def test_a_document_with_pictures_leaves_a_trace(tmp_path: Path) -> None:
    with serving_site() as site, found_on(site, PAGE, tmp_path) as (work, _):
        record_taken(work, b"document", "circular-2026Q1", Taker("甲", NOW))
        with work.database.reading() as cx:
            (export,) = evidence.exports(cx)
    assert (export.who, export.subject, export.originals) == ("甲", "circular-2026Q1", False)
    assert export.sha256 == sha256(b"document").hexdigest()
