"""The record of a week: coverage, findings by unit, and what changed."""

from datetime import date
from decimal import Decimal

from observed import MONDAY

from inspection.finding import Severity
from scoring.weekly_record import SeenFinding, Tally, UnknownRow, WeeklyRecord, weekly_record


def found(number: str, severity: Severity = Severity.ERROR, unit: str = "park") -> SeenFinding:
    return SeenFinding(
        f"f{number}", "website.news-stale", unit, f"单位{unit}", f"column-{number}", f"栏目{number}", "http://s.example/",
        "15天未更新", severity, "已确认", Decimal(10), MONDAY,
    )  # fmt: skip


def record(seen: list[SeenFinding], last_week: list[SeenFinding] | None = None, judged: list = ()) -> WeeklyRecord:
    return weekly_record(
        "w2",
        first_day=date(2021, 1, 4),
        last_day=date(2021, 1, 10),
        as_of=MONDAY,
        tallies=[Tally("park", "单位park", 12, 10), Tally("bureau", "单位bureau", 3, 3)],
        unknown=[UnknownRow("park", "单位park", "website.news-stale", "column-9", "要闻", "超时未打开")],
        seen=seen,
        last_week=last_week,
        judged_again=judged,
    )


def test_coverage_accounts_for_every_planned_question() -> None:
    week = record([])
    assert (week.planned, week.judged, len(week.unknown), week.unaccounted) == (15, 13, 1, 1)


def test_findings_and_warnings_stand_under_their_unit() -> None:
    week = record([found("2"), found("1"), found("3", Severity.WARNING), found("4", Severity.VETO, unit="bureau")])
    assert [(unit.unit_id, len(unit.findings), len(unit.warnings)) for unit in week.units] == [
        ("bureau", 1, 0),
        ("park", 2, 1),
    ]
    assert [each.finding_id for each in week.findings] == ["f4", "f1", "f2"]


def test_the_first_week_has_nothing_to_compare() -> None:
    assert record([found("1")]).change is None


def test_a_finding_is_gone_only_when_it_was_judged_again() -> None:
    last_week = [found("1"), found("2"), found("3"), found("5", Severity.WARNING)]
    change = record([found("1"), found("4")], last_week, [found("2").question]).change
    assert change is not None
    told = {name: [each.finding_id for each in getattr(change, name)] for name in ("new", "still", "gone", "unchecked")}
    assert told == {"new": ["f4"], "still": ["f1"], "gone": ["f2"], "unchecked": ["f3"]}


def test_the_order_of_the_inputs_does_not_matter() -> None:
    assert record([found("1"), found("2")]) == record([found("2"), found("1")])
