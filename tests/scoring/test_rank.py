"""True competition ranks, and the rank that annex 1 prints."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rank import competition_ranks, ranks_as_printed


@pytest.mark.parametrize(
    ("scores", "ranks"),
    [
        ([], ()),
        (["100"], (1,)),
        (["100", "100", "95"], (1, 1, 3)),
        (["80", "100", "95", "95", "100"], (5, 1, 3, 3, 1)),
        (["100.0", "100"], (1, 1)),
    ],
)
def test_ties_share_and_the_next_skips(scores: list[str], ranks: tuple[int, ...]) -> None:
    assert competition_ranks([Decimal(score) for score in scores]) == ranks


def test_the_printed_rank_compares_with_the_first_rows_only() -> None:
    scores = {1: Decimal(90), 2: Decimal(100), 3: Decimal(100), 4: Decimal(80)}
    assert ranks_as_printed(scores, last_row=2) == {1: 2, 2: 1, 3: 1, 4: 3}
    assert ranks_as_printed(scores, last_row=4) == {1: 3, 2: 1, 3: 1, 4: 4}


@given(st.lists(st.integers(0, 200).map(lambda tenths: Decimal(tenths) / 10)))
def test_a_rank_is_one_more_than_the_number_of_higher_scores(scores: list[Decimal]) -> None:
    assert competition_ranks(scores) == tuple(1 + sum(other > score for other in scores) for score in scores)
