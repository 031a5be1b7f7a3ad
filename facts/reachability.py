"""Whether an address gave a usable page, and why not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from facts.page_kind import Kind, classify
from facts.sources import PageSource
from inspection.fetched import FetchFailure, FetchProblem

_GONE = re.compile(r"(?<!\d)(?:404|410)(?!\d)")


@dataclass(frozen=True, slots=True)
class Reachability:
    """``reason`` (Chinese) is empty exactly when a page came.

    ``gone``: the server itself says that there is no such page (404, 410); any other failure may be ours.
    """

    reason: str
    gone: bool

    @classmethod
    def extract(cls, source: PageSource) -> Self:
        """Never missing: that a page could not be had is the fact."""
        read = source.read
        if isinstance(read, FetchProblem):
            return cls(read.reason, read.failure is FetchFailure.HTTP_STATUS and bool(_GONE.search(read.detail)))
        kind = classify(read)
        if kind.kind in (Kind.BLOCKED, Kind.STUB):
            return cls(kind.reason, gone=read.page.status in (404, 410))
        return cls("", gone=False)
