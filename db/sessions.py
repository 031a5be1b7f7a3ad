"""Who is signed in: sessions by cookie, and tokens of programs. Only hashes of either are stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from db.tables_users import api_tokens, sessions, users
from inspection.viewer import Right, Role, Viewer


@dataclass(frozen=True, slots=True)
class Session:
    """A living session and whose it is. ``must_change``: nothing but a new password may be done with it."""

    id: int
    viewer: Viewer
    must_change: bool
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session as its owner sees it."""

    id: int
    created_at: datetime
    seen_at: datetime
    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class Token:
    """A token as its owner sees it; the token itself is shown once, when it is made."""

    id: int
    name: str
    scopes: tuple[Right, ...]
    created_at: datetime
    ends_at: datetime
    used_at: datetime | None


_VIEWER = (users.c.id, users.c.name, users.c.role, users.c.unit_id)


def begin(
    cx: Connection, user_id: int, token_hash: str, at: datetime, ends_at: datetime, address: str, agent: str
) -> None:
    """Store a session, and forget those that have ended."""
    cx.execute(delete(sessions).where(sessions.c.ends_at <= at))
    row = {
        "user_id": user_id, "token_hash": token_hash, "created_at": at, "seen_at": at, "ends_at": ends_at,
        "address": address, "agent": agent,
    }  # fmt: skip
    cx.execute(insert(sessions), row)


def find(cx: Connection, token_hash: str, at: datetime, idle_since: datetime) -> Session | None:
    """The session of a cookie, when it has not ended, was seen after ``idle_since`` and its user is active."""
    query = (
        select(
            sessions.c.id, sessions.c.seen_at, users.c.must_change, *(one.label(f"user_{one.name}") for one in _VIEWER)
        )
        .join(users, users.c.id == sessions.c.user_id)
        .where(sessions.c.token_hash == token_hash, sessions.c.ends_at > at, sessions.c.seen_at > idle_since)
        .where(users.c.active)
    )
    row = cx.execute(query).one_or_none()
    if row is None:
        return None
    viewer = Viewer(row.user_id, row.user_name, Role(row.user_role), row.user_unit_id)
    return Session(row.id, viewer, row.must_change, row.seen_at)


def seen(cx: Connection, session_id: int, at: datetime) -> None:
    cx.execute(update(sessions).where(sessions.c.id == session_id).values(seen_at=at))


def of_user(cx: Connection, user_id: int, at: datetime, idle_since: datetime) -> tuple[OwnSession, ...]:
    """The living sessions of a user, the latest seen first."""
    query = (
        select(sessions.c.id, sessions.c.created_at, sessions.c.seen_at, sessions.c.address, sessions.c.agent)
        .where(sessions.c.user_id == user_id, sessions.c.ends_at > at, sessions.c.seen_at > idle_since)
        .order_by(sessions.c.seen_at.desc())
        .limit(50)
    )
    return tuple(OwnSession(*row) for row in cx.execute(query))


def end(cx: Connection, session_id: int, user_id: int) -> bool:
    """End one session of a user; false when it is not the user's or has ended."""
    own = (sessions.c.id == session_id) & (sessions.c.user_id == user_id)
    return cx.execute(delete(sessions).where(own)).rowcount == 1


def end_all(cx: Connection, user_id: int, keep: int | None = None) -> None:
    """End a user's sessions, except ``keep``."""
    query = delete(sessions).where(sessions.c.user_id == user_id)
    cx.execute(query if keep is None else query.where(sessions.c.id != keep))


def add_token(
    cx: Connection, user_id: int, name: str, token_hash: str, scopes: tuple[Right, ...], at: datetime, ends_at: datetime
) -> None:
    row: dict[str, Any] = {
        "user_id": user_id, "name": name, "token_hash": token_hash, "scopes": " ".join(scopes), "created_at": at,
        "ends_at": ends_at,
    }  # fmt: skip
    cx.execute(insert(api_tokens), row)


def token_viewer(cx: Connection, token_hash: str, at: datetime) -> tuple[int, Viewer, datetime | None] | None:
    """Id of a living token, whom it speaks for (with the token's rights only), and when it was last used."""
    query = (
        select(
            api_tokens.c.id,
            api_tokens.c.scopes,
            api_tokens.c.used_at,
            *(one.label(f"user_{one.name}") for one in _VIEWER),
        )
        .join(users, users.c.id == api_tokens.c.user_id)
        .where(api_tokens.c.token_hash == token_hash, api_tokens.c.ends_at > at, api_tokens.c.revoked_at.is_(None))
        .where(users.c.active, ~users.c.must_change)
    )
    row = cx.execute(query).one_or_none()
    if row is None:
        return None
    viewer = Viewer(row.user_id, row.user_name, Role(row.user_role), row.user_unit_id, _rights(row.scopes))
    return row.id, viewer, row.used_at


def token_used(cx: Connection, token_id: int, at: datetime) -> None:
    cx.execute(update(api_tokens).where(api_tokens.c.id == token_id).values(used_at=at))


def tokens_of(cx: Connection, user_id: int, at: datetime) -> tuple[Token, ...]:
    """The living tokens of a user, the newest first."""
    query = (
        select(api_tokens)
        .where(api_tokens.c.user_id == user_id, api_tokens.c.revoked_at.is_(None), api_tokens.c.ends_at > at)
        .order_by(api_tokens.c.id.desc())
        .limit(100)
    )
    return tuple(
        Token(row.id, row.name, tuple(sorted(_rights(row.scopes))), row.created_at, row.ends_at, row.used_at)
        for row in cx.execute(query)
    )


def revoke_token(cx: Connection, token_id: int, user_id: int, at: datetime) -> bool:
    """Revoke one token of a user; false when it is not the user's or is revoked already."""
    own = (api_tokens.c.id == token_id) & (api_tokens.c.user_id == user_id) & api_tokens.c.revoked_at.is_(None)
    return cx.execute(update(api_tokens).where(own).values(revoked_at=at)).rowcount == 1


def revoke_tokens(cx: Connection, user_id: int, at: datetime) -> None:
    """Revoke all tokens of a user."""
    own = (api_tokens.c.user_id == user_id) & api_tokens.c.revoked_at.is_(None)
    cx.execute(update(api_tokens).where(own).values(revoked_at=at))


def _rights(scopes: str) -> frozenset[Right]:
    return frozenset(map(Right, scopes.split()))
