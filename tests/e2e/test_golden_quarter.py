"""The whole first quarter of 2021, replayed on real HTTP and judged from what was written, not from what was said."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook
from tests_support import REPOSITORY

from db import findings
from db.engine import open_database
from db.findings import StoredFinding
from db.snapshots import SnapshotStore
from inspection.finding import Severity
from inspection.moment import beijing_day
from inspection.rule import ScanKind

pytestmark = pytest.mark.slow

PUBLISHED = REPOSITORY / "demo" / "published"
YINGJIJU = "http://www.dazu.gov.cn/qzfbm/qyjj/zwgk_53321/"
#: Annex 3 as printed: site, points of the unit, moment, kind, name, address; and a word of what was wrong.
ANNEX_3 = [
    (
        "双桥经开区专栏", "10", "2021-02-27 00:47:55", "文章", "关于拟核销双桥经开区“2021.2.5”事故 的公示",
        "http://www.dazu.gov.cn/jkq/sqjkq/zwgk_106107/fdzdgknr_106109/gsgg/202102/t20210225_8939081.html",
        "公民身份号码",
    ),
    (
        "区应急局专栏", "20", "2021-02-26 06:34:57", "文章", "区应急管理局",
        f"{YINGJIJU}fdzdgknr_53323/jgjj_53324/jgzn_53326/202102/t20210222_8916092.html", "局长",
    ),
    (
        "区应急局专栏", "20", "2021-02-26 06:34:57", "栏目", "领导信息",
        f"{YINGJIJU}ldxx_53331/index.html", "局长",
    ),
]  # fmt: skip


@dataclass(frozen=True)
class Replayed:
    out: Path
    data: Path
    code: int
    said: str


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    folder = tmp_path_factory.mktemp("replay")
    done = subprocess.run(
        [sys.executable, "-m", "demo", "--out", str(folder / "out"), "--data", str(folder / "data")],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    return Replayed(folder / "out" / "2021Q1", folder / "data", done.returncode, done.stdout + done.stderr)


@pytest.fixture(scope="module")
def accused(replayed: Replayed) -> list[StoredFinding]:
    """Every finding that would cost points, whatever its state, as the database holds it."""
    database = open_database(f"sqlite:///{replayed.data}/xunjian.sqlite3")
    with database.reading() as connection:
        found = findings.listing(connection)
    database.dispose()
    return [one for one in found if one.severity.rank >= Severity.ERROR.rank]


def plan(*outcomes: str) -> list[dict[str, Any]]:
    """What the plan expects, wherever in the file it says so."""

    def walk(part: Any) -> Iterator[dict[str, Any]]:
        if isinstance(part, dict):
            yield from part.get("expect", ())
            for value in part.values():
                yield from walk(value)
        elif isinstance(part, list):
            for value in part:
                yield from walk(value)

    whole = yaml.safe_load((REPOSITORY / "demo" / "plan.yaml").read_text("utf-8"))
    return [one for one in walk(whole) if one["outcome"] in outcomes]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def same(text: str) -> str:
    """The print leaves a zero blank and breaks long names into lines."""
    plain = "".join(text.split())
    return "" if plain == "0" else plain


def days(finding: StoredFinding, *kinds: ScanKind) -> set[date]:
    return {beijing_day(one.as_of) for one in finding.observations if one.scan_kind in kinds}


def test_it_ends_well(replayed: Replayed) -> None:
    assert replayed.code == 0, replayed.said[-3000:]
    assert "Traceback" not in replayed.said


@pytest.mark.parametrize(("annex", "lines"), [(1, 65), (2, 34)])
def test_deductions_scores_and_ranks_are_the_printed_ones(replayed: Replayed, annex: int, lines: int) -> None:
    ours, printed = rows(replayed.out / f"annex{annex}.csv"), rows(PUBLISHED / f"annex{annex}.csv")
    assert len(ours) == len(printed) == lines
    for row in ours:
        row["排名"] = row.pop("排名（按原表口径）", row["排名"])
    for mine, theirs in zip(ours, printed, strict=True):
        assert {name: same(mine[name]) for name in theirs} == {name: same(cell) for name, cell in theirs.items()}


@pytest.mark.parametrize(("annex", "lines"), [(1, 65), (2, 34)])
def test_the_workbooks_hold_the_same_scores(replayed: Replayed, annex: int, lines: int) -> None:
    sheet = load_workbook(replayed.out / f"annex{annex}.xlsx", data_only=True).worksheets[0]
    scores = [float(row["得分"]) for row in rows(PUBLISHED / f"annex{annex}.csv")]
    column = {1: 13, 2: 12}[annex]
    assert [sheet.cell(6 + line, column).value for line in range(lines)] == scores


def test_annex_3_has_its_three_findings_with_every_field(replayed: Replayed) -> None:
    written = rows(replayed.out / "annex3.csv")
    store = SnapshotStore(replayed.data / "snapshots")
    assert len(written) == len(ANNEX_3)
    for row, (name, points, at, kind, title, url, word) in zip(written, ANNEX_3, strict=True):
        assert (row["名称"], row["单位合计扣分"], row["检测时间"], row["对象"]) == (name, points, at, kind)
        assert same(row["文章或栏目名称"]) == same(title)
        assert row["地址"] in (url, url.removesuffix("index.html"))
        assert word in row["问题描述"]
        assert row["问题描述"].endswith("（扣10分）")
        proof = store.get(row["快照地址"].removeprefix("snapshot:sha256:")).decode()
        assert ("500225190303170012" in proof) == (word == "公民身份号码")
    text = (replayed.out / "annex3.csv").read_text("utf-8-sig") + (replayed.out / "quarter.json").read_text("utf-8")
    assert "500225190303170012" not in text
    assert (replayed.out / "annex3.xlsx").stat().st_size > 5000


def test_all_of_the_plan_is_found_and_nothing_else_is_accused(accused: list[StoredFinding]) -> None:
    planned = {(one["rule"], one["subject"]): one["outcome"] for one in plan("confirmed", "suspected")}
    assert {(one.rule, one.subject.id): one.state for one in accused} == planned


def test_each_silence_is_accused_in_its_own_weeks_only(accused: list[StoredFinding]) -> None:
    periodic = ("website.news-stale", "new-media.quiet-week")
    planned: dict[tuple[str, str], set[date]] = {}
    for one in plan("confirmed"):
        if one["rule"] in periodic:
            planned.setdefault((one["rule"], one["subject"]), set()).update(one["scans"])
    seen: dict[tuple[str, str], set[date]] = {}
    for finding in accused:
        if finding.rule in periodic:
            seen.setdefault((finding.rule, finding.subject.id), set()).update(days(finding, ScanKind.WEEKLY))
    assert seen == planned


def test_what_was_planned_for_a_day_is_found_on_that_day(accused: list[StoredFinding]) -> None:
    """On one of its days for an article: a weekly scan does not read again what an earlier scan has read."""
    for one in plan("confirmed", "suspected"):
        found = [each for each in accused if (each.rule, each.subject.id) == (one["rule"], one["subject"])]
        seen = {day for each in found for day in days(each, ScanKind.WEEKLY, ScanKind.QUARTER)}
        wanted = set(one.get("scans", seen))
        assert wanted <= seen or (str(one["subject"]).startswith("http") and wanted & seen), one


@pytest.mark.parametrize("one", plan("innocent", "unknown"), ids=lambda one: f"{one['subject']}-{one.get('rule', '')}")
def test_look_alikes_and_the_unreadable_stay_unaccused(accused: list[StoredFinding], one: dict[str, Any]) -> None:
    for finding in accused:
        subject = finding.subject
        about = one["subject"] in (subject.id, subject.column_id, subject.account_id)
        if about and one.get("rule", finding.rule) == finding.rule:
            seen = days(finding, *ScanKind)
            assert "scans" in one and not seen & set(one["scans"]), (finding.message, seen)


def test_every_point_has_its_reasons(replayed: Replayed, accused: list[StoredFinding]) -> None:
    document = json.loads((replayed.out / "quarter.json").read_text("utf-8"))
    confirmed = {one.id for one in accused if one.state == "confirmed"}
    named = {
        finding
        for line in (*document["sites"], *document["accounts"])
        for deduction in line["deductions"]
        for finding in deduction["findings"]
    }
    assert named == confirmed


def test_a_record_for_each_of_thirteen_weeks(replayed: Replayed) -> None:
    records = sorted((replayed.out / "weekly").glob("*.json"))
    assert len(records) == 13
    for path in records:
        coverage = json.loads(path.read_text("utf-8"))["coverage"]
        assert coverage["planned"] == coverage["judged"] + coverage["unknown"]
        assert coverage["judged"] > 1000
