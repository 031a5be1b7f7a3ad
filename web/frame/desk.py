"""What the pages work with: the opened workspace and the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Depends, Request

from db import audit
from db.engine import Connection
from facts.masking import mask_personal
from inspection.moment import beijing_day
from inspection.viewer import Viewer
from jobs.workspace import Workspace

#: The signed-in person behind a request, or ``None``.
SignedIn = Callable[[Request], Viewer | None]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """One per served application. ``clock`` gives aware moments; pages never ask the system for the time."""

    work: Workspace
    signed_in: SignedIn
    clock: Callable[[], datetime] = field(default=_now)

    def record(self, cx: Connection, viewer: Viewer, action: str, about: str, detail: str = "") -> None:
        """Add to the audit log what ``viewer`` does, in the transaction that does it; personal numbers are starred.

        ``action`` is a short English word such as ``finding.confirm``, ``about`` the id of the thing.
        """
        audit.record(cx, self.clock(), viewer, action, mask_personal(about), mask_personal(detail))

    def unit_name(self, unit_id: str | None) -> str:
        """The unit's name; the id itself when it is registered no more, empty for none."""
        return next((unit.name for unit in self.work.district.units if unit.id == unit_id), unit_id or "")

    @property
    def today(self) -> date:
        """The Beijing day."""
        return beijing_day(self.clock())


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


TheDesk = Annotated[Desk, Depends(desk_of)]
