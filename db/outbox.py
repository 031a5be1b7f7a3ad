"""The outbox: messages wait here until a sender has claimed them, sent them, and said so.

A claim is a lease. A sender that was killed leaves a claim that runs out, and the message is claimed again under the
same idempotency key: nothing is lost, and what had left already arrives twice where the receiver cannot tell.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, insert, or_, select, text, update

from db.batches import batches
from db.tables_outbox import message_items, message_tries, messages

State = Literal["waiting", "sending", "sent", "failed", "given-up"]

#: Any number will do, as long as no other program on the server uses it.
_LOCK = 0x786A6F62
_MINUTE = timedelta(seconds=60)
#: No try lasts, and no channel asks for silence, longer than this.
_LONGEST = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What is to be said once. ``key`` is its idempotency key; ``items`` name the things it tells, each told once."""

    key: str
    district: str
    kind: str
    recipient: str
    channel: str
    title: str
    body: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message as the outbox has it. ``tries`` counts those on the present channel; ``errcode`` is the last one."""

    id: int
    key: str
    district: str
    kind: str
    recipient: str
    channel: str
    title: str
    body: str
    state: State
    tries: int
    created_at: datetime
    next_try_at: datetime
    ended_at: datetime | None
    errcode: str
    detail: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is ours to send until ``lease_until``."""

    message: StoredMessage
    claim: str
    lease_until: datetime


def alone(cx: Connection) -> None:
    """Keep other writers of the outbox out until this transaction ends. SQLite admits one writer anyway."""
    if cx.dialect.name == "postgresql":
        cx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def told(cx: Connection, items: Iterable[str]) -> frozenset[str]:
    """Those of ``items`` that a message tells already. Call ``alone`` first when acting on the answer."""
    known: set[str] = set()
    for batch in batches(items, 500):
        known.update(cx.scalars(select(message_items.c.item).where(message_items.c.item.in_(batch))))
    return frozenset(known)


def removed_key(key: str) -> str:
    """The item by which the key of a message outlives it."""
    return f"message:{key}"


def queue(cx: Connection, message: NewMessage, at: datetime, not_before: datetime | None = None) -> int | None:
    """Put a message into the outbox, to be sent from ``not_before`` on (default ``at``); its id.

    ``None`` when a message with its key is there already, or was until retention removed it: nothing is changed then.
    """
    if cx.scalar(select(messages.c.id).where(messages.c.idempotency_key == message.key)) is not None:
        return None
    if told(cx, [removed_key(message.key)]):
        return None
    row: dict[str, Any] = {
        "idempotency_key": message.key, "district": message.district, "kind": message.kind,
        "recipient": message.recipient, "channel": message.channel, "title": message.title, "body": message.body,
        "state": "waiting", "tries": 0, "created_at": at, "next_try_at": not_before or at, "errcode": "", "detail": "",
    }  # fmt: skip
    made = int(cx.execute(insert(messages).returning(messages.c.id), row).scalar_one())
    if message.items:
        cx.execute(insert(message_items), [{"item": item, "message_id": made} for item in message.items])
    return made


def claim(
    cx: Connection,
    at: datetime,
    lease: timedelta,
    per_minute: Mapping[str, int],
    *,
    district: str,
    only: int | None = None,
    kinds: Collection[str] | None = None,
) -> Claimed | None:
    """Take the message that has been due longest and whose channel may speak now; ``None`` when there is none.

    ``per_minute`` limits each channel to so many tries in any 60 seconds, over all senders. ``only`` asks for one
    message, ``kinds`` for some kinds. A try is counted and recorded before anything is sent.
    """
    alone(cx)
    query = select(messages).where(_due(at, district, kinds))
    query = query.where(messages.c.channel.not_in(_silent(cx, at, per_minute)))
    if only is not None:
        query = query.where(messages.c.id == only)
    since = func.coalesce(messages.c.lease_until, messages.c.next_try_at)  # a sender that was killed keeps none waiting
    row = cx.execute(query.order_by(since, messages.c.id).limit(1)).one_or_none()
    if row is None:
        return None
    token, until = uuid4().hex, at + lease
    values = {"state": "sending", "claim": token, "lease_until": until, "tries": row.tries + 1}
    cx.execute(update(messages).where(messages.c.id == row.id).values(**values))
    tried = {
        "message_id": row.id, "channel": row.channel, "claim": token, "claimed_at": at, "errcode": "", "detail": "",
    }  # fmt: skip
    cx.execute(insert(message_tries), tried)
    return Claimed(get(cx, row.id), token, until)


def any_due(cx: Connection, at: datetime, district: str, kinds: Collection[str] | None = None) -> bool:
    """Whether a message could be claimed now if its channel might speak."""
    return cx.scalar(select(messages.c.id).where(_due(at, district, kinds)).limit(1)) is not None


def _due(at: datetime, district: str, kinds: Collection[str] | None) -> ColumnElement[bool]:
    ready = or_(
        and_(messages.c.state.in_(("waiting", "failed")), messages.c.next_try_at <= at),
        and_(messages.c.state == "sending", messages.c.lease_until <= at),
    )
    ours = and_(messages.c.district == district, ready)
    return ours if kinds is None else and_(ours, messages.c.kind.in_(kinds))


