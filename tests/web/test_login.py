"""Signing in and out, and what keeps strangers out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from db import audit
from inspection.viewer import Role
from tests.web.conftest import Console
from tests.web.serving import served
from tests.web.visiting import PASSWORD, Visitor
from web.app import console as console_of
from web.frame.authentication import COOKIE

SignIn = Callable[[Role], Visitor]
NewVisitor = Callable[[], Visitor]


def test_the_right_password_opens_the_page_that_was_asked_for(visitor: NewVisitor) -> None:
    answer = visitor().sign_in("Reader ", then="/sites?page=2")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sites?page=2")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "path=/" in cookie


@pytest.mark.parametrize(
    "then", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:x", "/\t/e"]
)
def test_the_login_never_leads_to_another_site(visitor: NewVisitor, then: str) -> None:
    assert visitor().sign_in("reader", then=then).headers["location"] == "/"
    assert "evil" not in visitor().get("/login", params={"next": then}).text


@pytest.mark.parametrize(("login", "password"), [("reader", "wrong"), ("nobody", PASSWORD), ("", ""), ("reader", "")])
def test_what_is_wrong_is_told_the_same_for_every_reason(visitor: NewVisitor, login: str, password: str) -> None:
    answer = visitor().sign_in(login, password)
    assert answer.status_code == 403
    assert "登录名或密码不对" in answer.text
    assert COOKIE not in answer.headers.get("set-cookie", "")


def test_signing_out_ends_the_session_and_not_only_the_cookie(sign_in: SignIn, visitor: NewVisitor) -> None:
    person = sign_in(Role.READER)
    stolen = visitor()
    stolen.cookies.set(COOKIE, person.cookies[COOKIE])
    assert stolen.get("/").status_code == 200
    assert person.post("/logout", data={"csrf": person.csrf}).headers["location"] == "/login"
    assert stolen.get("/").status_code == 303


def test_the_cookie_itself_is_not_in_the_database(console: Console, sign_in: SignIn) -> None:
    cookie = sign_in(Role.READER).cookies[COOKIE]
    with console.work.database.reading() as cx:
        kept = cx.execute(text("SELECT token_hash FROM sessions")).scalars().all()
    assert kept and cookie not in kept


FORGED = {
    "no token": ({}, {}),
    "another token": ({"csrf": "0" * 40}, {}),
    "from another site": (None, {"origin": "https://evil.example"}),
    "from another port": (None, {"origin": "http://127.0.0.1:1"}),
    "from nowhere": (None, {"origin": "null"}),
    "as the browser says": (None, {"sec-fetch-site": "cross-site"}),
    "from a neighbour": (None, {"sec-fetch-site": "same-site"}),
}


@pytest.mark.parametrize("case", FORGED)
def test_what_another_site_makes_a_browser_send_is_refused(sign_in: SignIn, case: str) -> None:
    person = sign_in(Role.READER)
    fields, headers = FORGED[case]
    answer = person.post("/logout", data={"csrf": person.csrf} if fields is None else fields, headers=headers)
    assert answer.status_code == 403
    assert "已过期" in answer.text
    assert person.get("/").status_code == 200


def test_behind_a_proxy_the_console_goes_by_its_public_name(console: Console) -> None:
    settings = console.work.settings.model_copy(update={"console_url": "https://xunjian.gov.example/"})
    data = {"login": "reader", "password": PASSWORD}
    with served(console_of(replace(console.work, settings=settings))) as address, Visitor(base_url=address) as person:
        for origin, status in (("https://xunjian.gov.example", 303), ("https://gov.example", 403)):
            answer = person.post("/login", data=data, headers={"origin": origin})
            assert answer.status_code == status, origin
            person.cookies.clear()
            assert status == 403 or "; Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    ("path", "size", "announced"),
    [("/login", 20_000, True), ("/login", 20_000, False), ("/me/password", 40 * 2**20, True)],
)
def test_what_is_too_large_is_not_read(visitor: NewVisitor, path: str, size: int, announced: bool) -> None:
    body = b"login=" + b"x" * size
    sent = body if announced else iter([body[:9000], body[9000:]])
    answer = visitor().post(path, content=sent, headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 413
    assert "内容太大" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_session_s_token_is_no_other_session_s(sign_in: SignIn) -> None:
    one, other = sign_in(Role.READER), sign_in(Role.READER)
    assert one.post("/logout", data={"csrf": other.csrf}).status_code == 403


def test_another_site_cannot_sign_somebody_in(visitor: NewVisitor) -> None:
    data = {"login": "reader", "password": PASSWORD}
    answer = visitor().post("/login", data=data, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_failures_in_a_row_make_wait_and_the_password_is_not_looked_at_meanwhile(visitor: NewVisitor) -> None:
    stranger = visitor()
    for _ in range(5):
        assert "不对" in stranger.sign_in("inspector", "guess").text
    answer = stranger.sign_in("inspector")
    assert answer.status_code == 403
    assert "失败次数太多，请 30 秒后再试" in answer.text
    assert stranger.sign_in("admin").status_code == 303  # another name from there is not shut out


def test_logins_and_failures_are_in_the_audit_log(console: Console, visitor: NewVisitor) -> None:
    visitor().sign_in("admin", "wrong")
    visitor().sign_in("admin")
    with console.work.database.reading() as cx:
        last, before = audit.page(cx, size=2)
    assert (last.action, last.who, last.address) == ("login", "某管理员", "127.0.0.1")
    assert (before.action, before.about, before.who) == ("login.failed", "admin", "")


def test_a_disabled_user_is_out_at_once(console: Console, sign_in: SignIn, visitor: NewVisitor) -> None:
    person = sign_in(Role.CLERK)
    _set(console, "active", False)
    try:
        assert person.get("/").status_code == 303
        assert "账号已停用" in visitor().sign_in("clerk").text
    finally:
        _set(console, "active", True)


def test_an_idle_session_ends(console: Console, sign_in: SignIn) -> None:
    person = sign_in(Role.READER)
    _age(console, "seen_at", timedelta(minutes=console.work.settings.session_idle_minutes + 1))
    assert person.get("/").status_code == 303


def test_a_page_that_refreshes_itself_does_not_keep_its_reader_signed_in(console: Console, sign_in: SignIn) -> None:
    person = sign_in(Role.READER)
    _age(console, "seen_at", timedelta(minutes=console.work.settings.session_idle_minutes - 1))
    before = _seen(console)
    assert person.get("/", headers={"x-fragment": "1"}).status_code == 200
    assert _seen(console) == before
    assert person.get("/").status_code == 200
    assert _seen(console) > before


def test_no_session_lives_for_ever(console: Console, sign_in: SignIn) -> None:
    person = sign_in(Role.READER)
    _age(console, "ends_at", timedelta(hours=console.work.settings.session_hours))
    assert person.get("/").status_code == 303


def _set(console: Console, column: str, value: bool) -> None:
    with console.work.database.writing() as cx:
        cx.execute(text(f"UPDATE users SET {column} = :value WHERE login = 'clerk'"), {"value": value})


def _age(console: Console, column: str, by: timedelta) -> None:
    with console.work.database.writing() as cx:
        for session_id, at in cx.execute(text(f"SELECT id, {column} FROM sessions")).all():
            earlier = str(datetime.fromisoformat(at) - by)
            cx.execute(text(f"UPDATE sessions SET {column} = :at WHERE id = :id"), {"at": earlier, "id": session_id})


def _seen(console: Console) -> str:
    with console.work.database.reading() as cx:
        return str(cx.scalar(text("SELECT max(seen_at) FROM sessions")))
