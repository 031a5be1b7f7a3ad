"""Annex 3 comes with the marked pictures of its problems; what may not be shown, or is not there, is said."""

from __future__ import annotations

import csv
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from dressed_site import NOW, WORDS, found_on, serving_site

from db import evidence
from inspection.finding import SubjectKind
from inspection.score import Problem, ProblemGroup, ProblemSection, QuarterScores
from jobs.annex_pictures import Taker, lay_pictures
from jobs.evidence_capture import capture
from jobs.evidence_wanted import evidence_store
from jobs.workspace import Workspace
from reports.problems import write_problems_csv

pytestmark = pytest.mark.skipif(shutil.which("chromium-headless-shell") is None, reason="no browser here")
PAGE = f"<html><head><meta charset=utf-8><title>通知</title></head><body><p>{WORDS}。</p></body></html>"


def scores_of(work: Workspace, *reasons: str, last_day: date = date(2026, 3, 31)) -> QuarterScores:
    """A quarter whose annex 3 has one problem for each of the findings."""
    quarter = replace(work.district.quarters[0], id="2026Q1", first_day=date(2026, 1, 1), last_day=last_day)
    problems = tuple(
        Problem(NOW, SubjectKind.PAGE, "通知", "http://a.example/", "ab" * 32, "有一处错误。（扣10分）", (reason,))
        for reason in reasons
    )
    section = ProblemSection("严重表述错误", Decimal(10), problems)
    group = ProblemGroup("site", "unit", "某局", "某局专栏", Decimal(10), (section,))
    return QuarterScores(quarter, "某县", (), (), (), (group,), None, None)  # type: ignore[arg-type]


def test_pictures_lie_beside_the_annex_with_their_digests(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with serving_site() as site, found_on(site, PAGE, tmp_path) as (work, found):
        capture(work, found)
        scores = scores_of(work, found[0].id, "0" * 16)
        laid = lay_pictures(work, scores, out, Taker("甲", NOW))
        write_problems_csv(out / "annex3.csv", scores, evidence=laid)
        with work.database.reading() as cx:
            (stored,) = evidence.of_findings(cx, [found[0].id])[found[0].id]
            export = evidence.exports(cx)[-1]
        with (out / "annex3.csv").open(encoding="utf-8-sig", newline="") as file:
            first, second = csv.DictReader(file)
        name = f"annex3-pictures/000001-{found[0].id[:8]}-marked.png"
        assert (first["问题页面截图"], first["证据编号"], first["证据校验值"]) == (f"证据1：{name}", "1", stored.sha256)
        assert (second["问题页面截图"], second["证据编号"]) == ("尚未取证，没有截图", "")
        assert (out / name).read_bytes().startswith(b"\x89PNG")
        (out / "annex3-pictures" / "000000-abcdef01-marked.png").touch()
        lay_pictures(work, scores, out, Taker("甲", NOW))
        assert {path.name for path in (out / "annex3-pictures").iterdir()} == {name.rpartition("/")[2], "SHA256SUMS"}
        assert (
            subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=out / "annex3-pictures", check=False).returncode == 0
        )
        assert (export.who, export.reason, export.subject, export.originals) == (
            "甲",
            "附件3截图",
            "annex3-2026Q1",
            False,
        )


def test_what_is_not_laid_out_is_said(tmp_path: Path) -> None:
    page = PAGE.replace(WORDS, "名单")
    with (
        serving_site() as site,
        found_on(site, page, tmp_path, quote="名单", monitor="sensitive_table") as (work, found),
    ):
        capture(work, found)
        scores = scores_of(work, found[0].id)
        closed = lay_pictures(work, scores, tmp_path / "out", Taker("甲", NOW))
        assert closed[found[0].id].note == "截图含个人信息，不附，查阅须登记"
        earlier = scores_of(work, found[0].id, last_day=date(2026, 3, 19))
        assert lay_pictures(work, earlier, tmp_path / "out", Taker("甲", NOW)) == {}  # seen after the quarter
        assert not (tmp_path / "out").exists()
        with work.database.reading() as cx:
            assert evidence.exports(cx) == []


def test_nobody_takes_pictures_without_saying_who(tmp_path: Path) -> None:
    with serving_site() as site, found_on(site, PAGE, tmp_path) as (work, found):
        capture(work, found)
        scores = scores_of(work, found[0].id)
        assert lay_pictures(work, scores, tmp_path / "out", None)[found[0].id].note == "截图未附"
        for path in evidence_store(work).directory.rglob("*.zst"):
            path.unlink()
        laid = lay_pictures(work, scores, tmp_path / "out", Taker("甲", NOW))
        assert laid[found[0].id].note == "截图已按保存期限清理或损坏"
        assert not (tmp_path / "out").exists()
