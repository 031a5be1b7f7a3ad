"""What an account shows of itself: picture, introduction, certification, as far as its feed tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from facts.sources import AccountSource
from inspection.outcome import Irrelevant, Missing
from inspection.post import Profile


@dataclass(frozen=True, slots=True)
class AccountProfile:
    """At least one of the profile's fields is known."""

    profile: Profile

    @classmethod
    def extract(cls, source: AccountSource) -> Self | Missing | Irrelevant:
        """``Irrelevant`` where the format tells nothing: most feeds list posts only."""
        reading = source.reading
        if reading.reason is not None:
            return Missing(reading.reason)
        if reading.profile in (None, Profile()):
            return Irrelevant("信息源不提供账号资料，需人工查看")
        return cls(reading.profile or Profile())
