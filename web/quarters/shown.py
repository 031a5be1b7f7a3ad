"""A quarter as a page shows it: frozen, or as it stands now."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from db import closings
from db.closings import Closing
from inspection.registry import Quarter
from jobs.kept_results import QuarterNow, quarter_now
from jobs.quarter import QuarterError, seal_text
from web.frame.desk import Desk


@dataclass(frozen=True, slots=True)
class Shown:
    """``document`` as ``reports.quarter_json`` has it. ``live`` is set for what stands now, ``closing`` (the latest)
    for a closed quarter, also when the page shows what stands now.
    """

    quarter: Quarter
    document: Mapping[str, Any]
    closing: Closing | None
    live: QuarterNow | None

    @property
    def suffix(self) -> str:
        """What links within the quarter carry so that they stay with what is shown."""
        return "?now=1" if self.live and self.closing else ""

    def lines_of(self, subject_id: str) -> Sequence[Mapping[str, Any]]:
        return [one for key in ("sites", "accounts") for one in self.document[key] if one["subject"] == subject_id]


def shown_quarter(desk: Desk, quarter_id: str, *, now: bool) -> Shown:
    """Raises ``QuarterError`` for an unknown quarter."""
    work = desk.work
    quarter = next((one for one in work.district.quarters if one.id == quarter_id), None)
    if quarter is None:
        raise QuarterError(f"没有登记季度“{quarter_id}”")
    with work.database.reading() as cx:
        closing = closings.closing(cx, quarter_id, work.district.id)
    if closing is not None and not now:
        return Shown(quarter, _read(closing.document), closing, None)
    live = quarter_now(work, quarter_id, desk.today)
    return Shown(quarter, live.document, closing, live)


def changed_since(desk: Desk, shown: Shown) -> bool:
    """Whether what stands now (where it is shown) differs from what was closed."""
    return bool(shown.closing and shown.live and seal_text(shown.live.document)[1] != shown.closing.sha256)


@lru_cache(maxsize=8)
def _read(document: str) -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads(document)
    return read
