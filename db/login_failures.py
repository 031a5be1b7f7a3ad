"""Failed logins in a row, counted by what they have in common."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from db.batches import upsertable
from db.tables_users import login_failures

#: After a quiet day a count begins anew.
MEMORY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Failures:
    """``count`` failed logins under ``key``, the last one at ``last_at``."""

    key: str
    count: int
    last_at: datetime


def of(cx: Connection, keys: Collection[str], at: datetime) -> tuple[Failures, ...]:
    """The counts of ``keys`` that are not forgotten at ``at``."""
    query = select(login_failures).where(login_failures.c.key.in_(keys), login_failures.c.last_at > at - MEMORY)
    return tuple(Failures(*row) for row in cx.execute(query))


def count(cx: Connection, keys: Collection[str], at: datetime) -> None:
    """Count one more failure under each of ``keys``; forget old ones."""
    cx.execute(delete(login_failures).where(login_failures.c.last_at <= at - MEMORY))
    for key in sorted(keys):  # in one order, so that two logins cannot wait for each other
        row = upsertable(cx, login_failures).values(key=key, failures=1, last_at=at)
        more = {"failures": login_failures.c.failures + 1, "last_at": at}
        cx.execute(row.on_conflict_do_update(index_elements=["key"], set_=more))


def forget(cx: Connection, keys: Collection[str]) -> None:
    cx.execute(delete(login_failures).where(login_failures.c.key.in_(keys)))
