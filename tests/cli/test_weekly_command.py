"""Weekly records are listed, shown, signed once by a person, and stay as they were signed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scanned_district import Scanned
from sqlalchemy import create_engine, text
from tests_support import Xunjian
from village_portal import AS_OF

QUARTER = """quarters:
  - id: 2026Q1
    title: 2026年第一季度
    first_day: 2026-01-01
    last_day: 2026-03-31
    weekly_scans: [{at}]
    source: 测试
    grade: A
"""


@pytest.fixture
def settings(scanned: Scanned, tmp_path: Path) -> dict[str, str]:
    """The scan that was held becomes the registered weekly scan of its quarter."""
    districts = tmp_path / "districts"
    (districts / "liuxi" / "quarters.yaml").write_text(QUARTER.format(at=AS_OF), "utf-8")
    with create_engine(f"sqlite:///{tmp_path}/xunjian.sqlite3").begin() as connection:
        connection.execute(text("UPDATE scans SET quarter_id = '2026Q1'"))
    return scanned.settings | {"XUNJIAN_DISTRICTS_DIR": str(districts)}


def test_a_record_is_signed_once_and_stays(here: Xunjian, settings: dict[str, str], tmp_path: Path) -> None:
    (week,) = here("weekly", "list", "2026Q1", "--json", **settings).json
    assert (week["last_day"], week["signed"]) == ("2026-03-20", None)
    coverage = week["coverage"]
    assert coverage["planned"] == coverage["judged"] + coverage["unknown"] > 0
    assert week["findings"] > 0

    signed = here(
        "weekly", "sign", "2026-03-18", "--who", "王某", "--at", "2026-03-23T09:00+08:00", "--json", **settings
    )
    assert signed.code == 0, signed.err
    before = here("weekly", "show", "2026-03-20", "--json", **settings).json
    assert before["signed"]["who"] == "王某"
    again = here("weekly", "sign", "2026-03-20", "--who", "李某", **settings)
    assert again.code == 2
    assert "已由 王某 于 2026-03-23T09:00+08:00 签认" in again.complaint
    assert "不能更改或重签" in again.complaint

    finding = next(one for unit in before["record"]["units"] for one in unit["findings"] if one["status"] == "疑似")
    done = here("review", finding["finding"], "--dismiss", "--reason", "测试", **settings)
    assert done.code == 0, done.err
    after = here("weekly", "show", "2026-03-20", "--json", **settings)
    assert after.json["record"] == before["record"]
    assert (before["moved_on"], after.json["moved_on"]) == (False, True)
    assert "以签认时的内容为准" in after.err
    assert here("weekly", "verify", "2026Q1", "--json", **settings).json == {"signed": 1, "broken": []}


@pytest.mark.parametrize("change", ["document = replace(document, '王某', '李某')", "who = '李某'"])
def test_a_record_changed_behind_our_back_is_found(
    here: Xunjian, settings: dict[str, str], tmp_path: Path, change: str
) -> None:
    assert here("weekly", "sign", "2026-03-20", "--who", "王某", **settings).code == 0
    with create_engine(f"sqlite:///{tmp_path}/xunjian.sqlite3").begin() as connection:
        connection.execute(text("DROP TRIGGER weekly_signatures_no_update"))
        connection.execute(text(f"UPDATE weekly_signatures SET {change}"))
    ran = here("weekly", "verify", "2026Q1", **settings)
    assert ran.code == 1
    assert "2026-03-20 的签认记录与校验值不符" in ran.complaint


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list", "2026Q9"), "没有登记季度“2026Q9”"),
        (("show", "2026-03-01"), "2026-03-01 所在的一周没有完成的周扫描"),
        (("show", "三月"), "看不懂日期“三月”"),
        (("sign", "2026-03-20", "--who", " "), "请写明签认人"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    here: Xunjian, settings: dict[str, str], arguments: tuple[str, ...], said: str
) -> None:
    ran = here("weekly", *arguments, **settings)
    assert ran.code == 2
    assert said in ran.complaint


def test_much_left_unjudged_needs_a_word_of_the_signer(here: Xunjian, settings: dict[str, str]) -> None:
    strict = settings | {"XUNJIAN_MAX_UNKNOWN_SHARE": "0"}
    coverage = here("weekly", "list", "2026Q1", "--json", **strict).json[0]["coverage"]
    assert coverage["unknown"] > 0, "else this shows nothing"
    refused = here("weekly", "sign", "2026-03-20", "--who", "王某", **strict)
    assert (refused.code, "--note 说明" in refused.complaint) == (2, True)
    assert here("weekly", "sign", "2026-03-20", "--who", "王某", "--note", "公众号人工核对", **strict).code == 0


def test_the_scheduled_record_is_written_and_asks_for_a_signature(
    xunjian: Xunjian, settings: dict[str, str], tmp_path: Path
) -> None:
    ran = xunjian("schedule", "--once", "weekly-record", "--as-of", "2026-03-21T04:00+08:00", "--json", **settings)
    assert ran.code == 0, ran.err
    assert ran.json["state"] == "done"
    assert "xunjian weekly sign 2026-03-20" in ran.json["note"]
    record = json.loads((tmp_path / "weekly" / "2026-03-20.json").read_text("utf-8"))
    assert record["last_day"] == "2026-03-20"
    again = xunjian("schedule", "--once", "weekly-record", "--as-of", "2026-03-21T04:00+08:00", **settings)
    assert (again.code, "已经运行过" in again.complaint) == (2, True)


def report(here: Xunjian, settings: dict[str, str], folder: Path) -> tuple[str, dict[str, bytes]]:
    ran = here("report", "2026Q1", "--out", str(folder), **settings)
    assert ran.code == 0, ran.err
    return ran.out, {path.name: path.read_bytes() for path in sorted((folder / "2026Q1" / "weekly").iterdir())}


def test_the_files_of_a_signed_week_stay_byte_for_byte(here: Xunjian, settings: dict[str, str], tmp_path: Path) -> None:
    said, before = report(here, settings, tmp_path / "before")
    assert sorted(before) == ["2026-03-20.csv", "2026-03-20.json", "2026-03-20.xlsx"]
    assert "签认" not in said
    assert here("weekly", "sign", "2026-03-20", "--who", "王某", **settings).code == 0
    findings = here("review", "--json", **settings).json["findings"]
    assert here("review", findings[0]["id"], "--dismiss", "--reason", "测试", **settings).code == 0
    said, after = report(here, settings, tmp_path / "after")
    assert after == before
    assert "其中 1 周的周扫描记录已签认，按签认时的内容写出：2026-03-20" in said
    told = here("report", "2026Q1", "--out", str(tmp_path / "json"), "--json", **settings).json
    assert told["signed_weeks"] == ["2026-03-20"]


def test_a_signed_record_that_was_changed_is_not_written(
    here: Xunjian, settings: dict[str, str], tmp_path: Path
) -> None:
    assert here("weekly", "sign", "2026-03-20", "--who", "王某", **settings).code == 0
    with create_engine(f"sqlite:///{tmp_path}/xunjian.sqlite3").begin() as connection:
        connection.execute(text("DROP TRIGGER weekly_signatures_no_update"))
        connection.execute(text("UPDATE weekly_signatures SET who = '李某'"))
    ran = here("report", "2026Q1", "--out", str(tmp_path / "out"), **settings)
    assert ran.code == 2
    assert "2026-03-20 的签认记录与校验值不符，没有写出" in ran.complaint


def test_a_signed_week_is_scanned_again_only_when_asked_and_nothing_follows_that_scan(
    here: Xunjian, settings: dict[str, str], scanned: Scanned, tmp_path: Path
) -> None:
    again = ("scan", "weekly", "--as-of", AS_OF)
    assert here("weekly", "sign", "2026-03-20", "--who", "王某", "--at", "2026-03-21T09:00", **settings).code == 0
    _, files = report(here, settings, tmp_path / "before")
    scores = here("score", "2026Q1", "--json", **settings).json
    asked = len(scanned.portal.asked)
    refused = here(*again, **settings)
    assert (refused.code, refused.out) == (2, "")
    assert "2026-03-20 的周扫描记录已由 王某 于 2026-03-21T09:00+08:00 签认，没有重新扫描" in refused.complaint
    assert "--after-signing" in refused.complaint
    assert len(scanned.portal.asked) == asked

    news = str(scanned.portal.answers["/sw/news.htm"])
    scanned.portal.answers["/sw/news.htm"] = news.replace("2026-02-18", "2026-03-19")  # it would be in order now
    held = here(*again, "--after-signing", "--json", **settings).json
    assert held["after_signing"] and not held["resumed"] and held["scan"] != scanned.report["scan"]
    assert "签认后补扫" in here(*again, "--after-signing", **settings).out
    assert report(here, settings, tmp_path / "after")[1] == files
    now = here("score", "2026Q1", "--json", **settings).json
    assert [one["printed_score"] for one in now["sites"]] == [one["printed_score"] for one in scores["sites"]]
    shown = here("weekly", "show", "2026-03-20", **settings)
    assert "签认之后又补扫过（第2次、第3次扫描）" in shown.err
    assert here("weekly", "list", "2026Q1", "--json", **settings).json[0]["scanned_after"] == [2, 3]


def test_an_unsigned_week_is_scanned_again_as_ever(here: Xunjian, settings: dict[str, str]) -> None:
    held = here("scan", "weekly", "--as-of", AS_OF, "--after-signing", "--json", **settings).json
    assert held["after_signing"] is False, "nothing was signed, so nothing is marked"


def test_the_scheduler_does_not_scan_a_signed_week_again(xunjian: Xunjian, settings: dict[str, str]) -> None:
    assert xunjian("weekly", "sign", "2026-03-20", "--who", "王某", **settings).code == 0
    ran = xunjian("schedule", "--once", "weekly-scan", "--as-of", AS_OF, **settings)
    assert ran.code == 4 and "签认，没有重新扫描" in ran.out
