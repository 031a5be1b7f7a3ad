"""Opening and upgrading: what an operator meets before the first row."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from db_world import begin
from sqlalchemy import make_url, text

from db import scans, schema
from db.all_tables import APPEND_ONLY, metadata
from db.engine import Database, StorageError, open_database


def test_the_migrations_build_exactly_the_tables_of_the_code(database: Database) -> None:
    with database.reading() as cx:
        context = MigrationContext.configure(cx, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_a_second_upgrade_changes_nothing(database: Database) -> None:
    assert schema.upgrade(database) == schema.revisions()[-1]
    assert schema.state(database) == "current"


def test_the_file_names_are_the_revisions_that_alembic_knows() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert [one.revision for one in scripts.walk_revisions()][::-1] == schema.revisions()


def test_a_database_without_tables_is_refused_with_the_command_to_run(url: str) -> None:
    open_database(url, must_be_current=False).dispose()
    with pytest.raises(StorageError, match="还没有建表，请运行 xunjian db upgrade"):
        open_database(url)


def test_tables_that_this_program_does_not_know_are_left_alone(database: Database, url: str) -> None:
    with database.writing() as cx:
        cx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert schema.state(database) == "ahead"
    for attempt in (lambda: open_database(url), lambda: schema.upgrade(database)):
        with pytest.raises(StorageError, match="请先升级 xunjian 程序"):
            attempt()


def test_older_tables_are_behind(database: Database, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = [*schema.revisions(), "9999"]
    monkeypatch.setattr(schema, "revisions", lambda: newer)
    assert schema.state(database) == "behind"
    with pytest.raises(StorageError, match="请运行 xunjian db upgrade"):
        open_database(url)


def test_a_mistyped_path_creates_no_file(tmp_path: Path) -> None:
    path = tmp_path / "no" / "such.db"
    with pytest.raises(StorageError, match=r"不存在.*xunjian db upgrade"):
        open_database(f"sqlite:///{path}")
    assert not path.parent.exists()


@pytest.mark.parametrize(
    ("url", "advice"),
    [
        ("not an address", "写法不对"),
        ("mysql://localhost/x", "不支持数据库类型 mysql"),
        ("postgresql+psycopg://u:secret@127.0.0.1:{deaf}/x", "连接不上"),
        ("postgresql://u:secret@127.0.0.1:{deaf}/x", "连接不上"),
        ("postgresql://u:secret@127.0.0.1:{silent}/x?connect_timeout=2", "连接不上"),
    ],
)
def test_an_address_that_cannot_work_is_one_line_without_the_password(url: str, advice: str) -> None:
    """``deaf`` is a port that refuses connections, ``silent`` one that accepts them and says nothing."""
    with socket.socket() as deaf, socket.create_server(("127.0.0.1", 0)) as silent:
        deaf.bind(("127.0.0.1", 0))
        url = url.format(deaf=deaf.getsockname()[1], silent=silent.getsockname()[1])
        with pytest.raises(StorageError, match=advice) as problem:
            open_database(url, must_be_current=False)
    assert "secret" not in str(problem.value)
    assert "\n" not in str(problem.value)


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("change", [{"database": "no_such_database"}, {"username": "no_such_user"}])
def test_a_server_that_refuses_is_named(url: str, change: dict[str, str]) -> None:
    other = make_url(url).set(**change)  # type: ignore[arg-type]
    with pytest.raises(StorageError, match=f"{other.host}:{other.port}/{other.database} 连接不上.*库名、用户名和密码"):
        open_database(other.render_as_string(hide_password=False))


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(b"<html>" * 1000)
    with pytest.raises(StorageError, match=r"page\.html 不是 SQLite 数据库文件"):
        open_database(f"sqlite:///{path}", must_be_current=False)


def test_the_list_of_append_only_tables_is_the_one_that_the_database_guards(database: Database) -> None:
    query = {
        "sqlite": "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT DISTINCT event_object_table FROM information_schema.triggers "
        "WHERE trigger_schema = current_schema()",
    }[database.engine.dialect.name]
    with database.reading() as cx:
        assert set(cx.scalars(text(query))) == set(APPEND_ONLY)


def test_a_database_of_the_first_version_keeps_its_rows(url: str) -> None:
    old = open_database(url, must_be_current=False)
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    with old.writing() as cx:
        config.attributes["connection"] = cx
        command.upgrade(config, "0001")
        scan = begin(cx)
    assert schema.state(old) == "behind"
    assert schema.upgrade(old) == schema.revisions()[-1]
    with old.reading() as cx:
        assert scans.get(cx, scan).district == "river"
        assert cx.scalar(text("SELECT count(*) FROM probes")) == 0
    old.dispose()
