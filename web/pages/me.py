"""One's own account: password, sessions, tokens for programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from db import sessions, users
from inspection.viewer import Right, Viewer
from jobs.sign_in import TOKEN_DAYS, SignInError, idle, new_token
from jobs.users import UserError, change_own_password
from web.frame.access import Forbidden, Owner
from web.frame.desk import Desk, TheDesk
from web.frame.numbers import Id
from web.frame.rendering import page

router = APIRouter()

_DONE = {"password": "密码已修改，其他地方的登录都已结束", "session": "已结束该次登录", "token": "令牌已作废"}


@router.get("/me")
def me(request: Request, desk: TheDesk, viewer: Owner, done: str = "") -> Response:
    return _page(request, desk, viewer, notice=_DONE.get(done, ""))


@router.post("/me/password")
def change_password(
    request: Request,
    desk: TheDesk,
    viewer: Owner,
    old: Annotated[str, Form(max_length=1000)] = "",
    new: Annotated[str, Form(max_length=1000)] = "",
    again: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    if new != again:
        return _page(request, desk, viewer, problem="两次输入的新密码不一样")
    keep = getattr(request.state, "session_id", None)
    try:
        change_own_password(desk.work.database, desk.clock(), viewer, old, new, keep)
    except UserError as problem:
        return _page(request, desk, viewer, problem=str(problem))
    return RedirectResponse("/me?done=password", 303)


@router.post("/me/sessions/{session_id}/end")
def end_session(desk: TheDesk, viewer: Owner, session_id: Id) -> Response:
    with desk.work.database.writing() as cx:
        if not sessions.end(cx, session_id, viewer.user_id):
            raise Forbidden
        desk.record(cx, viewer, "session.end", str(session_id))
    return RedirectResponse("/me?done=session", 303)


@router.post("/me/tokens")
def add_token(
    request: Request,
    desk: TheDesk,
    viewer: Owner,
    name: Annotated[str, Form(max_length=200)] = "",
    scope: Annotated[list[Right] | None, Form()] = None,
    days: Annotated[int, Form(ge=1, le=TOKEN_DAYS)] = 90,
) -> Response:
    """Answers with the token at once: it is shown only here."""
    try:
        with desk.work.database.writing() as cx:
            token = new_token(cx, desk.clock(), viewer, name, frozenset(scope or ()), days)
    except SignInError as problem:
        return _page(request, desk, viewer, problem=str(problem), name=name)
    return _page(request, desk, viewer, token=token)


@router.post("/me/tokens/{token_id}/revoke")
def revoke_token(desk: TheDesk, viewer: Owner, token_id: Id) -> Response:
    with desk.work.database.writing() as cx:
        if not sessions.revoke_token(cx, token_id, viewer.user_id, desk.clock()):
            raise Forbidden
        desk.record(cx, viewer, "token.revoke", str(token_id))
    return RedirectResponse("/me?done=token", 303)


def _page(
    request: Request,
    desk: Desk,
    viewer: Viewer,
    *,
    notice: str = "",
    problem: str = "",
    token: str = "",
    name: str = "",
) -> Response:
    at = desk.clock()
    with desk.work.database.reading() as cx:
        user = users.get(cx, viewer.user_id)
        living = sessions.of_user(cx, viewer.user_id, at, at - idle(desk.work.settings))
        tokens = sessions.tokens_of(cx, viewer.user_id, at)
    return page(
        request,
        "me/me.html",
        422 if problem else 200,
        user=user,
        unit=desk.unit_name(viewer.unit_id),
        sessions=living,
        this=getattr(request.state, "session_id", None),
        tokens=tokens,
        rights=[right for right in Right if viewer.may(right)],
        notice=notice,
        problem=problem,
        token=token,
        name=name,
    )
