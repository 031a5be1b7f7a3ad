"""Users, sessions, tokens, failed logins and the audit log, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from db import audit, gauges, login_failures, sessions, users
from db.engine import Database
from db.users import NewUser
from inspection.viewer import Right, Role, Viewer

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def wang(database: Database) -> int:
    with database.writing() as cx:
        return users.add(cx, NewUser("wang.wu", "王某", Role.CLERK, "shuiwu", "hash"), NOW)


def begin(database: Database, user_id: int, token: str, ends_at: datetime = NOW + 10 * HOUR) -> None:
    with database.writing() as cx:
        sessions.begin(cx, user_id, token, NOW, ends_at, "10.0.0.1", "browser")


def test_a_user_is_found_by_name_and_by_the_provider_s_subject(database: Database, wang: int) -> None:
    with database.writing() as cx:
        assert users.by_subject(cx, "https://id.example 7") is None
        users.bind(cx, wang, "https://id.example 7")
    with database.reading() as cx:
        assert users.by_login(cx, "wang.wu") == users.by_subject(cx, "https://id.example 7") == users.get(cx, wang)
        assert (users.anybody(cx), users.administrators(cx)) == (True, 0)


@pytest.mark.parametrize("other", [NewUser("wang.wu", "x", Role.READER), NewUser("b", "x", Role.READER, subject="s")])
def test_no_two_users_are_one(database: Database, wang: int, other: NewUser) -> None:
    with database.writing() as cx:
        users.bind(cx, wang, "s")
    with pytest.raises(IntegrityError), database.writing() as cx:
        users.add(cx, other, NOW)


@pytest.mark.parametrize(
    ("at", "idle_since", "found"),
    [
        (NOW, NOW - HOUR, True),
        (NOW + 9 * HOUR, NOW - HOUR, True),
        (NOW + 10 * HOUR, NOW - HOUR, False),  # its end is not in it
        (NOW, NOW, False),  # nor is the moment since when it is idle
    ],
)
def test_a_session_lives_until_its_end_while_it_is_used(
    database: Database, wang: int, at: datetime, idle_since: datetime, found: bool
) -> None:
    begin(database, wang, "t")
    with database.reading() as cx:
        session = sessions.find(cx, "t", at, idle_since)
    assert (session is not None) is found
    assert session is None or session.viewer == Viewer(wang, "王某", Role.CLERK, "shuiwu")


def test_sessions_end_one_by_one_or_all_but_one(database: Database, wang: int) -> None:
    for token in ("a", "b", "c"):
        begin(database, wang, token)
    with database.writing() as cx:
        ids = [one.id for one in sessions.of_user(cx, wang, NOW, NOW - HOUR)]
        assert not sessions.end(cx, ids[0], wang + 1)
        assert sessions.end(cx, ids[0], wang)
        sessions.end_all(cx, wang, keep=ids[1])
        assert [one.id for one in sessions.of_user(cx, wang, NOW, NOW - HOUR)] == [ids[1]]


def test_sessions_that_have_ended_are_forgotten_with_the_next_one(database: Database, wang: int) -> None:
    begin(database, wang, "old", NOW - HOUR)
    begin(database, wang, "new")
    with database.reading() as cx:
        assert cx.execute(text("SELECT token_hash FROM sessions")).scalars().all() == ["new"]
        assert gauges.read(cx, NOW).sessions == 1


def test_a_token_has_its_own_rights_and_its_end(database: Database, wang: int) -> None:
    with database.writing() as cx:
        sessions.add_token(cx, wang, "屏", "h", (Right.OWN,), NOW, NOW + HOUR)
    with database.reading() as cx:
        found = sessions.token_viewer(cx, "h", NOW)
        assert found
        assert [right for right in Right if found[1].may(right)] == [Right.OWN]
        assert sessions.token_viewer(cx, "h", NOW + HOUR) is None
    with database.writing() as cx:
        assert not sessions.revoke_token(cx, found[0], wang + 1, NOW)
        assert sessions.revoke_token(cx, found[0], wang, NOW)
        assert sessions.token_viewer(cx, "h", NOW) is None
        assert sessions.tokens_of(cx, wang, NOW) == ()


def test_failures_are_counted_by_key_and_forgotten_after_a_quiet_day(database: Database) -> None:
    with database.writing() as cx:
        login_failures.count(cx, ["a", "b"], NOW)
        login_failures.count(cx, ["a"], NOW + HOUR)
        assert {one.key: one.count for one in login_failures.of(cx, ["a", "b", "c"], NOW + HOUR)} == {"a": 2, "b": 1}
        login_failures.count(cx, ["c"], NOW + timedelta(days=1))
        assert {one.key for one in login_failures.of(cx, ["a", "b", "c"], NOW + timedelta(days=1))} == {"a", "c"}
        login_failures.forget(cx, ["a"])
        assert login_failures.of(cx, ["a"], NOW) == ()


def test_the_audit_log_is_read_backwards_and_never_changed(database: Database, wang: int) -> None:
    viewer = Viewer(wang, "王某", Role.CLERK, "shuiwu")
    with database.writing() as cx:
        for number in range(5):
            audit.record(cx, NOW, viewer if number % 2 else None, "step", f"{number}", address="10.0.0.1")
    with database.reading() as cx:
        newest = audit.page(cx, size=2)
        assert [one.about for one in newest] == ["4", "3"]
        assert [one.about for one in audit.page(cx, before=newest[-1].id)] == ["2", "1", "0"]
        assert [(one.about, one.who) for one in audit.page(cx, user_id=wang)] == [("3", "王某"), ("1", "王某")]
        assert audit.page(cx, action="other") == ()
    for statement in ("UPDATE audit SET who = 'x'", "DELETE FROM audit"):
        with pytest.raises(DBAPIError, match="append-only"), database.writing() as cx:
            cx.execute(text(statement))
