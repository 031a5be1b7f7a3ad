"""What may go: old probes, old messages, and which stored bodies are still needed. Decides nothing by itself."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, or_, select, update

from db.batches import append, batches
from db.outbox import removed_key
from db.tables import answers, articles, observations, probes, visits
from db.tables_outbox import message_items, message_tries, messages


def old_probes(cx: Connection, district: str, before: datetime) -> int:
    """How many probes of the district are older than ``before``."""
    query = select(func.count()).where(probes.c.district == district, probes.c.at < before)
    return int(cx.scalar(query) or 0)


def remove_probes(cx: Connection, district: str, before: datetime) -> None:
    """Remove the probes of the district that are older than ``before``."""
    cx.execute(delete(probes).where(probes.c.district == district, probes.c.at < before))


def bodies_in_use(cx: Connection, since: datetime) -> frozenset[str]:
    """Bodies that the next scan compares with, of all articles, and of visits not older than ``since``."""
    queries = (
        select(answers.c.sha256),
        select(articles.c.sha256).where(articles.c.sha256.is_not(None)),
        select(visits.c.sha256).where(visits.c.sha256.is_not(None), visits.c.at >= since),
    )
    return frozenset(digest for query in queries for digest in cx.scalars(query.distinct()))


def bodies_of_observations(cx: Connection, since: datetime) -> frozenset[str]:
    """Bodies that findings observed not earlier than ``since`` name as their proof."""
    found: set[str] = set()
    for proofs in cx.scalars(select(observations.c.evidence).where(observations.c.as_of >= since)):
        told = json.loads(proofs) if isinstance(proofs, str) else proofs
        found |= {one["sha256"] for one in told if one.get("sha256")}
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class EndedMessage:
    """A message that was sent, or (``given_up``) reached nobody."""

    id: int
    kind: str
    given_up: bool
    ended_at: datetime


def ended_messages(cx: Connection, district: str, before: datetime) -> list[EndedMessage]:
    """Messages of the district that ended earlier than ``before``, oldest first."""
    query = (
        select(messages.c.id, messages.c.kind, messages.c.state == "given-up", messages.c.ended_at)
        .where(messages.c.district == district, messages.c.state.in_(("sent", "given-up")))
        .where(messages.c.ended_at < before)
        .order_by(messages.c.id)
    )
    return [EndedMessage(row[0], row[1], bool(row[2]), row[3]) for row in cx.execute(query)]


def settled_items(cx: Connection, items: Iterable[str]) -> frozenset[str]:
    """Those of ``items`` that were told by a message which has ended, or is no more."""
    known: set[str] = set()
    over = or_(message_items.c.message_id.is_(None), messages.c.state.in_(("sent", "given-up")))
    for batch in batches(items, 500):
        query = select(message_items.c.item).outerjoin(messages, messages.c.id == message_items.c.message_id)
        known.update(cx.scalars(query.where(message_items.c.item.in_(batch), over)))
    return frozenset(known)


def remove_messages(cx: Connection, ids: Iterable[int]) -> None:
    """Remove messages and their tries. Their keys and what they told stay known: nothing is told again."""
    for batch in batches(ids, 500):
        keys = cx.scalars(select(messages.c.idempotency_key).where(messages.c.id.in_(batch))).all()
        cx.execute(update(message_items).where(message_items.c.message_id.in_(batch)).values(message_id=None))
        append(cx, message_items, [{"item": removed_key(key), "message_id": None} for key in keys])
        cx.execute(delete(message_tries).where(message_tries.c.message_id.in_(batch)))
        cx.execute(delete(messages).where(messages.c.id.in_(batch)))
