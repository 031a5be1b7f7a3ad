"""How points are printed."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_ONE_DECIMAL = Decimal("0.1")


def one_decimal(score: Decimal) -> Decimal:
    """``score`` with one decimal, half up, as the annexes print it."""
    return score.quantize(_ONE_DECIMAL, ROUND_HALF_UP)


def plain(points: Decimal) -> str:
    """``points`` without exponent or trailing zeros: 10, 0.5, 94.444."""
    return f"{points.normalize():f}" if points else "0"
