"""When recipients began to be told; those that were told before this was kept began long ago."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from db_world import day
from sqlalchemy import text

from db import message_starts, schema
from db.engine import Database, open_database
from db.message_starts import Start


def test_a_start_stays_and_the_state_is_told_once(database: Database) -> None:
    with database.writing() as cx:
        message_starts.begin(cx, "river", ["office"], day(1))
        message_starts.begin(cx, "river", ["office", "school"], day(2))
        message_starts.begin(cx, "lake", ["office"], day(3))
        message_starts.begin(cx, "lake", [], day(3))
        message_starts.told_overall(cx, "river", ["office", "nobody"], day(4))
        message_starts.told_overall(cx, "river", ["office"], day(5))
    with database.reading() as cx:
        assert message_starts.starts(cx, "river") == {"office": Start(day(1), day(4)), "school": Start(day(2), None)}
        assert message_starts.starts(cx, "lake") == {"office": Start(day(3), None)}


def test_who_was_told_by_an_older_version_began_with_its_first_message(url: str) -> None:
    old = open_database(url, must_be_current=False)
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    insert = (
        "INSERT INTO messages (idempotency_key, district, kind, recipient, channel, title, body, state, tries, "
        "created_at, next_try_at, errcode, detail) "
        "VALUES (:key, 'river', :kind, :to, 'ding', '', '', 'sent', 1, :at, :at, '', '')"
    )
    with old.writing() as cx:
        config.attributes["connection"] = cx
        command.upgrade(config, "0010")
        for number, (kind, to) in enumerate([("weekly", "office"), ("confirmed", "office"), ("operator", "operator")]):
            at = f"2021-01-0{number + 4} 02:00:00.000000"
            cx.execute(text(insert), {"key": str(number), "kind": kind, "to": to, "at": at})
        cx.execute(text("INSERT INTO message_items (item, message_id) VALUES ('x', 1)"))
    schema.upgrade(old)
    with old.reading() as cx:
        assert message_starts.starts(cx, "river") == {"office": Start(day(0), day(0))}
        assert cx.scalar(text("SELECT message_id FROM message_items WHERE item = 'x'")) == 1
    old.dispose()
