"""Signing in and out."""

from __future__ import annotations

from hmac import compare_digest
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from db import sessions, users
from jobs.openid import Provider
from jobs.sign_in import SignInError, sign_in, sign_in_proved
from web.frame.access import Owner
from web.frame.authentication import COOKIE, keep, origin_of
from web.frame.desk import TheDesk
from web.frame.rendering import page

router = APIRouter()

#: Binds a login at the provider to the browser that began it.
_STATE = "xunjian_openid"


@router.get("/login")
def ask(request: Request, desk: TheDesk, next: str = "/") -> Response:
    return _form(request, desk, next)


@router.post("/login")
def enter(
    request: Request,
    desk: TheDesk,
    login: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    work = desk.work
    try:
        cookie, _ = sign_in(work.database, work.settings, desk.clock(), login, password, origin_of(request))
    except SignInError as problem:
        return _form(request, desk, next, login, str(problem))
    answer = RedirectResponse(_inside(next), 303)
    keep(answer, COOKIE, cookie, request, desk)
    return answer


@router.get("/login/openid")
def elsewhere(request: Request, desk: TheDesk, next: str = "/") -> Response:
    """Leads to the OpenID provider."""
    back = (desk.work.settings.console_url or str(request.base_url)).rstrip("/") + "/login/openid/back"
    try:
        address, state = _provider(request).begin(back, _inside(next), desk.clock())
    except SignInError as problem:
        return _form(request, desk, next, problem=str(problem))
    answer = RedirectResponse(address, 303)
    keep(answer, _STATE, state, request, desk)
    return answer


@router.get("/login/openid/back")
def back_again(request: Request, desk: TheDesk, state: str = "", code: str = "") -> Response:
    """Where the provider leads back to. The cookie proves that it is the browser that went there."""
    work, at = desk.work, desk.clock()
    provider = _provider(request)
    try:
        if not state or not compare_digest(state.encode(), request.cookies.get(_STATE, "").encode()):
            raise SignInError("登录已过期，请重新登录")
        proved, then = provider.finish(state, code, at)
        cookie = sign_in_proved(work.database, work.settings, at, proved.subject, proved.login, origin_of(request))
    except SignInError as problem:
        return _form(request, desk, "/", problem=str(problem))
    answer = RedirectResponse(then, 303)
    answer.delete_cookie(_STATE)
    keep(answer, COOKIE, cookie, request, desk)
    return answer


@router.post("/logout")
def leave(request: Request, desk: TheDesk, viewer: Owner) -> Response:
    with desk.work.database.writing() as cx:
        sessions.end(cx, request.state.session_id, viewer.user_id)
        desk.record(cx, viewer, "logout", "")
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE)
    return answer


def _provider(request: Request) -> Provider:
    provider = request.app.state.provider
    if not isinstance(provider, Provider):
        raise HTTPException(404)
    return provider


def _form(request: Request, desk: TheDesk, then: str, login: str = "", problem: str = "") -> Response:
    with desk.work.database.reading() as cx:
        nobody = not users.anybody(cx)
    status = 403 if problem else 200
    elsewhere = isinstance(request.app.state.provider, Provider)
    return page(
        request,
        "login/login.html",
        status,
        then=_inside(then),
        login=login,
        problem=problem,
        nobody=nobody,
        elsewhere=elsewhere,
    )


def _inside(path: str) -> str:
    """``path`` when it is one of ours, else the front page: a link to the login must not lead to another site."""
    own = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if own else "/"
