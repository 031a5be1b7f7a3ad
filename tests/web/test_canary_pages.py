"""Markup in anything that is stored or registered is shown as text, on every page that shows it."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import JSON, Column, select, text, update

from config.settings import load_settings
from db.all_tables import metadata
from db.engine import Database
from db.types import Words
from inspection.viewer import Role
from jobs.workspace import workspace
from tests.web.conftest import Console, Filled
from tests.web.serving import served
from tests.web.visiting import Visitor
from tests.web.walking import Visited, walk
from web.app import console as console_of

#: Opens an element wherever it is not escaped: in text, in either kind of quoted attribute, in a title or a comment.
CANARY = "'\"></title>--><xss-canary>{{7*7}}"
#: Texts that the program looks things up by or reads back: with another value they would not be found.
KEYS = frozenset(
    {"document", "subject_id", "url", "final_url", "key", "etag", "last_modified", "listed_date", "shown_date"}
    | {"content_type", "missing"}
)
#: Columns of the registry that hold names for people.
NAMES = frozenset({"名称", "栏目名称", "账号名称", "备注"})


@pytest.fixture(scope="module")
def console(filled: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    home = tmp_path_factory.mktemp("canary")
    shutil.copytree(filled.home, home, dirs_exist_ok=True)
    mark_registry(home / "districts" / "liuxi")
    settings = load_settings(
        database_url=f"sqlite:///{home}/xunjian.sqlite3", data_dir=home, district="liuxi",
        districts_dir=home / "districts", allow_private=("127.0.0.1",), delay_seconds=0,
    )  # fmt: skip
    with workspace(settings) as work:
        assert mark_database(work.database) > 10
        app = console_of(work)
        with served(app) as address:
            yield Console(work, app, address, filled.portal)


def mark_registry(folder: Path) -> None:
    marked = 0
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.DictReader(handle))
        for row in rows:
            for name in NAMES & row.keys():
                row[name] += CANARY if row[name] else ""
                marked += 1
        if rows:
            with path.open("w", encoding="utf-8-sig", newline="") as handle:
                writer = csv.DictWriter(handle, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
    assert marked > 5


def mark_database(database: Database) -> int:
    """Put the canary into every stored text; the number of values that have it now."""
    count = 0
    with database.writing() as cx:
        for name in cx.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
            cx.execute(text(f"DROP TRIGGER {name}"))
        for table in metadata.sorted_tables:
            columns = [column for column in table.columns if _is_text(column)]
            keys = list(table.primary_key.columns)
            for row in cx.execute(select(table)).mappings().all() if columns else ():
                fresh = {column.name: _marked(row[column.name]) for column in columns}
                cx.execute(update(table).where(*(key == row[key.name] for key in keys)).values(fresh))
                count += len(fresh)
    return count


def _is_text(column: Column[Any]) -> bool:
    return isinstance(column.type, Words | JSON) and column.name not in KEYS and not column.primary_key


def _marked(value: Any) -> Any:
    """Texts with the canary behind them; in JSON, only those that are sentences or names, not words of the program."""
    if isinstance(value, dict):
        return {key: _marked(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_marked(one) for one in value]
    return value + CANARY if (isinstance(value, str) and not value.isascii()) or value == "" else value


def shown(visited: Visited) -> bool:
    return visited.answer.headers.get("content-type", "").split(";")[0] in ("text/html", "image/svg+xml", "text/xml")


@pytest.mark.parametrize("role", [Role.ADMIN, Role.CLERK])
def test_nothing_that_is_stored_becomes_markup(
    console: Console, sign_in: Callable[[Role], Visitor], role: Role
) -> None:
    told = 0
    for visited in walk(console.app, sign_in(role)):
        assert visited.answer.status_code < 500, visited.path
        if not shown(visited):
            continue
        body = visited.answer.text
        assert "<xss-canary" not in body, visited.path
        assert "xss-canary>49" not in body and "xss-canary&gt;49" not in body, visited.path
        tree = LexborHTMLParser(body)
        links = [node.attributes.get("href") or "" for node in tree.css("a[href]")]
        assert [link for link in links if link.strip().lower().startswith(("javascript:", "data:"))] == []
        told += "xss-canary" in body
    assert told >= 1
