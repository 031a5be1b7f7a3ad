"""Administrative region codes of GB/T 2260, by whether they were ever in force."""

from __future__ import annotations

from functools import cache
from typing import Any

from stdnum import numdb


def is_province(code: str) -> bool:
    """Whether the first two of ``code``'s digits name a province-level region."""
    return bool(_parts(code[:2] + "0000"))


def was_ever_county(code: str) -> bool:
    """Whether the six-digit ``code`` was a county-level code at any time.

    The birth date says nothing about the period: numbers were given out to people born long before their county's
    code came into force (a county turned district, a new municipality).
    """
    return len(_parts(code)) > 1


@cache
def _parts(code: str) -> tuple[Any, ...]:
    return tuple(part for part, properties in numdb.get("cn/loc").info(code) if properties)
