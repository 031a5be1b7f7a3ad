"""The audit log: who did what through the console, and who looked at restricted evidence. Rows are only ever added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from db.tables_users import audit
from inspection.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing somebody did. ``who`` is the name of that time, ``about`` the thing, ``address`` where from."""

    id: int
    at: datetime
    user_id: int | None
    who: str
    action: str
    about: str
    detail: str
    address: str


def record(
    cx: Connection, at: datetime, viewer: Viewer | None, action: str, about: str, detail: str = "", address: str = ""
) -> None:
    """Add one entry; ``address`` defaults to the viewer's.

    ``action`` is a short English word such as ``finding.confirm``; texts are masked by the caller.
    """
    row: dict[str, Any] = {
        "at": at, "user_id": viewer.user_id if viewer else None, "who": viewer.name if viewer else "", "action": action,
        "about": about, "detail": detail, "address": address or (viewer.address if viewer else ""),
    }  # fmt: skip
    cx.execute(insert(audit), row)


def page(
    cx: Connection, *, before: int | None = None, user_id: int | None = None, action: str = "", size: int = 50
) -> tuple[Entry, ...]:
    """At most ``size`` entries, the newest first, of ids below ``before``; ``action`` is the whole word."""
    query = select(audit).order_by(audit.c.id.desc()).limit(size)
    if before is not None:
        query = query.where(audit.c.id < before)
    if user_id is not None:
        query = query.where(audit.c.user_id == user_id)
    if action:
        query = query.where(audit.c.action == action)
    return tuple(Entry(*row) for row in cx.execute(query))
