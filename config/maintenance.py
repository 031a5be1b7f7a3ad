"""Reads ``maintenance.csv``, the announced maintenance windows of a district; a district may do without the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from config.csv_rows import Row, parse_rows, read_rows
from config.problem import ConfigError
from config.registry_files import GRADES, Registry
from inspection.maintenance import Excused, Maintenance
from inspection.moment import BEIJING

FILE = "maintenance.csv"
HEADERS = ("对象类别", "对象编号", "开始", "结束", "事由", "来源", "依据等级")
_WHOM = {whom.label: whom for whom in Excused}
#: As people and spreadsheets write it: 2026-03-14, 2026/3/14 8:00, 2026-03-14T08:00:00. Always Beijing's clock.
_MOMENT = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
#: A longer window is taken for a mistyped year: it would excuse everything.
_LONGEST = timedelta(days=366)


def read_maintenance(folder: Path, registry: Registry, problems: list[str]) -> tuple[Maintenance, ...]:
    """The windows in file order, none without the file; complaints about rows go to ``problems``.

    开始 is inclusive. 结束 is exclusive when it names a time; a bare day is included whole.
    """
    if not (folder / FILE).exists():
        return ()
    try:
        rows = read_rows(folder / FILE, HEADERS)
    except ConfigError as error:
        problems += error.problems
        return ()
    placed = parse_rows(rows, lambda row: (row, _window(row)), problems)
    problems += _nowhere(placed, _known(registry))
    return tuple(window for _, window in placed)


def _window(row: Row) -> Maintenance:
    first, _ = _moment(row, "开始")
    end, bare = _moment(row, "结束")
    end += timedelta(days=1) if bare else timedelta()
    if end <= first:
        raise row.wrong("结束", "应晚于“开始”（只写日期时，当天包含在内）")
    if end - first > _LONGEST:
        raise row.wrong("结束", "一次报备最长一年，请检查年份")
    return Maintenance(
        whom=row.choice("对象类别", _WHOM),
        id=row.text("对象编号"),
        first=first,
        end=end,
        reason=row.text("事由"),
        source=row.text("来源"),
        grade=row.choice("依据等级", GRADES),
    )


def _moment(row: Row, header: str) -> tuple[datetime, bool]:
    """The moment under ``header``, and whether it is a bare day (then its midnight)."""
    value = row.text(header)
    found = _MOMENT.fullmatch(value)
    try:
        if found is None:
            raise ValueError(value)
        return datetime(*(int(part or 0) for part in found.groups()), tzinfo=BEIJING), found[4] is None  # type: ignore[arg-type,misc]
    except ValueError:
        raise row.wrong(header, f"“{value}”应为北京时间，如 2026-03-14 或 2026-03-14 08:00") from None


def _known(registry: Registry) -> Mapping[Excused, tuple[str, set[str]]]:
    """By kind: the file in which its ids are registered, and the ids."""
    return {
        Excused.UNIT: ("units.csv", {unit.id for _, unit in registry.units}),
        Excused.SITE: ("sites.csv", {site.id for _, site in registry.sites}),
        Excused.ACCOUNT: ("accounts.csv", {account.id for _, account in registry.accounts}),
    }


def _nowhere(placed: list[tuple[Row, Maintenance]], known: Mapping[Excused, tuple[str, set[str]]]) -> Iterator[str]:
    for row, window in placed:
        file, ids = known[window.whom]
        if window.id not in ids:
            yield str(row.wrong("对象编号", f"“{window.id}”在 {file} 中没有，请改正或先在那里登记"))
