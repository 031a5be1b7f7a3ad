"""The scheduled jobs about evidence say what they did, and nothing to do is no empty run."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from config.settings import load_settings
from db.engine import open_database
from db.schema import upgrade
from jobs.scheduled import SCHEDULED
from jobs.scheduled_done import Done
from jobs.workspace import workspace

AT = datetime(2021, 2, 26, 12, 0, tzinfo=UTC)


def test_nothing_to_do_is_no_alert(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.sqlite3"
    database = open_database(url, must_be_current=False)
    upgrade(database)
    database.dispose()
    with workspace(load_settings(database_url=url, data_dir=tmp_path)) as work:
        for job in ("evidence-capture", "retention"):
            assert SCHEDULED[job](work, AT) == Done(1)
