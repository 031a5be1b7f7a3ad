"""Tables of messages that leave: what is to be said, what it is about, and every try to say it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from db.tables import metadata
from db.types import Moment, Words

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("idempotency_key", String, nullable=False),
    Column("district", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("recipient", String, nullable=False),  # a unit's id, or "operator"
    Column("channel", String, nullable=False),  # where the next try goes; a fallback replaces it
    Column("title", Words, nullable=False),
    Column("body", Words, nullable=False),
    Column("state", String, nullable=False),
    Column("tries", Integer, nullable=False),  # on the present channel, since its last success or change
    Column("created_at", Moment, nullable=False),
    Column("next_try_at", Moment, nullable=False),
    Column("claim", String),  # who is sending it, until lease_until
    Column("lease_until", Moment),
    Column("ended_at", Moment),  # when it was sent or given up
    Column("errcode", String, nullable=False),
    Column("detail", Words, nullable=False),
    UniqueConstraint("idempotency_key"),
    Index(None, "state", "next_try_at"),
)

#: What messages were about. A thing is told once: the second message about it cannot be stored. Without a message: it
#: was told by one that retention removed, and is not told again.
message_items = Table(
    "message_items",
    metadata,
    Column("item", String, primary_key=True),
    Column("message_id", Integer, ForeignKey("messages.id"), index=True),
)

#: One row per try, written before anything is sent: a try without outcome was cut off and may have arrived.
message_tries = Table(
    "message_tries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message_id", Integer, ForeignKey("messages.id"), nullable=False, index=True),
    Column("channel", String, nullable=False),
    Column("claim", String, nullable=False),
    Column("claimed_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("outcome", String),
    Column("errcode", String, nullable=False),
    Column("detail", Words, nullable=False),
    Column("pause_until", Moment),  # the channel asked for silence until then
    Index(None, "channel", "claimed_at"),
)

#: From when on a recipient is told single things, and the weekly scan that told the overall state (null: none yet).
message_starts = Table(
    "message_starts",
    metadata,
    Column("district", String, primary_key=True),
    Column("recipient", String, primary_key=True),
    Column("started_at", Moment, nullable=False),
    Column("overall_at", Moment),
)
