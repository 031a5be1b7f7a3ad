"""What the ledger keeps of a step beside ``decisions``, the one history that reviewers and the ledger share."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, Table

from db.tables import metadata
from db.types import Words

#: Rows of these are never changed or removed: triggers of their migration refuse it.
APPEND_ONLY = ("step_details",)

#: Deadline and basis of an announcement or extension, the scan behind a re-check. Steps without any have no row.
step_details = Table(
    "step_details",
    metadata,
    Column("decision_id", Integer, ForeignKey("decisions.id"), primary_key=True, autoincrement=False),
    Column("due", Date),
    Column("basis", Words, nullable=False),
    Column("scan_id", Integer, ForeignKey("scans.id")),
)
