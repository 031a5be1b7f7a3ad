"""Fills the texts of a message and puts it into the outbox, once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256

from db import outbox
from db.engine import Connection
from db.outbox import NewMessage
from jobs.message_routes import OPERATOR, Routes
from jobs.workspace import Workspace
from messages.wording import Told, compose


@dataclass(frozen=True, slots=True)
class Composed:
    """A message that was composed. ``id`` is ``None`` in a dry run; ``channel`` empty: the recipient has none."""

    message: NewMessage
    id: int | None


def message_for(
    work: Workspace,
    where: Routes,
    kind: str,
    recipient: str,
    key: str,
    day: date,
    values: Mapping[str, str],
    rows: Iterable[Mapping[str, str]],
    texts: str = "",
) -> NewMessage:
    """The message of ``kind`` in its words, or those of ``texts``; no ``channel``: nobody would receive it."""
    unit = next((unit.name for unit in work.district.units if unit.id == recipient), recipient)
    common = {"district": work.district.name, "unit": unit, "day": str(day), **values}
    console = (work.settings.console_url or "").rstrip("/")
    link = f"{console}/units/{recipient}" if console and recipient != OPERATOR else console
    title, body = compose(where.texts(texts or kind), Told(common, tuple(rows), link))
    channel = where.channel_of(recipient)
    return NewMessage(key, work.district.id, kind, recipient, channel.id if channel else "", title, body)


def put(
    connection: Connection, made: Sequence[NewMessage], items: Mapping[str, tuple[str, ...]], *, dry_run: bool
) -> list[Composed]:
    """Queue what has a channel and is not there yet. What has none stays untold: it is composed again next time."""
    now = datetime.now(UTC)
    put: list[Composed] = []
    for message in made:
        if dry_run or not message.channel:
            put.append(Composed(message, None))
            continue
        about = items.get(message.key, ())
        known = outbox.told(connection, about)
        whole = replace(message, items=tuple(one for one in about if one not in known))
        queued = outbox.queue(connection, whole, now)
        if queued is not None:
            put.append(Composed(whole, queued))
    return put


def digest(items: Iterable[str]) -> str:
    return sha256("\n".join(sorted(items)).encode()).hexdigest()[:24]
