"""Users of the console. They are never removed, only disabled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from db.tables_users import users
from inspection.viewer import Role


@dataclass(frozen=True, slots=True)
class User:
    """``password_hash`` (argon2id) is ``None`` for those who sign in at an OpenID provider only."""

    id: int
    login: str
    name: str
    role: Role
    unit_id: str | None
    password_hash: str | None
    must_change: bool
    subject: str | None
    active: bool
    created_at: datetime
    password_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewUser:
    """``login`` is in lower case; ``unit_id`` is set for clerks and for nobody else."""

    login: str
    name: str
    role: Role
    unit_id: str | None = None
    password_hash: str | None = None
    must_change: bool = False
    subject: str | None = None


def listing(cx: Connection) -> tuple[User, ...]:
    """All users, active ones first, by login name. A district has some hundred at most."""
    return tuple(map(_user, cx.execute(select(users).order_by(users.c.active.desc(), users.c.login))))


def get(cx: Connection, user_id: int) -> User | None:
    return _one(cx, users.c.id == user_id)


def by_login(cx: Connection, login: str) -> User | None:
    return _one(cx, users.c.login == login)


def by_subject(cx: Connection, subject: str) -> User | None:
    """The user whom the OpenID provider calls ``subject`` (issuer and subject, as ``User.subject`` has it)."""
    return _one(cx, users.c.subject == subject)


def anybody(cx: Connection) -> bool:
    """Whether there is any user yet."""
    return cx.scalar(select(users.c.id).limit(1)) is not None


def administrators(cx: Connection) -> int:
    """How many active administrators there are."""
    query = select(func.count()).select_from(users).where(users.c.role == Role.ADMIN.value, users.c.active)
    return int(cx.scalar(query) or 0)


def add(cx: Connection, new: NewUser, at: datetime) -> int:
    """Store a user; the id. The caller has made sure that the login name is free."""
    row: dict[str, Any] = {
        "login": new.login, "name": new.name, "role": new.role.value, "unit_id": new.unit_id,
        "password_hash": new.password_hash, "must_change": new.must_change, "subject": new.subject, "active": True,
        "created_at": at, "password_at": at if new.password_hash else None,
    }  # fmt: skip
    return int(cx.execute(insert(users).returning(users.c.id), row).scalar_one())


def change(cx: Connection, user_id: int, name: str, role: Role, unit_id: str | None, *, active: bool) -> None:
    values: dict[str, Any] = {"name": name, "role": role.value, "unit_id": unit_id, "active": active}
    cx.execute(update(users).where(users.c.id == user_id).values(values))


def bind(cx: Connection, user_id: int, subject: str) -> None:
    """Note whom the OpenID provider means by this user: from now on nobody else can be it."""
    cx.execute(update(users).where(users.c.id == user_id).values(subject=subject))


def set_password(cx: Connection, user_id: int, password_hash: str, at: datetime, *, must_change: bool) -> None:
    values: dict[str, Any] = {"password_hash": password_hash, "password_at": at, "must_change": must_change}
    cx.execute(update(users).where(users.c.id == user_id).values(values))


def _one(cx: Connection, condition: ColumnElement[bool]) -> User | None:
    row = cx.execute(select(users).where(condition)).one_or_none()
    return _user(row) if row else None


def _user(row: Any) -> User:
    told = row._asdict()
    return User(**told | {"role": Role(told["role"])})
