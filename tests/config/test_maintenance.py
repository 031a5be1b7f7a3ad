"""Announced maintenance as a clerk writes it: an optional file, read exactly, every fault with file, row and header."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from config.districts import load_district
from config.maintenance import FILE, HEADERS
from config.new_district import write_district
from config.problem import ConfigError
from inspection.maintenance import Excused, Maintenance
from inspection.moment import BEIJING
from inspection.registry import Grade


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_district("shili", "示例区", tmp_path)


def write(folder: Path, *rows: str, headers: str = ",".join(HEADERS)) -> None:
    (folder / FILE).write_text("\n".join([headers, *rows]), encoding="utf-8-sig")


def load(folder: Path) -> tuple[Maintenance, ...]:
    return load_district(folder.name, folder.parent).maintenance


def test_a_district_needs_no_such_file(folder: Path) -> None:
    assert load(folder) == ()


def test_a_row_is_a_window(folder: Path) -> None:
    write(folder, "专栏,jiaoyuju,2026-03-14 08:00,2026-03-15 02:30,机房搬迁,函〔2026〕3号,C")
    first, end = datetime(2026, 3, 14, 8, 0, tzinfo=BEIJING), datetime(2026, 3, 15, 2, 30, tzinfo=BEIJING)
    said = Maintenance(Excused.SITE, "jiaoyuju", first, end, "机房搬迁", "函〔2026〕3号", Grade.CIRCULAR)
    assert load(folder) == (said,)
    assert (said.covers(first), said.covers(end)) == (True, False)


@pytest.mark.parametrize(
    ("first", "end", "read"),
    [
        ("2026-03-14", "2026-03-14", ("2026-03-14T00:00", "2026-03-15T00:00")),
        ("2026/3/4", "2026/3/5 6:30", ("2026-03-04T00:00", "2026-03-05T06:30")),
        ("2026-03-04T22:00:30", "2026-12-31", ("2026-03-04T22:00:30", "2027-01-01T00:00")),
    ],
)
def test_how_moments_are_written(folder: Path, first: str, end: str, read: tuple[str, str]) -> None:
    write(folder, f"单位,jiaoyuju,{first},{end},搬迁,函,O", "账号,jiaoyuju-weibo,2026-03-01,2026-03-02,更名,函,O")
    unit, account = load(folder)
    assert (unit.first, unit.end) == tuple(datetime.fromisoformat(one).replace(tzinfo=BEIJING) for one in read)
    assert (unit.whom, account.whom) == (Excused.UNIT, Excused.ACCOUNT)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "栏目,jiaoyuju,2026-03-14,2026-03-15,搬迁,函,C",
            "第2行“对象类别”：没有“栏目”这一项（允许：单位、专栏、账号）",
        ),
        ("专栏,nowhere,2026-03-14,2026-03-15,搬迁,函,C", "第2行“对象编号”：“nowhere”在 sites.csv 中没有"),
        ("账号,jiaoyuju,2026-03-14,2026-03-15,搬迁,函,C", "第2行“对象编号”：“jiaoyuju”在 accounts.csv 中没有"),
        ("专栏,jiaoyuju,3月14日,2026-03-15,搬迁,函,C", "第2行“开始”：“3月14日”应为北京时间，如 2026-03-14"),
        ("专栏,jiaoyuju,2026-02-30,2026-03-15,搬迁,函,C", "第2行“开始”：“2026-02-30”应为北京时间"),
        ("专栏,jiaoyuju,2026-03-14 08:00,2026-03-14 08:00,搬迁,函,C", "第2行“结束”：应晚于“开始”"),
        ("专栏,jiaoyuju,2026-03-14,2028-03-14,搬迁,函,C", "第2行“结束”：一次报备最长一年，请检查年份"),
        ("专栏,jiaoyuju,2026-03-14,2026-03-15,,函,C", "第2行“事由”：不能为空"),
        ("专栏,jiaoyuju,2026-03-14,2026-03-15,搬迁,函,X", "第2行“依据等级”：没有“X”这一项"),
    ],
)
def test_every_fault_names_its_place(folder: Path, row: str, said: str) -> None:
    write(folder, row)
    with pytest.raises(ConfigError) as caught:
        load(folder)
    (line,) = caught.value.problems
    assert line.startswith(f"maintenance.csv {said}")


def test_a_missing_column_is_named(folder: Path) -> None:
    write(folder, headers="对象类别,对象编号,开始,结束,事由,来源")
    with pytest.raises(ConfigError, match=r"maintenance.csv 第1行：缺少“依据等级”一列"):
        load(folder)
