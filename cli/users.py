"""``xunjian users``: who may use the console. Whoever may run this may do everything: it needs no login."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer

from cli.options import Json, UsageProblem, unit_id, unit_name
from cli.output import print_json, print_table, say
from cli.words import Command, Group
from config.settings import load_settings
from db import users as stored
from db.users import User
from inspection.moment import iso_minutes
from inspection.viewer import Role
from jobs.users import UserError, add_user, change_user, reset_password
from jobs.workspace import Workspace, workspace

users_app = typer.Typer(name="users", help="网页控制台的用户。", no_args_is_help=True, cls=Group)

Login = Annotated[str, typer.Argument(help="登录名", metavar="登录名")]


@users_app.callback()
def _users() -> None:
    """网页控制台的用户。"""


@users_app.command("add", cls=Command)
def add(
    login: Login,
    role: Annotated[
        Role, typer.Option("--role", help="角色：admin 管理员，inspector 巡检员，clerk 单位填报员，reader 只读")
    ] = Role.INSPECTOR,
    name: Annotated[str, typer.Option("--name", help="显示的姓名；默认用登录名", metavar="姓名")] = "",
    unit: Annotated[str | None, typer.Option("--unit", help="单位填报员的单位（编号或名称）", metavar="单位")] = None,
    elsewhere: Annotated[bool, typer.Option("--sso", help="只在统一身份认证处登录，不设密码")] = False,
    json: Json = False,
) -> None:
    """增加用户，给出一次性密码。"""
    with _desk() as work:
        of = unit_id(work.district, unit) if unit else None
        password = add_user(
            work.database, work.district, datetime.now(UTC), None,
            login=login, name=name, role=role, unit_id=of, elsewhere=elsewhere,
        )  # fmt: skip
    if json:
        print_json({"login": login.strip().lower(), "role": role.value, "password": password})
        return
    say(f"已增加{role.label} {login.strip().lower()}")
    if password:
        _tell(password)


@users_app.command("list", cls=Command)
def list_(json: Json = False) -> None:
    """列出全部用户。"""
    with _desk() as work:
        with work.database.reading() as cx:
            known = stored.listing(cx)
        if json:
            print_json({"users": [_json(user) for user in known]})
        elif not known:
            say("还没有用户。建立第一位管理员：xunjian users add 登录名 --role admin")
        else:
            rows = [
                (
                    user.login,
                    user.name,
                    user.role.label,
                    unit_name(work.district, user.unit_id) if user.unit_id else "",
                    _state(user),
                )
                for user in known
            ]
            print_table("用户", ("登录名", "姓名", "角色", "单位", "状态"), rows)


@users_app.command("reset", cls=Command)
def reset(login: Login, json: Json = False) -> None:
    """重置密码：给出新的一次性密码，结束该用户的全部登录，解除锁定。"""
    with _desk() as work:
        password = reset_password(work.database, datetime.now(UTC), None, _known(work, login).id)
    if json:
        print_json({"login": login.strip().lower(), "password": password})
        return
    _tell(password)


@users_app.command("disable", cls=Command)
def disable(login: Login) -> None:
    """停用用户：立即结束其全部登录和令牌。"""
    _switch(login, active=False)


@users_app.command("enable", cls=Command)
def enable(login: Login) -> None:
    """重新启用用户。"""
    _switch(login, active=True)


def _switch(login: str, *, active: bool) -> None:
    with _desk() as work:
        user = _known(work, login)
        change_user(
            work.database, work.district, datetime.now(UTC), None, user.id,
            name=user.name, role=user.role, unit_id=user.unit_id, active=active,
        )  # fmt: skip
    say(f"已{'启用' if active else '停用'} {user.login}")


@contextmanager
def _desk() -> Iterator[Workspace]:
    try:
        with workspace(load_settings()) as work:
            yield work
    except UserError as problem:
        raise UsageProblem(str(problem)) from problem


def _known(work: Workspace, login: str) -> User:
    with work.database.reading() as cx:
        user = stored.by_login(cx, login.strip().lower())
    if user is None:
        raise UsageProblem(f"没有登录名为“{login}”的用户，可用 xunjian users list 查看全部用户")
    return user


def _state(user: User) -> str:
    if not user.active:
        return "已停用"
    if user.password_hash is None:
        return "统一认证" if user.subject else "统一认证，未登录过"
    return "待改密码" if user.must_change else "正常"


def _tell(password: str) -> None:
    say(f"一次性密码：{password}")
    say("只显示这一次；第一次登录时要改成自己的密码。")


def _json(user: User) -> dict[str, object]:
    return {
        "login": user.login,
        "name": user.name,
        "role": user.role.value,
        "unit": user.unit_id,
        "active": user.active,
        "must_change_password": user.must_change,
        "created_at": iso_minutes(user.created_at),
    }
