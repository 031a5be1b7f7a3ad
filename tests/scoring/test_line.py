"""Cells, caps, formulas and results of one line."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from observed import seen, veto

from inspection.indicators import IndicatorTable
from inspection.registry import Grade, ManualEntry, ManualKind
from inspection.rule import Per
from inspection.score import Result
from scoring.error import ScoringError
from scoring.line import assess
from scoring.points import one_decimal

Enter = Callable[..., ManualEntry]


@pytest.fixture
def entry() -> Enter:
    def make(kind: ManualKind, item: str | None = None, points: str | None = None, text: str = "示例") -> ManualEntry:
        return ManualEntry("2021Q1", "park", kind, item, points, text, "附件1", Grade.CIRCULAR)

    return make


def weeks(number: int) -> list[object]:
    return [seen("f1", f"w{week}") for week in range(1, number + 1)]


def quarterly(number: int) -> list[object]:
    return [seen(f"q{at}", "q60", item="quarterly", per=Per.ITEM, indicator=f"指标{at}") for at in range(number)]


@pytest.mark.parametrize(
    ("observations", "public_service", "score", "arithmetic"),
    [
        ([], True, "100.0", "100 = 100.0"),
        ([], False, "100.0", "[90] × 100 ÷ 90 = 100.0"),
        (weeks(1), True, "95.0", "100 − 周扫描10×0.5 = 95.0"),
        (weeks(1), False, "94.4", "[90 − 周扫描10×0.5] × 100 ÷ 90 ≈ 94.4"),
        (quarterly(1), False, "88.9", "[90 − 季度检查10] × 100 ÷ 90 ≈ 88.9"),
        (weeks(9), True, "75.0", "100 − 周扫描50×0.5 = 75.0"),
        (weeks(9) + quarterly(9), True, "50.0", "100 − 周扫描50×0.5 − 季度检查25 = 50.0"),
    ],
)
def test_score(
    site_table: IndicatorTable, observations: list, public_service: bool, score: str, arithmetic: str
) -> None:
    line = assess(site_table, observations, (), public_service=public_service)
    assert (str(one_decimal(line.score)), line.arithmetic) == (score, arithmetic)


def test_the_group_cuts_the_later_cell_and_says_so(site_table: IndicatorTable) -> None:
    cells = {cell.item: cell for cell in assess(site_table, weeks(9) + quarterly(9), ()).cells}
    assert (cells["weekly"].raw, cells["weekly"].printed) == (90, 50)
    assert cells["quarterly"].arithmetic == "25分（合计90分，按上限计25分）"


def test_what_is_not_assessed_costs_nothing(site_table: IndicatorTable) -> None:
    guide = [seen("g", "q60", item="guide", per=Per.FINDING, points=Decimal(1))]
    assert assess(site_table, guide, (), public_service=True).score == 99
    assert assess(site_table, guide, (), public_service=False).score == 100


@pytest.mark.parametrize(("public_service", "score"), [(True, "102.0"), (False, "97.8")])
def test_reported_errors_follow_each_formula_as_printed(
    site_table: IndicatorTable, entry: Enter, public_service: bool, score: str
) -> None:
    entries = [entry(ManualKind.ADJUSTMENT, "error-report", "2")]
    assert str(one_decimal(assess(site_table, [], entries, public_service=public_service).score)) == score


def test_bonus_is_given_up_to_its_points(site_table: IndicatorTable, entry: Enter) -> None:
    line = assess(site_table, [], [entry(ManualKind.ADJUSTMENT, "bonus", "25", "区级以上表彰")])
    assert line.score == 120
    assert line.deductions[0].text == "人工录入：区级以上表彰（来源：附件1）"


def test_a_confirmed_veto_fails_the_site_with_its_reason(site_table: IndicatorTable) -> None:
    line = assess(site_table, [veto()], ())
    assert (line.veto, line.result, line.score) == (True, Result.NOT_QUALIFIED, 100)
    assert line.veto_text.startswith("首页不更新：动态，")


def test_a_printed_veto_is_shown_but_decides_nothing(site_table: IndicatorTable, entry: Enter) -> None:
    line = assess(site_table, [], [entry(ManualKind.PRINTED_VETO, text="印为“是”")])
    assert (line.veto, line.result, line.veto_text) == (True, Result.QUALIFIED, "印为“是”（来源：附件1）")


def test_notes_are_kept(site_table: IndicatorTable, entry: Enter) -> None:
    assert assess(site_table, [], [entry(ManualKind.NOTE, text="看过")]).notes == ("看过（来源：附件1）",)


@pytest.mark.parametrize(
    ("item", "points", "complaint"),
    [
        ("bonus", "两分", "人工录入（park，bonus）的分值“两分”应为不小于0的数字"),
        ("bonus", "-1", "人工录入（park，bonus）的分值“-1”应为不小于0的数字"),
        ("bonus", "NaN", "人工录入（park，bonus）的分值“NaN”应为不小于0的数字"),
        ("bonus", None, "人工录入（park，bonus）的分值“None”应为不小于0的数字"),
        ("smile", "1", "指标表 dazu-website-2020 没有项目“smile”"),
    ],
)
def test_a_bad_entry_is_refused(
    site_table: IndicatorTable, entry: Enter, item: str, points: str | None, complaint: str
) -> None:
    with pytest.raises(ScoringError, match=complaint):
        assess(site_table, [], [entry(ManualKind.ADJUSTMENT, item, points)])


def test_an_observation_of_an_unknown_item_is_refused(site_table: IndicatorTable) -> None:
    with pytest.raises(ScoringError, match="没有项目“smile”"):
        assess(site_table, [seen(item="smile")], ())
