"""Style sheets and pictures of pages: each address as it was last asked."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from db.tables import metadata
from db.types import Moment, Words

page_assets = Table(
    "page_assets",
    metadata,
    Column("url", Words, primary_key=True),
    Column("kind", String, nullable=False),
    Column("final_url", Words, nullable=False),
    Column("status", Integer, nullable=False),
    Column("content_type", Words, nullable=False),
    Column("sha256", String(64)),
    Column("missing", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("server", String),
)
