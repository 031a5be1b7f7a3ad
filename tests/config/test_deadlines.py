"""The calendar and the time limits: what the packaged files say, and what is refused with its place."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from config.deadlines import CALENDAR, HEADERS, costs_nowhere, load_calendar, load_deadlines
from config.indicators import load_tables
from config.problem import ConfigError
from inspection.finding import Severity
from monitors.frame.catalogue import catalogue

HEAD = ",".join(HEADERS)
YEAR = "2030-01-01,2030-01-03,放假,元旦、春节、清明节、劳动节、端午节、中秋节、国庆节,国办通知,O"
OTHER = "{id: other, title: 其他, working_days: 5, warn_days: 1, clause: 假定, grade: A}"


def test_the_packaged_calendar_covers_the_years_it_names() -> None:
    calendar = load_calendar()
    assert calendar.years == set(range(2020, 2027))
    assert not calendar.off & calendar.worked


def test_the_packaged_limits_name_real_monitors_and_hold_every_finding() -> None:
    deadlines = load_deadlines()
    assert {name for one in deadlines.classes for name in one.monitors} <= set(catalogue())
    assert all(one.grade for one in deadlines.classes)
    assert deadlines.of("id_number_exposed", Severity.HINT).id == "security"
    assert deadlines.of("column_stale", Severity.VETO).id == "veto"
    assert deadlines.of("wording_error", Severity.HINT).working_days == 3
    assert deadlines.of("wording_error", Severity.VETO).id == "veto"
    assert deadlines.of("column_stale", Severity.ERROR).id == deadlines.of("manual", Severity.HINT).id == "other"
    assert deadlines.recurrence is not None and deadlines.recurrence.monitors <= set(catalogue())
    assert deadlines.overdue == ()  # the points of the district's scheme have not been read


def folder(path: Path, holidays: str = YEAR, limits: str = f"classes: [{OTHER}]") -> Path:
    (path / "holidays.csv").write_text(f"{HEAD}\n{holidays}\n", encoding="utf-8")
    (path / "deadlines.yaml").write_text(limits, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("2030-13-01,2030-01-03,放假,元旦,国办,O", "第2行“起始日”：“2030-13-01”应为日期"),
        ("2030-01-03,2030-01-01,放假,元旦,国办,O", "第2行“截止日”：应不早于起始日"),
        ("2030-01-01,2031-01-03,放假,元旦,国办,O", "一次放假不超过16天"),
        ("2030-01-01,2030-01-01,调休上班,元旦,国办,O", "调休上班应为周六或周日"),
        ("2030-01-01,2030-01-03,休息,元旦,国办,O", "没有“休息”这一项（允许：放假、调休上班）"),
        ("2030-01-01,2030-01-03,放假,元旦,,O", "第2行“来源”：不能为空"),
        ("2030-01-01,2030-01-03,放假,元旦,国办,X", "“依据等级”：没有“X”这一项"),
        (f"{YEAR}\n2030-01-03,2030-01-04,放假,元旦,国办,O", "第3行“起始日”：2030-01-03 在表中出现了两次"),
    ],
)
def test_a_bad_row_of_the_calendar_is_named(tmp_path: Path, rows: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as problem:
        load_calendar(folder(tmp_path, holidays=rows))
    assert "holidays.csv" in str(problem.value)


def test_a_calendar_need_not_say_what_a_recurrence_is(tmp_path: Path) -> None:
    assert load_deadlines(folder(tmp_path)).recurrence is None


def test_half_a_year_is_no_calendar(tmp_path: Path) -> None:
    """A table that names the New Year only must not pass for the whole year's arrangement."""
    assert load_calendar(folder(tmp_path)).years == {2030}
    assert load_calendar(folder(tmp_path, holidays=YEAR.replace("、国庆节", ""))).years == set()


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (f"classes: [{OTHER}, {OTHER}]", "类别“other”写了两次"),
        (f"classes: [{OTHER}, {OTHER.replace('other', 'more')}]", r"classes\[0\]：只有最后一类不写条件"),
        (f"classes: [{OTHER[:-1]}, severities: [veto]}}]", r"classes\[0\]：只有最后一类不写条件"),
        (f"classes: [{OTHER.replace('warn_days: 1', 'warn_days: 5')}]", "warn_days：应小于 working_days"),
        (f"classes: [{OTHER.replace('working_days: 5', 'working_days: -1')}]", "working_days"),
        (f"classes: [{OTHER[:-1]}, days: 3}}]", "days"),
        ("classes: []", "classes"),
        (f"classes: [{OTHER}]\nrecurrence: {{within_days: 0, monitors: [a], clause: x, grade: A}}", "within_days"),
        (f"classes: [{OTHER}]\nrecurrence: {{within_days: 9, monitors: [], clause: x, grade: A}}", "monitors"),
    ],
)
def test_bad_limits_are_named(tmp_path: Path, limits: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as problem:
        load_deadlines(folder(tmp_path, limits=limits))
    assert "deadlines.yaml" in str(problem.value)


COST = "{table: dazu-website-2021, item: wording, indicator: 错情整改, points: 2, clause: 测试, grade: C}"


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        (COST, ""),
        (COST.replace("2021", "1999"), "没有指标表“dazu-website-1999”"),
        (COST.replace("item: wording", "item: profile"), "没有扣分项“profile”"),
    ],
)
def test_a_cost_names_a_table_and_an_item(tmp_path: Path, cost: str, said: str) -> None:
    deadlines = load_deadlines(folder(tmp_path, limits=f"classes: [{OTHER}]\noverdue: [{cost}]"))
    assert deadlines.overdue[0].points == Decimal(2)
    told = list(costs_nowhere(deadlines, load_tables()))
    assert [said in line for line in told] == ([True] if said else [])


def test_the_packaged_costs_lead_somewhere() -> None:
    assert list(costs_nowhere(load_deadlines(CALENDAR), load_tables())) == []
