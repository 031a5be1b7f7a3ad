"""One's own account: the password, the sessions, the tokens of programs."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from db import audit, users
from inspection.viewer import Role
from jobs.users import reset_password
from tests.web.conftest import BEGINNING, Console
from tests.web.visiting import PASSWORD, Visitor

SignIn = Callable[[Role], Visitor]
NewVisitor = Callable[[], Visitor]
NEW = "Another-2027"


def test_a_new_password_ends_all_other_sessions(console: Console, sign_in: SignIn, visitor: NewVisitor) -> None:
    here, elsewhere = sign_in(Role.READER), sign_in(Role.READER)
    answer = here.post_form("/me/password", old=PASSWORD, new=NEW, again=NEW)
    assert (answer.status_code, answer.headers["location"]) == (303, "/me?done=password")
    with console.work.database.reading() as cx:
        (last,) = audit.page(cx, size=1)
    assert (last.action, last.who, last.address) == ("user.password", "某只读", "127.0.0.1")
    assert elsewhere.get("/").status_code == 303
    assert here.get("/").status_code == 200
    assert visitor().sign_in("reader").status_code == 403
    assert visitor().sign_in("reader", NEW).status_code == 303
    here.post_form("/me/password", old=NEW, new=PASSWORD, again=PASSWORD)


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        (PASSWORD, "short1", "short1", "密码至少 10 位"),
        (PASSWORD, "onlyletters", "onlyletters", "同时有字母和数字"),
        (PASSWORD, "1234567890", "1234567890", "同时有字母和数字"),
        (PASSWORD, "aaaaaaaaaa1", "aaaaaaaaaa1", "重复的字符太多"),
        (PASSWORD, "inspector2026", "inspector2026", "不能有登录名"),
        (PASSWORD, "x" * 64 + "abcdefg1" * 9, "x" * 64 + "abcdefg1" * 9, "密码最多 128 位"),
        (PASSWORD, NEW, NEW + "x", "两次输入的新密码不一样"),
        ("wrong", NEW, NEW, "现在的密码不对"),
        (PASSWORD, PASSWORD, PASSWORD, "新密码不能和现在的一样"),
    ],
)
def test_a_password_that_will_not_do_is_explained(sign_in: SignIn, old: str, new: str, again: str, said: str) -> None:
    answer = sign_in(Role.INSPECTOR).post_form("/me/password", old=old, new=new, again=again)
    assert answer.status_code == 422
    assert said in answer.text
    assert new not in answer.text


def test_a_one_time_password_opens_nothing_but_the_change_of_it(console: Console, visitor: NewVisitor) -> None:
    clerk = visitor()
    once = reset_password(console.work.database, BEGINNING, None, _user_id(console, "clerk"))
    assert clerk.sign_in("clerk", once).status_code == 303
    assert clerk.get("/own").status_code in (303, 404)  # no such page, or led away from it
    assert "请先改成自己的密码" in clerk.get("/me").text
    assert clerk.post_form("/me/tokens", name="x", scope="own").status_code == 303
    assert clerk.get("/api/v1/session").status_code == 403
    assert clerk.post_form("/me/password", old=once, new=PASSWORD, again=PASSWORD).status_code == 303
    assert clerk.get("/api/v1/session").status_code == 200


def test_one_ends_one_s_own_sessions_and_nobody_else_s(sign_in: SignIn) -> None:
    here, lost, other = sign_in(Role.READER), sign_in(Role.READER), sign_in(Role.ADMIN)
    paths = re.findall(r'action="(/me/sessions/\d+/end)"', here.get("/me").text)
    assert other.post_form(paths[0]).status_code == 403
    for path in paths:
        assert here.post_form(path).status_code == 303
    assert lost.get("/").status_code == 303
    assert here.get("/").status_code == 200


def test_a_token_speaks_to_the_api_with_its_own_rights_only(sign_in: SignIn, visitor: NewVisitor) -> None:
    admin = sign_in(Role.ADMIN)
    token = _token(admin.post_form("/me/tokens", name="数据大屏", scope=["look", "own"]).text)
    program = visitor()
    program.headers["authorization"] = f"Bearer {token}"
    told = program.get("/api/v1/session").json()
    assert (told["role"], told["rights"]) == ("admin", ["look", "own"])
    assert program.get("/metrics").status_code == 200
    assert program.get("/api/v1/users").status_code == 403
    assert program.get("/").status_code == 303  # pages are for people
    page = admin.get("/me").text
    assert "数据大屏" in page and token not in page
    (path,) = re.findall(r'action="(/me/tokens/\d+/revoke)"', page)
    assert admin.post_form(path).status_code == 303
    assert program.get("/api/v1/session").status_code == 401


@pytest.mark.parametrize(
    "fields", [{"scope": "manage"}, {"scope": ""}, {"name": ""}, {"days": "366"}, {"days": "0"}, {"scope": "all"}]
)
def test_a_token_that_cannot_be_is_refused(sign_in: SignIn, fields: dict[str, str]) -> None:
    answer = sign_in(Role.READER).post_form("/me/tokens", **{"name": "x", "scope": "look", "days": "30"} | fields)
    assert answer.status_code == 422
    assert "xj_" not in answer.text


@pytest.mark.parametrize("header", ["Bearer", "Bearer xj_wrong", "Basic eDp5", "bearer \x7f"])
def test_a_wrong_token_is_nobody(visitor: NewVisitor, header: str) -> None:
    answer = visitor().get("/api/v1/session", headers={"authorization": header})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_token_of_a_disabled_user_is_worth_nothing(console: Console, sign_in: SignIn, visitor: NewVisitor) -> None:
    inspector, admin, program = sign_in(Role.INSPECTOR), sign_in(Role.ADMIN), visitor()
    token = _token(inspector.post_form("/me/tokens", name="x", scope="look").text)
    program.headers["authorization"] = f"Bearer {token}"
    assert program.get("/api/v1/session").status_code == 403  # asks for "own"
    path = f"/settings/users/{_user_id(console, 'inspector')}"
    assert admin.post_form(path, name="某巡检员", role="inspector").status_code == 303
    assert program.get("/api/v1/session").status_code == 401
    assert inspector.get("/").status_code == 303
    assert admin.post_form(path, name="某巡检员", role="inspector", active="true").status_code == 303
    assert program.get("/api/v1/session").status_code == 401  # revoked for good


def _token(page: str) -> str:
    found = re.search(r"xj_[\w-]{43}", page)
    assert found
    return found[0]


def _user_id(console: Console, login: str) -> int:
    with console.work.database.reading() as cx:
        user = users.by_login(cx, login)
    assert user
    return user.id
