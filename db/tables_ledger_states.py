"""Where every finding stands now, kept beside the history that says so: a list of many years needs an index.

Nothing is decided by these rows: they are written in the transaction that writes the history (``db.ledger_states``),
and can be made anew from it at any time.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, Integer, String, Table

from db.tables import metadata
from db.types import Moment

#: One row per finding that is more than an early warning. ``missed`` are ISO days. ``place`` orders the ledger, see
#: ``db.ledger_states.place_of``; ``urgency`` is 0 for the gravest, ``sureness`` 0 for the least certain.
ledger_states = Table(
    "ledger_states",
    metadata,
    Column("finding_id", String(16), ForeignKey("findings.id"), primary_key=True),
    Column("unit_id", String, nullable=False),
    Column("site_id", String),
    Column("account_id", String),
    Column("rule", String, nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("sureness", Integer, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    Column("state", String, nullable=False),
    Column("since", Moment),
    Column("due", Date),
    Column("ended", Date),
    Column("missed", JSON, nullable=False),
    Column("extensions", Integer, nullable=False),
    Column("recurrences", Integer, nullable=False),
    Column("before_fix", String),
    Column("before_appeal", String),
    Column("place", Integer, nullable=False),
    Index(None, "place", "urgency", "finding_id"),
    Index(None, "state", "place", "urgency", "finding_id"),
    Index(None, "unit_id", "place", "urgency", "finding_id"),
    Index(None, "rule", "place", "urgency", "finding_id"),
    Index(None, "state", "sureness", "unit_id", "rule", "finding_id"),
    Index(None, "site_id", "place"),
    Index(None, "account_id", "place"),
    Index(None, "first_seen_at", "last_seen_at", "finding_id"),
)
