"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from db import audit, sessions, users
from jobs.sign_in import SignInError, sign_in
from web.frame.access import Owner
from web.frame.authentication import COOKIE, keep_signed_in, origin_of
from web.frame.desk import TheDesk
from web.frame.rendering import page

router = APIRouter()


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
    keep_signed_in(answer, cookie, request, desk)
    return answer


@router.post("/logout")
def leave(request: Request, desk: TheDesk, viewer: Owner) -> Response:
    with desk.work.database.writing() as cx:
        sessions.end(cx, request.state.session_id, viewer.user_id)
        audit.record(cx, desk.clock(), viewer, "logout", "", address=origin_of(request).address)
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE)
    return answer


def _form(request: Request, desk: TheDesk, then: str, login: str = "", problem: str = "") -> Response:
    with desk.work.database.reading() as cx:
        nobody = not users.anybody(cx)
    status = 403 if problem else 200
    return page(request, "login/login.html", status, then=_inside(then), login=login, problem=problem, nobody=nobody)


def _inside(path: str) -> str:
    """``path`` when it is one of ours, else the front page: a link to the login must not lead to another site."""
    own = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if own else "/"
