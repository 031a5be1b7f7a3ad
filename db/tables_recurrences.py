"""Which finding is the return (复发) of which earlier one that had passed its re-check."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from db.tables import metadata

#: Rows of these are never changed or removed: triggers of their migration refuse it.
APPEND_ONLY = ("recurrences",)

#: One row a finding that is a return. ``number`` counts along the chain: 1 for the first return.
recurrences = Table(
    "recurrences",
    metadata,
    Column("finding_id", String(16), ForeignKey("findings.id"), primary_key=True),
    Column("earlier_id", String(16), ForeignKey("findings.id"), nullable=False, index=True),
    Column("scan_id", Integer, ForeignKey("scans.id"), nullable=False),
    Column("number", Integer, nullable=False),
)
