"""Signing in to the console: passwords, locks after failures, sessions and tokens."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from config.settings import Settings
from db import audit, login_failures, sessions, users
from db.engine import Connection, Database
from db.sessions import Session
from db.users import User
from inspection.viewer import Right, Viewer
from jobs.passwords import matches

#: A session is written down as seen this often: a page that only looks must not wait for the one writer of SQLite.
SEEN_EVERY = timedelta(minutes=5)
TOKEN_DAYS = 365

#: Failures in a row that cost nothing. A name is counted with the address too, so that a stranger who guesses at
#: somebody's password keeps that stranger out long before the owner.
_FREE: Mapping[str, int] = {"both": 5, "address": 20, "login": 50}
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)


class SignInError(Exception):
    """Nobody was signed in; the text (Chinese, one line) says why."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a login comes from: the network address, and what the browser calls itself."""

    address: str
    agent: str = ""


def sign_in(
    database: Database, settings: Settings, at: datetime, login: str, password: str, origin: Origin
) -> tuple[str, User]:
    """Begin a session; the cookie's value and the user. Raises ``SignInError``.

    After some failures in a row each further one doubles the wait; the password is not even looked at before it ends.
    """
    login = login.strip().lower()[:64]
    keys = {"both": f"both:{login} {origin.address}", "address": f"address:{origin.address}", "login": f"login:{login}"}
    with database.reading() as cx:
        known = {one.key: one for one in login_failures.of(cx, keys.values(), at)}
        user = users.by_login(cx, login)
    for name, key in keys.items():
        if key in known and (left := known[key].last_at + _wait(known[key].count - _FREE[name]) - at) > timedelta(0):
            raise SignInError(f"失败次数太多，请 {_words(left)}后再试")
    if not matches(password, user.password_hash if user else None) or user is None:
        with database.writing() as cx:
            login_failures.count(cx, keys.values(), at)
            audit.record(cx, at, None, "login.failed", login, address=origin.address)
        raise SignInError("登录名或密码不对")
    if not user.active:
        raise SignInError("账号已停用，请联系管理员")
    with database.writing() as cx:
        login_failures.forget(cx, [keys["both"], keys["login"]])
        return begin_session(cx, settings, at, user, origin), user


def sign_in_proved(
    database: Database, settings: Settings, at: datetime, subject: str, login: str, origin: Origin
) -> str:
    """Begin a session for somebody whom the OpenID provider has seen; the cookie's value. Raises ``SignInError``.

    ``subject`` is for good; ``login`` finds a user who has no password and has never come before. A name at the
    provider opens no account that has a password: it may be a name that people there choose themselves.
    """
    with database.writing() as cx:
        user = users.by_subject(cx, subject)
        if user is None:
            user = users.by_login(cx, login) if login else None
            if user is None or user.password_hash is not None or user.subject is not None:
                audit.record(cx, at, None, "login.failed", login, "统一身份认证", origin.address)
                user = None
            else:
                users.bind(cx, user.id, subject)
        if user is not None and user.active:
            return begin_session(cx, settings, at, user, origin)
    raise SignInError("账号已停用，请联系管理员" if user else "您还不是本系统的用户，请联系管理员登记")


def begin_session(cx: Connection, settings: Settings, at: datetime, user: User, origin: Origin) -> str:
    """The value of a new session's cookie, for a user who has proved to be one."""
    cookie = secrets.token_urlsafe(32)
    ends_at = at + timedelta(hours=settings.session_hours)
    sessions.begin(cx, user.id, digest(cookie), at, ends_at, origin.address, origin.agent[:200])
    viewer = Viewer(user.id, user.name, user.role, user.unit_id)
    audit.record(cx, at, viewer, "login", user.login, address=origin.address)
    return cookie


def session_of(database: Database, settings: Settings, at: datetime, cookie: str, *, touch: bool) -> Session | None:
    """The living session of a cookie. ``touch`` false: what asks is not a person, so the session does not live on."""
    with database.reading() as cx:
        found = sessions.find(cx, digest(cookie), at, at - idle(settings))
    if found and touch and at - found.seen_at >= SEEN_EVERY:
        with database.writing() as cx:
            sessions.seen(cx, found.id, at)
    return found


def idle(settings: Settings) -> timedelta:
    return timedelta(minutes=settings.session_idle_minutes)


def token_viewer(database: Database, at: datetime, token: str) -> Viewer | None:
    """Whom a program speaks for."""
    with database.reading() as cx:
        found = sessions.token_viewer(cx, digest(token), at)
    if found is None:
        return None
    token_id, viewer, used_at = found
    if used_at is None or at - used_at >= SEEN_EVERY:
        with database.writing() as cx:
            sessions.token_used(cx, token_id, at)
    return viewer


def new_token(cx: Connection, at: datetime, viewer: Viewer, name: str, scopes: frozenset[Right], days: int) -> str:
    """A token that may do ``scopes`` in the viewer's name for ``days`` days. Raises ``SignInError``."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= 40:
        raise SignInError("请写明令牌的用途（40 字以内）")
    if not scopes or not all(map(viewer.may, scopes)):
        raise SignInError("请选择令牌可以做什么（不能超出自己的权限）")
    if not 1 <= days <= TOKEN_DAYS:
        raise SignInError(f"有效期应为 1 至 {TOKEN_DAYS} 天")
    token = f"xj_{secrets.token_urlsafe(32)}"
    sessions.add_token(cx, viewer.user_id, name, digest(token), tuple(sorted(scopes)), at, at + timedelta(days=days))
    audit.record(cx, at, viewer, "token.add", name, "、".join(one.label for one in sorted(scopes)))
    return token


def digest(secret: str) -> str:
    """What is stored of a cookie or token: they are random, so that a plain hash keeps them secret."""
    return sha256(secret.encode()).hexdigest()


def _wait(beyond: int) -> timedelta:
    return min(_FIRST_WAIT * 2 ** min(beyond, 10), _LONGEST_WAIT) if beyond >= 0 else timedelta(0)


def _words(left: timedelta) -> str:
    seconds = int(left.total_seconds()) + 1
    return f"{seconds} 秒" if seconds < 120 else f"{-(-seconds // 60)} 分钟"
