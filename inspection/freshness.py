"""How fresh a column or an account was when it was last judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from inspection.finding import SubjectKind


@dataclass(frozen=True, slots=True)
class Freshness:
    """What one judging saw of a column or an account, at the aware moment ``as_of``.

    ``newest``: the Beijing day of the newest item or post not later than ``as_of``; ``None`` where none was seen.
    ``gap`` (Chinese): why something newer may have been missed, empty when nothing was. ``items``: of an account, posts
    by Beijing day as far back as its feed shows them.
    """

    kind: SubjectKind
    id: str
    site_id: str | None
    as_of: datetime
    newest: date | None
    gap: str = ""
    items: Mapping[date, int] = field(default_factory=dict)
