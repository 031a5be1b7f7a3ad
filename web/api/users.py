"""Users and the audit log, for administrators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from db import audit, users
from inspection.viewer import Role
from web.frame.access import Administrator
from web.frame.desk import TheDesk
from web.frame.numbers import Before

router = APIRouter(tags=["users"])


@dataclass(frozen=True, slots=True)
class UserShown:
    id: int
    login: str
    name: str
    role: Role
    unit_id: str | None
    active: bool
    must_change_password: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Users:
    items: list[UserShown]


@dataclass(frozen=True, slots=True)
class EntryShown:
    """``who`` is empty for the command line and for failed logins."""

    id: int
    at: datetime
    user_id: int | None
    who: str
    action: str
    about: str
    detail: str
    address: str


@dataclass(frozen=True, slots=True)
class Entries:
    """``next``: what to give as ``before`` for the following page; ``null`` on the last one."""

    items: list[EntryShown]
    next: int | None


@router.get("/users")
def listing(desk: TheDesk, viewer: Administrator) -> Users:
    """All users, active ones first."""
    with desk.work.database.reading() as cx:
        known = users.listing(cx)
    return Users(
        [
            UserShown(one.id, one.login, one.name, one.role, one.unit_id, one.active, one.must_change, one.created_at)
            for one in known
        ]
    )


@router.get("/audit")
def entries(
    desk: TheDesk,
    viewer: Administrator,
    before: Before = None,
    size: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Entries:
    """The audit log, newest first."""
    with desk.work.database.reading() as cx:
        found = audit.page(cx, before=before, size=size + 1)
    shown = [
        EntryShown(one.id, one.at, one.user_id, one.who, one.action, one.about, one.detail, one.address)
        for one in found[:size]
    ]
    return Entries(shown, shown[-1].id if len(found) > size else None)
