"""Tables of the evidence: the chain of manifests, seals of days, exports, and what retention took away."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from db.tables import metadata
from db.types import Moment, Words

#: Rows of these are never changed or removed: triggers of their migration refuse it.
APPEND_ONLY = ("evidence_manifests", "evidence_seals", "evidence_exports", "evidence_removals")

#: The chain. ``previous`` is unique, so that two writers can never continue the same manifest.
evidence_manifests = Table(
    "evidence_manifests",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("previous", String(64), nullable=False, unique=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("sm3", String(64), nullable=False),
    Column("district", String, nullable=False),
    Column("finding_id", String(16), ForeignKey("findings.id"), nullable=False),
    Column("scan_id", Integer, ForeignKey("scans.id"), nullable=False),
    Column("captured_at", Moment, nullable=False),
    Column("document", Words, nullable=False),
    Index(None, "finding_id", "number"),
)

#: A day's root, and the time stamp of an authority where one was asked (``token``: DER of RFC 3161's TimeStampResp).
evidence_seals = Table(
    "evidence_seals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("day", String(10), nullable=False, index=True),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("root", String(64), nullable=False),
    Column("sealed_at", Moment, nullable=False),
    Column("authority", Words, nullable=False),
    Column("token", LargeBinary),
)

#: Who took evidence out, and whether originals with unmasked personal data were in it.
evidence_exports = Table(
    "evidence_exports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("who", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("originals", Boolean, nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("sm3", String(64), nullable=False),
)

#: Members that retention removed; their manifests stay.
evidence_removals = Table(
    "evidence_removals",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("reason", Words, nullable=False),
)
