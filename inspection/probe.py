"""Probes: single tries to open a site's home page, from which its availability is judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inspection.fetched import FetchFailure


@dataclass(frozen=True, slots=True)
class Probe:
    """One try at the aware moment ``at``, which took ``milliseconds``.

    ``failure`` is ``None`` exactly when the page opened in time; ``status`` is 0 when no HTTP answer came. ``own_side``
    (Chinese) tells why a failure says nothing about the site: our line, our resolver, our manners; empty elsewhere.
    """

    site_id: str
    url: str
    at: datetime
    milliseconds: int
    status: int
    failure: FetchFailure | None
    detail: str = ""
    own_side: str = ""

    @property
    def failed(self) -> bool:
        """Whether the site did not open, and it was not our fault."""
        return self.failure is not None and not self.own_side

    @property
    def reason(self) -> str:
        """Chinese name of the failure with its detail; empty when the page opened."""
        if self.failure is None:
            return ""
        return f"{self.failure.label}（{self.detail}）" if self.detail else self.failure.label
