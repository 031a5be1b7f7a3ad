"""Reads ``quarters.yaml``: which days an assessment quarter covers, and when it is scanned and checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

from pydantic import AwareDatetime, Field

from config.problem import ConfigError
from config.yaml_file import Strict, read_yaml
from inspection.moment import beijing_day
from inspection.registry import Grade, Quarter, Sitting


class _Sitting(Strict):
    at: AwareDatetime
    units: frozenset[str] = frozenset()


class _Quarter(Strict):
    id: str = Field(min_length=1)
    title: str = Field(min_length=1)
    first_day: date
    last_day: date
    weekly_scans: tuple[AwareDatetime, ...] = ()
    weekly_scans_grade: Grade = Grade.ASSUMED
    sittings: tuple[_Sitting, ...] = ()
    rows_ranked_in_print: int | None = Field(None, ge=1)
    source: str = Field(min_length=1)
    grade: Grade


class _QuartersFile(Strict):
    quarters: tuple[_Quarter, ...] = Field(min_length=1)


def read_quarters(path: Path) -> tuple[Quarter, ...]:
    """The quarters of the file, in file order; ``ConfigError`` lists every fault."""
    read = read_yaml(path, _QuartersFile)
    problems = [f"{path.name}: {problem}" for problem in _faults(read)]
    if problems:
        raise ConfigError(*problems)
    return tuple(
        Quarter(
            id=one.id,
            title=one.title,
            first_day=one.first_day,
            last_day=one.last_day,
            weekly_scans=one.weekly_scans,
            sittings=tuple(Sitting(sitting.at, sitting.units) for sitting in one.sittings),
            source=one.source,
            grade=one.grade,
            rows_ranked_in_print=one.rows_ranked_in_print,
        )
        for one in read.quarters
    )


def _faults(read: _QuartersFile) -> Iterator[str]:
    ids = Counter(quarter.id for quarter in read.quarters)
    yield from (f"quarters：季度“{name}”出现了两次" for name, times in ids.items() if times > 1)
    for at, quarter in enumerate(read.quarters):
        yield from (f"quarters[{at}].{problem}" for problem in _quarter_faults(quarter))
    ordered = sorted(read.quarters, key=lambda quarter: quarter.first_day)
    for early, late in pairwise(ordered):
        if late.first_day <= early.last_day and early.id != late.id:
            yield f"quarters：“{early.id}”与“{late.id}”的日期重叠"


def _quarter_faults(quarter: _Quarter) -> Iterator[str]:
    if quarter.last_day < quarter.first_day:
        yield "last_day：早于 first_day"
    for at, scan in enumerate(quarter.weekly_scans):
        if not quarter.first_day <= beijing_day(scan) <= quarter.last_day:
            yield f"weekly_scans[{at}]：{beijing_day(scan)} 不在本季度内"
        if at and scan <= quarter.weekly_scans[at - 1]:
            yield f"weekly_scans[{at}]：应按时间先后排列，且不能重复"
    for at, sitting in enumerate(quarter.sittings):
        if beijing_day(sitting.at) < quarter.first_day:
            yield f"sittings[{at}].at：早于本季度第一天"
    named = Counter(unit for sitting in quarter.sittings for unit in sitting.units)
    yield from (f"sittings：单位“{unit}”排了两次季度检查" for unit, times in named.items() if times > 1)
    if sum(not sitting.units for sitting in quarter.sittings) > 1:
        yield "sittings：units 为空（其余全部单位）的只能有一次"
