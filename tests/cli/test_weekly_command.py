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
