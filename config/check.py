"""Looks at the whole configuration and collects everything that is wrong with it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from config.channels import SECRET_PREFIX, load_channels
from config.circulars import FILE as CIRCULAR
from config.circulars import load_circular
from config.deadlines import costs_nowhere, load_calendar, load_deadlines
from config.districts import find_district, load_district
from config.indicators import load_tables
from config.message_texts import text_problems
from config.problem import ConfigError
from config.settings import PREFIX, Settings
from inspection.indicators import IndicatorTable
from inspection.registry import District, ManualKind

#: Variables with our prefix that are read by the test suite, the demo or a message channel, not by ``Settings``.
_OTHER_READERS = (f"{PREFIX}TEST_", f"{PREFIX}DEMO_", SECRET_PREFIX)


def check_everything(settings: Settings, environment: Mapping[str, str] = os.environ) -> list[str]:
    """One Chinese line per fault of environment, tables, calendar and district, in that order; empty when all is well.

    Whether the tables' monitors and parameters exist is for ``monitors.frame.catalogue.bind`` to say.
    """
    problems = [*misspelt(environment), *_missing_folder(settings)]
    tables: tuple[IndicatorTable, ...] = ()
    district: District | None = None
    try:
        tables = load_tables()
    except ConfigError as error:
        problems += error.problems
    problems += _calendar_faults(tables)
    try:
        district = load_district(settings.district, settings.districts_dir)
    except ConfigError as error:
        problems += error.problems
    if district is not None:
        folder = find_district(settings.district, settings.districts_dir)
        problems += text_problems(folder)
        try:
            load_channels(district, folder)
        except ConfigError as error:
            problems += error.problems
        problems += _circular_faults(folder, district)
    if tables and district is not None:
        problems += _items_nowhere(district, tables)
        problems += _quarters_without_table(district, tables)
    return problems


def misspelt(environment: Mapping[str, str] = os.environ) -> Iterator[str]:
    """One Chinese line per variable that has our prefix and means nothing: a setting somebody thinks is in force."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in sorted(environment):
        if name.startswith(PREFIX) and not name.startswith(_OTHER_READERS) and name not in known:
            yield f"环境变量 {name}：没有这个设置，请检查拼写（全部设置见 docs/settings.md）"


def _missing_folder(settings: Settings) -> Iterator[str]:
    if settings.districts_dir is not None and not settings.districts_dir.is_dir():
        yield f"环境变量 {PREFIX}DISTRICTS_DIR：没有“{settings.districts_dir}”这个文件夹"


def _calendar_faults(tables: tuple[IndicatorTable, ...]) -> Iterator[str]:
    """Faults of the holiday calendar and the time limits."""
    try:
        load_calendar()
    except ConfigError as error:
        yield from error.problems
    try:
        yield from costs_nowhere(load_deadlines(), tables)
    except ConfigError as error:
        yield from error.problems


def _circular_faults(folder: Path, district: District) -> Iterator[str]:
    """Faults of the circular's form, and issues of quarters that are not registered."""
    try:
        form = load_circular(folder)
    except ConfigError as error:
        yield from error.problems
        return
    known = sorted(quarter.id for quarter in district.quarters)
    for quarter_id in form.issues:
        if quarter_id not in known:
            yield f"{CIRCULAR}: quarters.{quarter_id}：quarters.yaml 没有这个季度（现有：{'、'.join(known) or '无'}）"


def _items_nowhere(district: District, tables: tuple[IndicatorTable, ...]) -> Iterator[str]:
    known = {item.id for table in tables for item in table.items}
    for entry in district.manual_entries:
        if entry.kind is ManualKind.ADJUSTMENT and entry.item not in known:
            yield (
                f"manual.csv“扣分项”：指标表中没有“{entry.item}”（{entry.quarter_id} {entry.subject_id}；"
                f"允许：{'、'.join(sorted(known))}）"
            )


def _quarters_without_table(district: District, tables: tuple[IndicatorTable, ...]) -> Iterator[str]:
    for quarter in district.quarters:
        for subject, owned in (("sites", district.sites), ("accounts", district.accounts)):
            if owned and not any(table.subject == subject and table.in_force(quarter.last_day) for table in tables):
                yield f"quarters.yaml：季度“{quarter.id}”结束时没有生效的指标表（for: {subject}）"
