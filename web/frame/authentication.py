"""Who asks: the session behind a cookie, or the token of a program. The one authenticator of the console."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from fastapi import Request
from fastapi.responses import Response

from inspection.viewer import Viewer
from jobs.sign_in import Origin, session_of, token_viewer
from web.frame.access import PasswordDue
from web.frame.desk import Desk, desk_of

COOKIE = "xunjian_session"
_BEARER = "bearer "
#: Where tokens are taken.
_FOR_PROGRAMS = ("/api/", "/metrics")
#: Where somebody may go who has to choose a password first.
_BEFORE = frozenset({"/me", "/me/password", "/logout"})


def signed_in(request: Request) -> Viewer | None:
    """The viewer of a request. Tokens open the API and the metrics only: a page is for people.

    Sets ``request.state.csrf`` and ``session_id`` for a session. Raises ``PasswordDue``.
    """
    desk = desk_of(request)
    if request.url.path.startswith(_FOR_PROGRAMS) and (token := _token(request)):
        return _from_here(request, token_viewer(desk.work.database, desk.clock(), token))
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        return None
    touch = "x-fragment" not in request.headers  # a page that refreshes itself must not keep its reader signed in
    found = session_of(desk.work.database, desk.work.settings, desk.clock(), cookie, touch=touch)
    if found is None:
        return None
    if found.must_change and request.url.path not in _BEFORE:
        raise PasswordDue
    request.state.csrf = csrf_of(cookie)
    request.state.session_id = found.id
    return _from_here(request, found.viewer)


def _from_here(request: Request, viewer: Viewer | None) -> Viewer | None:
    return viewer and replace(viewer, address=origin_of(request).address)


def csrf_of(cookie: str) -> str:
    """The form token that belongs to a session: known to whoever has the cookie, and to nobody else."""
    return sha256(f"csrf {cookie}".encode()).hexdigest()[:40]


def origin_of(request: Request) -> Origin:
    address = request.client.host if request.client else ""
    return Origin(address, request.headers.get("user-agent", ""))


def keep(answer: Response, name: str, value: str, request: Request, desk: Desk) -> None:
    """Give the browser a cookie: it ends with the browser, no script reads it, no other site's form sends it along."""
    answer.set_cookie(name, value, httponly=True, samesite="lax", secure=_encrypted(request, desk))


def _encrypted(request: Request, desk: Desk) -> bool:
    return request.url.scheme == "https" or (desk.work.settings.console_url or "").startswith("https:")


def _token(request: Request) -> str:
    given = request.headers.get("authorization", "")
    return given[len(_BEARER) :].strip() if given[: len(_BEARER)].lower() == _BEARER else ""
