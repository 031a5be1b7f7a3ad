"""How fresh columns and accounts were when they were last judged: what pages show without reading any page again."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table

from db.tables import metadata
from db.types import Moment, Words

#: One row per column and account, of the newest judging. ``newest`` outlives a judging that could not read the page.
freshness = Table(
    "freshness",
    metadata,
    Column("district", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("subject_id", String, primary_key=True),
    Column("site_id", String),
    Column("scan_id", Integer, ForeignKey("scans.id"), nullable=False),
    Column("as_of", Moment, nullable=False),
    Column("newest", Date),
    Column("gap", Words, nullable=False),
)

#: How many posts of a day any reading of the account's feed has shown; days without any have no row.
post_days = Table(
    "post_days",
    metadata,
    Column("district", String, primary_key=True),
    Column("account_id", String, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("posts", Integer, nullable=False),
    Index(None, "district", "day"),
)
