"""``python -m benchmarks.console_history FOLDER [--share 1.0] [--database URL]``: ten years of invented history.

With the whole share: 40 quarters, about 2,000 scans with their tallies, 580,000 probes, 200,000 findings of which most
went through the ledger, 20,000 manifests of evidence, the days that accounts posted on, an audit log. FOLDER gets
the database (unless another is named) and a copy of the district with 40 quarters. Seeded: the same every time.
"""

from __future__ import annotations

import argparse
import random
import shutil
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import Connection, Table, func, insert, select, text

from benchmarks.console_rows import FIRST_DAY, NOW, History
from config.districts import find_district, read_district
from config.settings import load_settings
from db import ledger_states, users
from db.all_tables import metadata
from db.batches import batches
from db.engine import open_database
from db.schema import upgrade
from db.users import NewUser
from inspection.registry import District
from inspection.viewer import Role

QUARTERS = 40
_COUNTED = ("scans", "probes", "findings", "observations", "decisions", "ledger_states", "evidence_manifests")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.console_history")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--share", type=float, default=1.0, help="how much of everything; 0.02 = a few months")
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    began = time.monotonic()
    numbers = fill(options.folder, options.share, options.database)
    print("，".join(f"{name} {number:,}" for name, number in numbers.items()))
    print(f"{time.monotonic() - began:.0f} s")


def fill(folder: Path, share: float, url: str = "") -> dict[str, int]:
    """Fill a new database; returns how many rows the tables have."""
    folder.mkdir(parents=True, exist_ok=True)
    district = _district(folder)
    database = open_database(url or f"sqlite:///{folder}/xunjian.sqlite3", must_be_current=False)
    upgrade(database)
    history = History(district, random.Random(1), share)
    try:
        for name, rows in history.tables():
            with database.writing() as cx:
                _put(cx, metadata.tables[name], rows)
        with database.writing() as cx:
            ledger_states.rebuild(cx)
            for role in Role:
                unit = district.units[0].id if role is Role.CLERK else None
                users.add(cx, NewUser(role.value, role.label, role, unit, "no password"), NOW)
        if database.engine.dialect.name == "postgresql":
            with database.writing() as cx:
                cx.execute(text("ANALYZE"))  # as its own housekeeping would by and by; SQLite has none
        with database.reading() as cx:
            return {name: cx.scalar(select(func.count()).select_from(metadata.tables[name])) or 0 for name in _COUNTED}
    finally:
        database.dispose()


def _put(cx: Connection, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    for batch in batches(rows, 2000):
        cx.execute(insert(table), batch)


def _district(folder: Path) -> District:
    """A copy of the district in force with ten years of quarters."""
    settings = load_settings()
    source = find_district(settings.district, settings.districts_dir)
    copy = folder / "districts" / settings.district
    shutil.copytree(source, copy, dirs_exist_ok=True)
    (copy / "manual.csv").write_text((source / "manual.csv").read_text("utf-8").split("\n")[0] + "\n", "utf-8")
    quarters = [_quarter(number) for number in range(QUARTERS)]
    (copy / "quarters.yaml").write_text(yaml.safe_dump({"quarters": quarters}, allow_unicode=True), "utf-8")
    return read_district(copy)


def _quarter(number: int) -> dict[str, Any]:
    def month(count: int) -> date:
        return date(FIRST_DAY.year + (FIRST_DAY.month - 1 + count) // 12, (FIRST_DAY.month - 1 + count) % 12 + 1, 1)

    first, last = month(3 * number), month(3 * number + 3) - timedelta(days=1)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    sundays = [day for day in days if day.weekday() == 6]
    year, part = 2021 + number // 4, number % 4 + 1
    return {
        "id": f"{year}Q{part}", "title": f"{year}年第{'一二三四'[part - 1]}季度", "first_day": first, "last_day": last,
        "weekly_scans_grade": "A", "weekly_scans": [f"{day}T23:50:00+08:00" for day in sundays],
        "sittings": [{"at": f"{last - timedelta(days=2)}T10:00:00+08:00", "units": []}], "source": "虚构", "grade": "A",
    }  # fmt: skip


if __name__ == "__main__":
    main()
