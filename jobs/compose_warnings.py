"""Warnings: deadlines to units, alerts to the operator, and a test of a channel. Each thing is told once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from db import outbox
from db.engine import Connection
from db.outbox import NewMessage
from inspection.moment import beijing_day
from jobs.message_queue import Composed, digest, message_for, put
from jobs.message_routes import OPERATOR, routes
from jobs.workspace import Workspace
from messages.wording import Told, compose


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline that a unit is to be warned of. ``left`` is Chinese (``还剩2个工作日``, ``已超期``).

    ``stage`` tells one warning about a deadline from the next (``soon``, ``today``, ``overdue``): each is sent once.
    """

    finding_id: str
    unit_id: str
    message: str
    address: str
    due: date
    stage: str
    left: str


@dataclass(frozen=True, slots=True)
class Alert:
    """Something the operator has to know. ``key`` is the same for the same event."""

    key: str
    message: str


def compose_deadlines(work: Workspace, as_of: datetime, due: Sequence[Due], *, dry_run: bool = False) -> list[Composed]:
    """One digest per unit of those of ``due`` that it was not yet warned of at their stage."""
    where = routes(work)
    with work.database.writing() as connection:
        outbox.alone(connection)
        named = {f"deadline:{work.district.id}:{one.finding_id}:{one.due}:{one.stage}": one for one in due}
        known = outbox.told(connection, named)
        by_unit: defaultdict[str, dict[str, Due]] = defaultdict(dict)
        for item, one in named.items():
            if item not in known:
                by_unit[one.unit_id][item] = one
        made: list[NewMessage] = []
        items: dict[str, tuple[str, ...]] = {}
        for unit_id, listed in by_unit.items():
            key = f"deadline:{work.district.id}:{unit_id}:{digest(listed)}"
            items[key] = tuple(listed)
            rows = [
                {"message": one.message, "address": one.address, "due": str(one.due), "left": one.left}
                for one in listed.values()
            ]
            made.append(message_for(work, where, "deadline", unit_id, key, beijing_day(as_of), {}, rows))
        return put(connection, made, items, dry_run=dry_run)


def compose_alerts(
    work: Workspace, as_of: datetime, alerts: Sequence[Alert] = (), *, dry_run: bool = False
) -> list[Composed]:
    """One message to the operator about those of ``alerts``, and messages given up, that it does not know yet."""
    where = routes(work)
    with work.database.writing() as connection:
        outbox.alone(connection)
        named = {f"operator:{work.district.id}:{one.key}": one for one in (*alerts, *_given_up(connection, work))}
        known = outbox.told(connection, named)
        fresh = {item: one for item, one in named.items() if item not in known}
        if not fresh:
            return []
        key = f"operator:{work.district.id}:{digest(fresh)}"
        rows = [{"message": one.message} for one in fresh.values()]
        message = message_for(work, where, OPERATOR, OPERATOR, key, beijing_day(as_of), {}, rows)
        return put(connection, [message], {key: tuple(fresh)}, dry_run=dry_run)


def compose_test(work: Workspace, channel: str, key: str, now: datetime) -> Composed:
    """A test message for one channel, in the outbox. Raises ``KeyError`` for a channel that is not there."""
    where = routes(work)
    found = where.channels.by_id[channel]
    values = {"district": work.district.name, "day": str(beijing_day(now)), "unit": ""}
    title, body = compose(where.texts("test"), Told(values))
    message = NewMessage(f"test:{key}", work.district.id, "test", OPERATOR, found.id, title, body)
    with work.database.writing() as connection:
        return Composed(message, outbox.queue(connection, message, now))


def _given_up(connection: Connection, work: Workspace) -> Iterator[Alert]:
    """Messages that reached nobody. One to the operator that failed is not reported by another one."""
    for one in outbox.listing(connection, work.district.id, "given-up"):
        if one.kind not in (OPERATOR, "test"):
            said = f"消息 {one.id}（{one.title}）没有送达：{one.detail or one.errcode}"
            yield Alert(_given_up_key(one.id, one.ended_at), said)


def given_up_item(work: Workspace, message_id: int, ended_at: datetime | None) -> str:
    """What the operator's alert about a message that was given up is called among the things told."""
    return f"operator:{work.district.id}:{_given_up_key(message_id, ended_at)}"


def _given_up_key(message_id: int, ended_at: datetime | None) -> str:
    return f"given-up:{message_id}:{ended_at.isoformat() if ended_at else ''}"
