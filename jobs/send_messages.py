"""Sends what is due in the outbox, one message at a time, so that no kill loses or forgets one."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from db import outbox
from db.outbox import Claimed
from inspection.channel import Channel
from jobs.message_routes import OPERATOR, Routes, routes
from jobs.workspace import Workspace
from messages.delivery import deliver
from messages.letter import Answer, Letter
from messages.timing import is_quiet, pause_after

#: Kinds that quiet hours do not hold back.
_URGENT = frozenset({OPERATOR, "test"})
#: A message that was claimed more often than this kills its senders, or its channel hangs until the lease is over.
_MOST_CLAIMS = 12
_GLANCE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Sending:
    """What one run did: tries by how they ended, and what is left in the outbox by state."""

    sent: int
    failed: int
    throttled: int
    moved: int
    given_up: int
    left: dict[str, int]


def utc_now() -> datetime:
    return datetime.now(UTC)


def send_due(
    work: Workspace,
    *,
    clock: Callable[[], datetime] = utc_now,
    lease: timedelta | None = None,
    only: int | None = None,
    kinds: frozenset[str] | None = None,
    patience: timedelta = timedelta(),
    sleep: Callable[[float], None] = time.sleep,
) -> Sending:
    """Send everything that is due and may be sent now; what a limit or a retry holds back is for the next run.

    ``only`` asks for one message, ``kinds`` for some kinds; quiet hours hold back the same as ever.
    ``patience`` is how long to wait for channels that have said enough for the moment, all in all: at twenty a minute
    the digests of sixty units take three.

    Any number of senders may run at once. Killed at any point, a message stays claimed until its lease runs out
    and is then sent again under the same key. Raises ``ConfigError`` and ``StorageError``.
    """
    where = routes(work)
    period = lease or lease_of(work)
    counted: Counter[str] = Counter()
    end = clock() + patience
    while True:
        claimed = _claim(work, where, clock(), period, only, kinds)
        if claimed is not None:
            counted[_try(work, where, claimed, clock)] += 1
        if only is not None or (claimed is None and (clock() >= end or not _any_due(work, where, clock(), kinds))):
            break
        if claimed is None:
            sleep(_GLANCE_SECONDS)
    with work.database.reading() as connection:
        left = outbox.tally(connection, work.district.id)
    return Sending(
        counted["sent"], counted["failed"], counted["throttled"], counted["moved"], counted["given_up"], left
    )


def lease_of(work: Workspace) -> timedelta:
    """How long a claim lasts: several times what the slowest try may take."""
    return timedelta(seconds=max(120.0, 6 * work.settings.timeout_seconds))


def _claim(
    work: Workspace, where: Routes, now: datetime, lease: timedelta, only: int | None, kinds: frozenset[str] | None
) -> Claimed | None:
    limits = {channel.id: channel.per_minute for channel in where.channels.by_id.values()}
    may = _may(where, now, kinds)
    with work.database.writing() as connection:
        return outbox.claim(connection, now, lease, limits, district=work.district.id, only=only, kinds=may)


def _any_due(work: Workspace, where: Routes, now: datetime, kinds: frozenset[str] | None) -> bool:
    with work.database.reading() as connection:
        return outbox.any_due(connection, now, work.district.id, _may(where, now, kinds))


def _may(where: Routes, now: datetime, kinds: frozenset[str] | None) -> frozenset[str] | None:
    """Those of ``kinds`` (``None``: all) that may be sent now."""
    if not is_quiet(now, where.channels.quiet):
        return kinds
    return _URGENT if kinds is None else _URGENT & kinds


def _try(work: Workspace, where: Routes, claimed: Claimed, clock: Callable[[], datetime]) -> str:
    """One try of a claimed message, recorded; what became of it, as a name of ``Sending``."""
    message = claimed.message
    channel = where.channels.by_id.get(message.channel)
    if channel is None:
        answer = Answer("refused", "", f"渠道 {message.channel} 已不在 channels.yaml 中")
    elif message.tries > _MOST_CLAIMS:
        answer = Answer("refused", "", "多次发送都没有结果，请检查渠道和日志")
    else:
        answer = deliver(Letter(message.title, message.body, message.key), channel, work.settings)
    return _record(work, where, claimed, channel, answer, clock())


def _record(
    work: Workspace, where: Routes, claimed: Claimed, channel: Channel | None, answer: Answer, now: datetime
) -> str:
    if answer.outcome == "sent":
        with work.database.writing() as connection:
            outbox.sent(connection, claimed, now, answer.detail)
        return "sent"
    pause: timedelta | None = answer.pause
    fallback: str | None = None
    if answer.outcome != "throttled":
        fallback = channel.fallback if channel else _other(where, claimed)
        tries = claimed.message.tries
        pause = None if answer.outcome == "refused" else pause_after(tries, has_fallback=fallback is not None)
    moves = pause is None and fallback is not None
    final = claimed.message.kind == "test" or (pause is None and not moves)
    with work.database.writing() as connection:
        outbox.not_sent(
            connection,
            claimed,
            now,
            outcome=answer.outcome,
            errcode=answer.errcode,
            detail=answer.detail,
            next_try_at=None if final else now + (pause or timedelta()),
            channel=fallback if moves and not final else None,
            pause_until=now + answer.pause if answer.outcome == "throttled" else None,
        )
    return "given_up" if final else "moved" if moves else answer.outcome.replace("refused", "failed")


def _other(where: Routes, claimed: Claimed) -> str | None:
    """Where the recipient is told now that the message's channel is gone."""
    channel = where.channel_of(claimed.message.recipient)
    return channel.id if channel is not None and channel.id != claimed.message.channel else None
