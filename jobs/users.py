"""Adds and changes users of the console. The same for the command line and the pages; every change is recorded."""

from __future__ import annotations

import re
from datetime import datetime

from db import audit, login_failures, sessions, users
from db.engine import Connection, Database
from db.users import NewUser, User
from inspection.registry import District
from inspection.viewer import Role, Viewer
from jobs.passwords import hashed, matches, one_time, weakness

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
_NAME = 40


class UserError(Exception):
    """What was asked for is not possible; the text (Chinese, one line) says why."""


def add_user(
    database: Database,
    district: District,
    at: datetime,
    by: Viewer | None,
    *,
    login: str,
    name: str,
    role: Role,
    unit_id: str | None = None,
    elsewhere: bool = False,
) -> str:
    """Add a user; the one-time password, to be changed at the first login. Raises ``UserError``.

    ``by`` is ``None`` on the command line: whoever may run it there may do everything. ``elsewhere``: the user signs in
    at the OpenID provider only and gets no password (the answer is empty).
    """
    login = login.strip().lower()
    if not _LOGIN.fullmatch(login):
        raise UserError("登录名应为 2 至 64 个小写字母、数字或 . _ @ -，以字母或数字开头")
    name = _checked(district, name or login, role, unit_id)
    password = "" if elsewhere else one_time()
    new = NewUser(login, name, role, unit_id, hashed(password) if password else None, must_change=bool(password))
    with database.writing() as cx:
        if users.by_login(cx, login) is not None:
            raise UserError(f"登录名“{login}”已有人使用")
        users.add(cx, new, at)
        audit.record(cx, at, by, "user.add", login, f"{name}，{role.label}{_of(unit_id)}")
    return password


def change_user(
    database: Database,
    district: District,
    at: datetime,
    by: Viewer | None,
    user_id: int,
    *,
    name: str,
    role: Role,
    unit_id: str | None,
    active: bool,
) -> None:
    """Change who somebody is. Disabling ends all sessions and tokens. The last administrator stays one."""
    name = _checked(district, name, role, unit_id)
    with database.writing() as cx:
        old = _known(cx, user_id)
        lost = old.role is Role.ADMIN and old.active and not (role is Role.ADMIN and active)
        if lost and users.administrators(cx) == 1:
            raise UserError("这是最后一位管理员，不能停用或改为其他角色")
        users.change(cx, user_id, name, role, unit_id, active=active)
        if not active or (role, unit_id) != (old.role, old.unit_id):
            sessions.end_all(cx, user_id)
        if not active:
            sessions.revoke_tokens(cx, user_id, at)
        told = f"{name}，{role.label}{_of(unit_id)}，{'启用' if active else '停用'}"
        audit.record(cx, at, by, "user.change", old.login, told)


def reset_password(database: Database, at: datetime, by: Viewer | None, user_id: int) -> str:
    """Give somebody a new one-time password, which is returned. Ends all sessions and lifts the lock."""
    password = one_time()
    kept = hashed(password)
    with database.writing() as cx:
        user = _known(cx, user_id)
        users.set_password(cx, user_id, kept, at, must_change=True)
        sessions.end_all(cx, user_id)
        login_failures.forget(cx, [f"login:{user.login}"])
        audit.record(cx, at, by, "user.reset", user.login)
    return password


def change_own_password(database: Database, at: datetime, viewer: Viewer, old: str, new: str, keep: int | None) -> None:
    """Change the viewer's own password; ends all other sessions (``keep`` is this one). Raises ``UserError``."""
    with database.reading() as cx:
        user = _known(cx, viewer.user_id)
    if not matches(old, user.password_hash):
        raise UserError("现在的密码不对")
    if old == new:
        raise UserError("新密码不能和现在的一样")
    if wrong := weakness(new, user.login):
        raise UserError(wrong)
    kept = hashed(new)
    with database.writing() as cx:
        users.set_password(cx, user.id, kept, at, must_change=False)
        sessions.end_all(cx, user.id, keep)
        audit.record(cx, at, viewer, "user.password", user.login)


def _known(cx: Connection, user_id: int) -> User:
    user = users.get(cx, user_id)
    if user is None:
        raise UserError("没有这个用户")
    return user


def _checked(district: District, name: str, role: Role, unit_id: str | None) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= _NAME:
        raise UserError(f"姓名应为 1 至 {_NAME} 个字")
    if (role is Role.CLERK) != bool(unit_id):
        raise UserError("单位填报员要选单位" if role is Role.CLERK else "只有单位填报员才选单位")
    if unit_id and all(unit.id != unit_id for unit in district.units):
        raise UserError(f"没有登记编号为“{unit_id}”的单位")
    return name


def _of(unit_id: str | None) -> str:
    return f"（{unit_id}）" if unit_id else ""
