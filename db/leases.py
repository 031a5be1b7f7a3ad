"""Who may do what only one process may do. A lease is held by counting up; nobody's clock decides.

A challenger takes over only after it has watched the count stand still for a while by its own steady clock, so a wall
clock that is wrong, differs between two machines or steps back neither keeps a dead holder nor ousts a living one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from db.batches import upsertable
from db.tables_runs import leases


@dataclass(frozen=True, slots=True)
class Lease:
    """``holder`` is empty when the last one gave it back. ``beat_at`` is for people to read, never for deciding."""

    name: str
    holder: str
    district: str
    beat: int
    taken_at: datetime
    beat_at: datetime
    laid_until: datetime


def look(cx: Connection, name: str, *, lock: bool = False) -> Lease | None:
    """The lease, ``None`` when nobody ever held it. ``lock`` keeps others from changing it until the commit."""
    query = select(leases).where(leases.c.name == name)
    row = cx.execute(query.with_for_update() if lock else query).one_or_none()
    return Lease(*row) if row else None


def take(cx: Connection, name: str, holder: str, district: str, at: datetime, seen: Lease | None = None) -> bool:
    """Take a lease that nobody holds, or that still stands exactly as it was ``seen``; false when somebody has it."""
    fresh: dict[str, Any] = {
        "name": name, "holder": holder, "district": district, "beat": 1, "taken_at": at, "beat_at": at,
        "laid_until": at,
    }  # fmt: skip
    first = upsertable(cx, leases).values(fresh).on_conflict_do_nothing().returning(leases.c.name)
    if cx.execute(first).first() is not None:
        return True
    free: ColumnElement[bool] = leases.c.holder == ""
    if seen is not None:
        free |= (leases.c.holder == seen.holder) & (leases.c.beat == seen.beat)
    values = {"holder": holder, "district": district, "beat": leases.c.beat + 1, "taken_at": at, "beat_at": at}
    return cx.execute(update(leases).where(leases.c.name == name, free).values(values)).rowcount == 1


def beat(cx: Connection, name: str, holder: str, at: datetime) -> bool:
    """Say that ``holder`` lives; false when it holds the lease no more."""
    own = (leases.c.name == name) & (leases.c.holder == holder)
    return cx.execute(update(leases).where(own).values(beat=leases.c.beat + 1, beat_at=at)).rowcount == 1


def laid(cx: Connection, name: str, holder: str, until: datetime) -> None:
    """Remember up to when the expected runs are written down."""
    cx.execute(update(leases).where(leases.c.name == name, leases.c.holder == holder).values(laid_until=until))


def give_back(cx: Connection, name: str, holder: str) -> None:
    """End the lease, so that the next one need not wait. Nothing happens when another holds it already."""
    cx.execute(update(leases).where(leases.c.name == name, leases.c.holder == holder).values(holder=""))
