"""Refuses what another site makes a signed-in browser send: every request that changes something is looked at."""

from __future__ import annotations

from hmac import compare_digest
from urllib.parse import urlsplit

from fastapi import Request

from web.frame.access import StaleForm
from web.frame.authentication import COOKIE, csrf_of
from web.frame.desk import desk_of

_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


async def refuse_forgery(request: Request) -> None:
    """Raise ``StaleForm`` unless the request comes from our own page: by Origin, and by the session's form token.

    Requests without a session cookie have nothing that another site could use.
    """
    if request.method in _HARMLESS:
        return
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise StaleForm
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc not in _own_names(request):
        raise StaleForm
    cookie = request.cookies.get(COOKIE)
    if cookie and not compare_digest((await _given(request)).encode(), csrf_of(cookie).encode()):
        raise StaleForm


def _own_names(request: Request) -> set[str]:
    """What people may call us: as they have just done, and as the settings say (a proxy may ask by another name)."""
    named = urlsplit(desk_of(request).work.settings.console_url or "").netloc
    return {request.headers.get("host", ""), named} - {""}


async def _given(request: Request) -> str:
    """The token in the header (scripts, API) or in the form field ``csrf``."""
    in_header = request.headers.get("x-csrf-token")
    if in_header is not None:
        return in_header
    if request.headers.get("content-type", "").startswith(_FORMS):
        field = (await request.form()).get("csrf")
        return field if isinstance(field, str) else ""
    return ""
