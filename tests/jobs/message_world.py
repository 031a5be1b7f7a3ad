"""A district with channels to receivers of the test, and an outbox to fill."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from config.new_district import write_district
from config.settings import Settings, load_settings
from db import outbox, schema
from db.engine import open_database
from db.outbox import NewMessage, StoredMessage
from jobs.workspace import Workspace, workspace

NOON = datetime(2026, 3, 20, 4, 0, tzinfo=UTC)
SECRETS = {"XUNJIAN_SECRET_TOKEN": "robot-token-of-a-test", "XUNJIAN_SECRET_SIGN": "SEC-sign-of-a-test"}
SIGNED = {"token": "XUNJIAN_SECRET_TOKEN", "sign": "XUNJIAN_SECRET_SIGN"}


def ding(url: str, **other: Any) -> dict[str, Any]:
    return {"kind": "dingtalk", "address": url, "secrets": SIGNED, "per_minute": 600, **other}


def variables(home: Path, database: str) -> dict[str, str]:
    return {
        "XUNJIAN_DISTRICT": "liuxi", "XUNJIAN_DISTRICTS_DIR": str(home / "districts"), "XUNJIAN_DATABASE_URL": database,
        "XUNJIAN_DATA_DIR": str(home), "XUNJIAN_ALLOW_PRIVATE": "127.0.0.1", "XUNJIAN_TIMEOUT_SECONDS": "5", **SECRETS,
    }  # fmt: skip


def settings(home: Path, database: str) -> Settings:
    plain = {
        name.removeprefix("XUNJIAN_").lower(): value
        for name, value in variables(home, database).items()
        if "SECRET" not in name
    }
    return load_settings(**plain)


@contextmanager
def world(home: Path, database: str, channels: dict[str, Any], **other: Any) -> Iterator[Workspace]:
    """The district ``liuxi`` (units ``sw`` and ``xz``) with these channels, and an empty database."""
    write_district("liuxi", "柳溪县", home / "districts")
    folder = home / "districts" / "liuxi"
    (folder / "units.csv").write_text(
        "编号,名称,别名,来源,依据等级\nsw,县水务局,,测试,A\nxz,柳溪乡政府,,测试,A\n", "utf-8"
    )
    for name in ("sites", "columns", "accounts", "manual"):
        file = folder / f"{name}.csv"
        file.write_text(file.read_text("utf-8-sig").splitlines()[0] + "\n", "utf-8")
    rows = {"channels": channels, "default": next(iter(channels)), **other}
    (folder / "channels.yaml").write_text(yaml.safe_dump(rows, allow_unicode=True), "utf-8")
    opened = open_database(database, must_be_current=False)
    schema.upgrade(opened)
    opened.dispose()
    known = {name: os.environ.get(name) for name in SECRETS}
    os.environ.update(SECRETS)
    try:
        with workspace(settings(home, database)) as work:
            yield work
    finally:
        for name, value in known.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def put(work: Workspace, *keys: str, kind: str = "weekly", channel: str = "ding", at: datetime = NOON) -> None:
    recipient = "operator" if kind == "operator" else "sw"
    with work.database.writing() as cx:
        for key in keys:
            message = NewMessage(key, "liuxi", kind, recipient, channel, f"【巡检】{key}。", "一项问题", (f"x:{key}",))
            assert outbox.queue(cx, message, at) is not None


def stored(work: Workspace) -> dict[str, StoredMessage]:
    with work.database.reading() as cx:
        return {one.key: one for one in outbox.listing(cx, "liuxi")}
