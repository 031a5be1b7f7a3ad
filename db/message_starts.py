"""From when on a recipient is told single things: what was confirmed before is told as a state, by number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from db.batches import upsertable
from db.tables_outbox import message_starts


@dataclass(frozen=True, slots=True)
class Start:
    """``at``: single things confirmed earlier are not told. ``overall_at``: the weekly scan that told the state."""

    at: datetime
    overall_at: datetime | None


def starts(cx: Connection, district: str) -> dict[str, Start]:
    """The starts by recipient; who was never told anything is not in it."""
    query = select(message_starts.c.recipient, message_starts.c.started_at, message_starts.c.overall_at)
    return {row[0]: Start(row[1], row[2]) for row in cx.execute(query.where(message_starts.c.district == district))}


def begin(cx: Connection, district: str, recipients: Iterable[str], at: datetime) -> None:
    """Let recipients begin at ``at``; those that began earlier are left alone."""
    rows = [{"district": district, "recipient": one, "started_at": at, "overall_at": None} for one in recipients]
    if rows:
        cx.execute(upsertable(cx, message_starts).on_conflict_do_nothing(), rows)


def told_overall(cx: Connection, district: str, recipients: Iterable[str], at: datetime) -> None:
    """The weekly scan of ``at`` told these recipients the state of things; a later one does not."""
    ours = message_starts.c.recipient.in_(list(recipients))
    open_ = (message_starts.c.district == district, message_starts.c.overall_at.is_(None))
    cx.execute(update(message_starts).where(ours, *open_).values(overall_at=at))
