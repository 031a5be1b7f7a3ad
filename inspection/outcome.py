"""What a check may answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """The answer of one rule about one subject.

    ``UNKNOWN`` (a fact was missing or the check broke) is never read as ``PASS`` or ``FAIL`` and never costs points.
    """

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Missing:
    """Stands where a fact should be: why it could not be had (Chinese, shown to operators)."""

    reason: str


@dataclass(frozen=True, slots=True)
class Irrelevant:
    """Stands where a fact has no place (a list page has no publication date): the rule is not applicable there."""

    reason: str


class CannotTell(Exception):
    """Raised by a check whose fact is present but does not settle the question; the text becomes the reason."""
