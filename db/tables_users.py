"""Tables of those who use the console: users, their sessions and tokens, failed logins, and what they did."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from db.tables import metadata
from db.types import Moment, Words

#: Rows of these are never changed or removed: triggers of their migration refuse it.
APPEND_ONLY = ("audit",)

#: Users are never removed, only disabled: what they did names them.
users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login", String, nullable=False),  # as it is typed, in lower case
    Column("name", Words, nullable=False),  # as it is shown
    Column("role", String, nullable=False),
    Column("unit_id", String),  # of clerks
    Column("password_hash", String),  # argon2id; none for those who sign in elsewhere only
    Column("must_change", Boolean, nullable=False),  # the password was made by somebody else
    Column("subject", String),  # issuer and subject at the OpenID provider
    Column("active", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("password_at", Moment),
    UniqueConstraint("login"),
    UniqueConstraint("subject"),
)

#: Living sessions. The cookie itself is not stored, only its SHA-256.
sessions = Table(
    "sessions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", Integer, ForeignKey("users.id"), nullable=False, index=True),
    Column("token_hash", String, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),  # whatever happens
    Column("address", String, nullable=False),
    Column("agent", Words, nullable=False),
    UniqueConstraint("token_hash"),
)

#: Tokens for programs that speak to the API in a user's name, with some of the user's rights.
api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", Integer, ForeignKey("users.id"), nullable=False, index=True),
    Column("name", Words, nullable=False),
    Column("token_hash", String, nullable=False),
    Column("scopes", String, nullable=False),  # rights, separated by blanks
    Column("created_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("revoked_at", Moment),
    UniqueConstraint("token_hash"),
)

#: Failed logins in a row, by what they have in common (a login name, an address, both).
login_failures = Table(
    "login_failures",
    metadata,
    Column("key", String, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Moment, nullable=False, index=True),
)

#: Every change made through the console and every look at restricted evidence.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("user_id", Integer, ForeignKey("users.id")),
    Column("who", Words, nullable=False),  # the name at that time
    Column("action", String, nullable=False),
    Column("about", Words, nullable=False),
    Column("detail", Words, nullable=False),
    Column("address", String, nullable=False),
    Index(None, "action", "id"),
    Index(None, "user_id", "id"),
)
