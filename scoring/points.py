"""How points are printed."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_ONE_DECIMAL = Decimal("0.1")


def one_decimal(score: Decimal) -> Decimal:
    """``score`` with one decimal, half up, as the annexes print it."""
    return score.quantize(_ONE_DECIMAL, ROUND_HALF_UP)


def plain(points: Decimal) -> str:
    """``points`` without exponent or trailing zeros: 10, 0.5, 94.444."""
    # Not normalize(): that would round to the precision of whatever context is current.
    text = f"{points:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) if points else "0"
