"""Two ranks: the true competition rank, and the one that a source prints.

Annex 1 of 大足府办发〔2021〕46号 prints for all 65 rows a rank among its rows 1–34 only; the quarter's data says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal


def competition_ranks(scores: Sequence[Decimal]) -> tuple[int, ...]:
    """1 + the number of higher scores, in input order: ties share a rank and the next one skips (1, 1, 3)."""
    first_at: dict[Decimal, int] = {}
    for position, score in enumerate(sorted(scores, reverse=True), start=1):
        first_at.setdefault(score, position)
    return tuple(first_at[score] for score in scores)


def ranks_as_printed(score_by_row: Mapping[int, Decimal], last_row: int) -> dict[int, int]:
    """By row: 1 + the number of higher scores among the rows 1 … ``last_row`` (inclusive) only."""
    compared = [score for row, score in score_by_row.items() if row <= last_row]
    return {row: 1 + sum(other > score for other in compared) for row, score in score_by_row.items()}
