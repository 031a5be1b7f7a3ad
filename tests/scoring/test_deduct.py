"""What one site or account pays for, and how often."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from observed import seen, veto

from config.indicators import load_tables
from inspection.rule import Per, ScanKind
from inspection.score import Counted
from scoring.deduct import deductions, vetoes
from scoring.line import Assessed, assess

PER_ITEM = {"item": "quarterly", "per": Per.ITEM}
GUIDE = {"item": "guide", "per": Per.FINDING, "points": Decimal(1)}


@pytest.mark.parametrize(
    ("observations", "cost"),
    [
        pytest.param([], 0, id="nothing seen costs nothing"),
        pytest.param([seen("f1", "w1"), seen("f2", "w1")], 10, id="two stale columns in one weekly scan cost once"),
        pytest.param([seen("f1", "w1"), seen("f1", "w2")], 20, id="the same stale column costs again the week after"),
        pytest.param([seen("f1", "w1"), seen("f1", "w1")], 10, id="an observation given twice counts once"),
        pytest.param([seen("f1", "r1")], 0, id="a re-check never costs"),
        pytest.param([seen("f1", "q1", **PER_ITEM), seen("f2", "q1", **PER_ITEM)], 10, id="one indicator, 共扣10分"),
        pytest.param([seen("f1", "q1", **PER_ITEM), seen("f1", "q2", **PER_ITEM)], 10, id="two sittings are one check"),
        pytest.param(
            [seen("f1", "q1", **PER_ITEM), seen("f2", "q1", indicator="领导信息", **PER_ITEM)], 20, id="two indicators"
        ),
        pytest.param([seen("f1", "d1", **PER_ITEM)], 0, id="seen by a daily scan only: right again before the check"),
        pytest.param([seen("f1", "q1", **GUIDE), seen("f2", "q1", **GUIDE)], 2, id="each incomplete guide costs"),
        pytest.param([seen("f1", "q1", **GUIDE), seen("f1", "q2", **GUIDE)], 1, id="one guide seen twice costs once"),
        pytest.param(
            [seen("f1", "w1"), seen("f2", "w1", points=Decimal(20))], 20, id="the dearest of one event counts"
        ),
        pytest.param([veto()], 0, id="a veto takes no points"),
    ],
)
def test_what_it_costs(observations: list[Counted], cost: int) -> None:
    assert sum(deduction.points for deduction in deductions(observations)) == cost


def test_a_deduction_names_its_findings_and_says_why() -> None:
    [deduction] = deductions([seen("f2", "w1", title="要闻", rule="b"), seen("f1", "w1", rule="a")])
    assert (deduction.item, deduction.reasons, deduction.rules) == ("weekly", ("f1", "f2"), ("a", "b"))
    assert deduction.text == "2021-01-05周扫描，动态：15天未更新，应不超过14天；要闻：15天未更新，应不超过14天"
    assert deduction.arithmetic == "每次扫描扣10分（本次发现问题2个，只扣一次）"


def test_a_veto_is_told_once_however_often_seen() -> None:
    assert vetoes([veto("v1", "q51"), veto("v1", "q50"), seen()]) == (veto("v1", "q50"),)


OBSERVATIONS = st.lists(
    st.builds(
        lambda number, scan, day, priced, indicator: seen(
            f"f{number}",
            f"{scan}{day}",
            indicator=indicator,
            **dict(zip(("item", "per", "points"), priced, strict=True)),
        ),
        st.integers(1, 6),
        st.sampled_from("wqdr"),
        st.integers(1, 12),
        st.sampled_from(
            [
                ("weekly", Per.SCAN, Decimal(10)),
                ("weekly", Per.SCAN, Decimal(20)),
                ("quarterly", Per.ITEM, Decimal(10)),
                ("guide", Per.FINDING, Decimal(1)),
                ("wording", Per.FINDING, Decimal("0.5")),
                ("mailbox", Per.ITEM, Decimal(4)),
            ]
        ),
        st.sampled_from(["甲", "乙", "丙", "丁", "戊", "己"]),
    ),
    max_size=40,
)
SITES = next(table for table in load_tables() if table.subject == "sites")


def scored(observations: list[Counted], public_service: bool = True) -> Assessed:
    return assess(SITES, observations, (), public_service=public_service)


@given(OBSERVATIONS, st.randoms(), st.booleans())
def test_the_order_of_observations_does_not_matter(seen_all: list[Counted], random: object, public: bool) -> None:
    shuffled = list(seen_all)
    random.shuffle(shuffled)
    assert scored(shuffled, public) == scored(seen_all, public)


@given(OBSERVATIONS, OBSERVATIONS, st.booleans())
def test_seeing_more_never_raises_a_score(some: list[Counted], more: list[Counted], public: bool) -> None:
    assert scored(some + more, public).score <= scored(some, public).score


@given(OBSERVATIONS, st.booleans())
def test_no_cell_and_no_group_costs_more_than_it_has(observations: list[Counted], public: bool) -> None:
    result = scored(observations, public)
    cells = {cell.item: cell for cell in result.cells if cell.printed is not None}
    for item in SITES.items:
        if item.id in cells:
            assert 0 <= cells[item.id].printed <= min(item.points, cells[item.id].raw)
    for group in SITES.groups:
        shared = [cells[item.id] for item in SITES.items if item.group == group.title]
        assert sum(cell.printed * abs(cell.factor) for cell in shared) <= group.points
    assert 0 <= result.score <= 100


@given(OBSERVATIONS)
def test_rechecks_alone_never_cost(observations: list[Counted]) -> None:
    idle = [each for each in observations if each.scan_kind is ScanKind.RECHECK]
    assert scored(idle).score == 100
