"""Administrators add, change, reset and disable users, and read who did what."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests_support import REPOSITORY

from db import audit
from inspection.viewer import Role
from tests.web.conftest import Console
from tests.web.visiting import PASSWORD, Visitor
from web.frame.audit_words import ACTIONS

SignIn = Callable[[Role], Visitor]


def test_a_new_user_gets_a_one_time_password_that_is_shown_once(
    sign_in: SignIn, visitor: Callable[[], Visitor]
) -> None:
    admin = sign_in(Role.ADMIN)
    page = admin.post_form("/settings/users", login="Zhao.Liu", name="赵某", role="clerk", unit_id="xiang").text
    once = _password(page)
    assert once not in admin.get("/settings/users").text
    person = visitor()
    assert person.sign_in("zhao.liu", once).status_code == 303
    assert "柳溪乡政府" in person.get("/me").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"login": "赵六"}, "登录名应为"),
        ({"login": "reader"}, "已有人使用"),
        ({"role": "clerk"}, "单位填报员要选单位"),
        ({"unit_id": "xiang"}, "只有单位填报员才选单位"),
        ({"role": "clerk", "unit_id": "mars"}, "没有登记编号为“mars”的单位"),
        ({"name": "某" * 41}, "姓名应为"),
    ],
)
def test_what_was_typed_stays_when_it_will_not_do(sign_in: SignIn, fields: dict[str, str], said: str) -> None:
    entered = {"login": "qian.qi", "name": "钱某", "role": "reader", "unit_id": ""} | fields
    answer = sign_in(Role.ADMIN).post_form("/settings/users", **entered)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{entered["login"]}"' in answer.text


def test_a_reset_lifts_the_lock_and_ends_the_sessions(sign_in: SignIn, visitor: Callable[[], Visitor]) -> None:
    admin, reader, person = sign_in(Role.ADMIN), sign_in(Role.READER), visitor()
    path = _path(admin, "reader")
    once = _password(admin.post_form(f"{path}/reset").text)
    assert reader.get("/").status_code == 303
    assert person.sign_in("reader").status_code == 403
    assert person.sign_in("reader", once).status_code == 303
    assert person.post_form("/me/password", old=once, new=PASSWORD, again=PASSWORD).status_code == 303


def test_the_last_administrator_stays(sign_in: SignIn) -> None:
    admin = sign_in(Role.ADMIN)
    path = _path(admin, "admin")
    for fields in ({"role": "reader", "active": "true"}, {"role": "admin"}):
        answer = admin.post_form(path, name="某管理员", **fields)
        assert answer.status_code == 422
        assert "最后一位管理员" in answer.text


def test_another_role_begins_with_a_new_login(sign_in: SignIn) -> None:
    admin, person = sign_in(Role.ADMIN), sign_in(Role.INSPECTOR)
    path = _path(admin, "inspector")
    assert admin.post_form(path, name="某人", role="reader", active="true").status_code == 303
    assert person.get("/").status_code == 303
    assert sign_in(Role.INSPECTOR).get("/me").text.count("只读") >= 1  # the login name "inspector", now a reader
    admin.post_form(path, name="某巡检员", role="inspector", active="true")


@pytest.mark.parametrize("path", ["/settings/users/999", "/settings/users/999/reset"])
def test_nobody_is_a_404(sign_in: SignIn, path: str) -> None:
    admin = sign_in(Role.ADMIN)
    assert (admin.get(path) if path.endswith("999") else admin.post_form(path)).status_code == 404


def test_the_audit_log_tells_who_did_what_in_pages_and_by_filter(console: Console, sign_in: SignIn) -> None:
    admin = sign_in(Role.ADMIN)
    with console.work.database.writing() as cx:
        for number in range(120):
            audit.record(cx, console.app.state.desk.clock(), None, "test.step", f"步骤{number:03}")
    seen: list[str] = []
    path = "/settings/audit?action=test.step"
    while path:
        page = admin.get(path).text
        seen += re.findall(r"步骤(\d{3})", page)
        older = re.search(r'href="(\?[^"]+)" rel="next"', page)
        path = "/settings/audit" + older[1].replace("&amp;", "&") if older else ""
    assert seen == [f"{number:03}" for number in reversed(range(120))]
    assert "没有记录" in admin.get("/settings/audit?action=no.such").text


def test_the_audit_log_cannot_be_changed(console: Console, sign_in: SignIn) -> None:
    sign_in(Role.READER)
    for statement in ("UPDATE audit SET who = 'x'", "DELETE FROM audit"):
        with pytest.raises(DBAPIError, match="append-only"), console.work.database.writing() as cx:
            cx.execute(text(statement))


def test_personal_numbers_are_starred_before_they_are_recorded(console: Console) -> None:
    desk = console.app.state.desk
    with console.work.database.writing() as cx:
        desk.record(cx, None, "test.masked", "x", "号码500225190803170019")
    with console.work.database.reading() as cx:
        (entry, *_) = audit.page(cx, action="test.masked")
    assert "190803" not in entry.detail


def test_every_action_that_is_recorded_has_chinese_words() -> None:
    written = {
        action
        for room in ("web", "jobs")
        for path in (REPOSITORY / room).rglob("*.py")
        for action in re.findall(
            r"\brecord\([^\"()]*(?:\(\))?[^\"()]*\"([a-z]+(?:\.[a-z]+)?)\"", path.read_text("utf-8")
        )
    }
    assert {"login", "login.failed", "user.add", "task.start"} <= written
    assert written - ACTIONS.keys() == set()


def _password(page: str) -> str:
    found = re.search(r"<code>((?:[a-z2-9]{4}-){3}[a-z2-9]{4})</code>", page)
    assert found
    return found[1]


def _path(admin: Visitor, login: str) -> str:
    found = re.search(rf'href="(/settings/users/\d+)">{login}<', admin.get("/settings/users").text)
    assert found
    return found[1]
