"""What people hand in with a step of the ledger, such as the proof of an appeal."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from db.tables import metadata
from db.types import Words

#: Rows of these are never changed or removed: triggers of their migration refuse it.
APPEND_ONLY = ("step_files",)

#: The body lies in the store of files under its hash (``jobs.ledger_desk``).
step_files = Table(
    "step_files",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("decision_id", Integer, ForeignKey("decisions.id"), nullable=False, index=True),
    Column("name", Words, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
)