def _silent(cx: Connection, at: datetime, per_minute: Mapping[str, int]) -> list[str]:
    """Channels that have said enough for the moment, or were told to be silent."""
    moment = func.coalesce(message_tries.c.ended_at, message_tries.c.claimed_at)
    lately = message_tries.c.claimed_at > at - _LONGEST  # for the index: older ones cannot matter
    recent = (
        select(message_tries.c.channel, func.count())
        .where(moment > at - _MINUTE, lately, message_tries.c.channel.in_(per_minute))
        .group_by(message_tries.c.channel)
    )
    full = [channel for channel, count in cx.execute(recent) if count >= per_minute[channel]]
    paused = select(message_tries.c.channel).where(message_tries.c.pause_until > at, lately).distinct()
    return [*full, *cx.scalars(paused)]


def sent(cx: Connection, claimed: Claimed, at: datetime, detail: str = "") -> None:
    """The receiver has it. Also said after the lease ran out: a third try would be worse than none."""
    ours = messages.c.id == claimed.message.id
    cx.execute(
        update(messages)
        .where(ours, messages.c.state.not_in(("sent", "given-up")))
        .values(state="sent", ended_at=at, claim=None, lease_until=None, errcode="", detail=detail)
    )
    _close(cx, claimed, at, "sent", "", detail)


def not_sent(
    cx: Connection,
    claimed: Claimed,
    at: datetime,
    *,
    outcome: Literal["failed", "refused", "throttled"],
    errcode: str,
    detail: str,
    next_try_at: datetime | None,
    channel: str | None = None,
    pause_until: datetime | None = None,
) -> bool:
    """The receiver does not have it. ``next_try_at`` ``None`` gives it up; ``channel`` moves it to another one.

    A throttled try does not count; ``pause_until`` silences the channel it went to. Returns false, and leaves the
    message alone, when the lease ran out and another sender has it.
    """
    old = claimed.message
    tries = 0 if channel else old.tries - (outcome == "throttled")
    values: dict[str, Any] = {
        "state": "given-up" if next_try_at is None else "waiting" if channel else "failed",
        "ended_at": at if next_try_at is None else None,
        "next_try_at": next_try_at or old.next_try_at,
        "channel": channel or old.channel,
        "tries": tries, "claim": None, "lease_until": None, "errcode": errcode, "detail": detail,
    }  # fmt: skip
    mine = and_(messages.c.id == old.id, messages.c.claim == claimed.claim)
    done = cx.execute(update(messages).where(mine).values(**values))
    _close(cx, claimed, at, outcome, errcode, detail, pause_until)
    return bool(done.rowcount)


def _close(
    cx: Connection,
    claimed: Claimed,
    at: datetime,
    outcome: str,
    errcode: str,
    detail: str,
    pause_until: datetime | None = None,
) -> None:
    values = {"ended_at": at, "outcome": outcome, "errcode": errcode, "detail": detail, "pause_until": pause_until}
    cx.execute(update(message_tries).where(message_tries.c.claim == claimed.claim).values(**values))


def send_again(cx: Connection, message_id: int, channel: str, at: datetime) -> bool:
    """Let a message that was given up try again from ``at`` on; false when it is not given up."""
    ours = and_(messages.c.id == message_id, messages.c.state == "given-up")
    values = {"state": "waiting", "channel": channel, "tries": 0, "next_try_at": at, "ended_at": None}
    return bool(cx.execute(update(messages).where(ours).values(**values)).rowcount)


def get(cx: Connection, message_id: int) -> StoredMessage:
    """The message with this id. Raises ``LookupError``."""
    found = _read(cx, select(messages).where(messages.c.id == message_id))
    if not found:
        raise LookupError(f"no message {message_id}")
    return found[0]


def listing(cx: Connection, district: str, state: State | None = None, most: int = 1000) -> list[StoredMessage]:
    """The newest ``most`` messages (in ``state``), newest first."""
    query = select(messages).where(messages.c.district == district).order_by(messages.c.id.desc()).limit(most)
    return _read(cx, query if state is None else query.where(messages.c.state == state))


def tally(cx: Connection, district: str) -> dict[str, int]:
    """How many messages are in each state."""
    query = select(messages.c.state, func.count()).where(messages.c.district == district).group_by(messages.c.state)
    return {row[0]: row[1] for row in cx.execute(query)}


def unsent_since(cx: Connection, district: str, before: datetime) -> tuple[int, datetime] | None:
    """How many messages composed not later than ``before`` have not ended, and when the oldest was composed."""
    query = select(func.count(), func.min(messages.c.created_at)).where(
        messages.c.district == district, messages.c.ended_at.is_(None), messages.c.created_at <= before
    )
    count, oldest = cx.execute(query).one()
    return (count, oldest) if count else None


def given_up_since(cx: Connection, district: str, after: datetime) -> int:
    """How many messages were given up later than ``after``; tests of channels do not count."""
    query = select(func.count()).where(
        messages.c.district == district, messages.c.state == "given-up", messages.c.kind != "test",
        messages.c.ended_at > after,
    )  # fmt: skip
    return int(cx.scalar(query) or 0)


def _read(cx: Connection, query: Select[Any]) -> list[StoredMessage]:
    return [_stored(row) for row in cx.execute(query)]


def _stored(row: Row[Any]) -> StoredMessage:
    return StoredMessage(
        id=row.id,
        key=row.idempotency_key,
        district=row.district,
        kind=row.kind,
        recipient=row.recipient,
        channel=row.channel,
        title=row.title,
        body=row.body,
        state=row.state,
        tries=row.tries,
        created_at=row.created_at,
        next_try_at=row.next_try_at,
        ended_at=row.ended_at,
        errcode=row.errcode,
        detail=row.detail,
    )
