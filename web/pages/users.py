"""Who may use the console: for administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from db import users
from inspection.viewer import Role
from jobs.users import UserError, add_user, change_user, reset_password
from web.frame.access import Administrator
from web.frame.desk import Desk, TheDesk
from web.frame.numbers import Id
from web.frame.rendering import page

router = APIRouter(prefix="/settings/users")

Text = Annotated[str, Form(max_length=200)]


@router.get("")
def listing(request: Request, desk: TheDesk, viewer: Administrator) -> Response:
    return _list(request, desk)


@router.post("")
def add(
    request: Request,
    desk: TheDesk,
    viewer: Administrator,
    role: Annotated[Role, Form()],
    login: Text = "",
    name: Text = "",
    unit_id: Text = "",
    elsewhere: Annotated[bool, Form()] = False,
) -> Response:
    """Answers with the one-time password at once: it is shown only here."""
    work, entered = desk.work, {"login": login, "name": name, "role": role, "unit_id": unit_id}
    try:
        password = add_user(
            work.database, work.district, desk.clock(), viewer,
            login=login, name=name, role=role, unit_id=unit_id or None, elsewhere=elsewhere,
        )  # fmt: skip
    except UserError as problem:
        return _list(request, desk, problem=str(problem), entered=entered)
    return _list(request, desk, told=(login.strip().lower(), password))


@router.get("/{user_id}")
def one(request: Request, desk: TheDesk, viewer: Administrator, user_id: Id, done: str = "") -> Response:
    return _one(request, desk, user_id, notice="已保存" if done else "")


@router.post("/{user_id}")
def change(
    request: Request,
    desk: TheDesk,
    viewer: Administrator,
    user_id: Id,
    role: Annotated[Role, Form()],
    name: Text = "",
    unit_id: Text = "",
    active: Annotated[bool, Form()] = False,
) -> Response:
    work = desk.work
    try:
        change_user(
            work.database, work.district, desk.clock(), viewer, user_id,
            name=name, role=role, unit_id=unit_id or None, active=active,
        )  # fmt: skip
    except UserError as problem:
        return _one(request, desk, user_id, problem=str(problem))
    return RedirectResponse(f"/settings/users/{user_id}?done=1", 303)


@router.post("/{user_id}/reset")
def reset(request: Request, desk: TheDesk, viewer: Administrator, user_id: Id) -> Response:
    try:
        password = reset_password(desk.work.database, desk.clock(), viewer, user_id)
    except UserError:
        raise HTTPException(404) from None
    return _one(request, desk, user_id, password=password)


def _list(
    request: Request,
    desk: Desk,
    *,
    problem: str = "",
    entered: dict[str, str] | None = None,
    told: tuple[str, str] | None = None,
) -> Response:
    with desk.work.database.reading() as cx:
        known = users.listing(cx)
    return page(
        request,
        "users/list.html",
        422 if problem else 200,
        users=known,
        units=desk.work.district.units,
        unit_name=desk.unit_name,
        roles=tuple(Role),
        problem=problem,
        entered=entered or {"login": "", "name": "", "role": Role.INSPECTOR, "unit_id": ""},
        told=told,
        elsewhere=desk.work.settings.oidc_issuer is not None,
    )


def _one(
    request: Request, desk: Desk, user_id: int, *, problem: str = "", notice: str = "", password: str = ""
) -> Response:
    with desk.work.database.reading() as cx:
        user = users.get(cx, user_id)
    if user is None:
        raise HTTPException(404)
    return page(
        request,
        "users/one.html",
        422 if problem else 200,
        user=user,
        units=desk.work.district.units,
        roles=tuple(Role),
        problem=problem,
        notice=notice,
        password=password,
    )
