"""Loads ``config/calendar/``: the holiday calendar (``holidays.csv``) and the time limits (``deadlines.yaml``)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from pydantic import Field

from config.csv_rows import Row, parse_rows, read_rows
from config.problem import ConfigError
from config.registry_files import GRADES
from config.yaml_file import Strict, read_yaml
from inspection.deadline import DeadlineClass, Deadlines, OverdueCost, Recurrence
from inspection.finding import Severity
from inspection.indicators import IndicatorTable
from inspection.registry import Grade
from inspection.working_days import WorkCalendar, spans

CALENDAR = Path(__file__).parent / "calendar"
HEADERS = ("起始日", "截止日", "类别", "名称", "来源", "依据等级")
_KINDS = {"放假": True, "调休上班": False}
#: A year counts as published when its table names all of these.
_FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
Text = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class _Span:
    row: Row
    first: date
    last: date
    off: bool
    names: str


class _Class(Strict):
    id: str = Text
    title: str = Text
    monitors: frozenset[str] = frozenset()
    severities: frozenset[Severity] = frozenset()
    working_days: int = Field(ge=0, le=366)
    warn_days: int = Field(ge=0, le=366)
    clause: str = Text
    grade: Grade


class _Cost(Strict):
    table: str = Text
    item: str = Text
    indicator: str = Text
    points: Decimal = Field(gt=0)
    clause: str = Text
    grade: Grade


class _Recurrence(Strict):
    within_days: int = Field(ge=1, le=3660)
    monitors: frozenset[str] = Field(min_length=1)
    clause: str = Text
    grade: Grade


class _File(Strict):
    classes: tuple[_Class, ...] = Field(min_length=1)
    overdue: tuple[_Cost, ...] = ()
    recurrence: _Recurrence | None = None


def load_calendar(folder: Path = CALENDAR) -> WorkCalendar:
    """The official calendar. ``ConfigError`` lists every fault: bad days, overlaps, worked days inside the week."""
    problems: list[str] = []
    read = parse_rows(read_rows(folder / "holidays.csv", HEADERS), _span, problems)
    problems += _clashes(read)
    if problems:
        raise ConfigError(*problems)
    named: defaultdict[int, str] = defaultdict(str)
    for one in read:
        if one.off:
            named[one.last.year] += one.names
    return WorkCalendar(
        off=spans((one.first, one.last) for one in read if one.off),
        worked=spans((one.first, one.last) for one in read if not one.off),
        years=frozenset(year for year, names in named.items() if all(festival in names for festival in _FESTIVALS)),
    )


def load_deadlines(folder: Path = CALENDAR) -> Deadlines:
    """The classes in file order, the costs, and what counts as 复发. ``ConfigError`` lists every fault."""
    read = read_yaml(folder / "deadlines.yaml", _File)
    problems = [f"deadlines.yaml: {problem}" for problem in _faults(read)]
    if problems:
        raise ConfigError(*problems)
    return Deadlines(
        tuple(DeadlineClass(**dict(one)) for one in read.classes),
        tuple(OverdueCost(**dict(one)) for one in read.overdue),
        Recurrence(**dict(read.recurrence)) if read.recurrence else None,
    )


def costs_nowhere(deadlines: Deadlines, tables: Iterable[IndicatorTable]) -> Iterator[str]:
    """One Chinese line per cost whose table or item does not exist."""
    items = {table.id: {item.id for item in table.items} for table in tables}
    for cost in deadlines.overdue:
        if cost.table not in items:
            yield f"deadlines.yaml“overdue”：没有指标表“{cost.table}”（现有：{'、'.join(sorted(items))}）"
        elif cost.item not in items[cost.table]:
            allowed = "、".join(sorted(items[cost.table]))
            yield f"deadlines.yaml“overdue”：指标表 {cost.table} 没有扣分项“{cost.item}”（允许：{allowed}）"


def _span(row: Row) -> _Span:
    first, last = _day(row, "起始日"), _day(row, "截止日")
    off = row.choice("类别", _KINDS)
    if not 0 <= (last - first).days <= 15:
        raise row.wrong("截止日", "应不早于起始日，且一次放假不超过16天")
    if not off and any(day.weekday() < 5 for day in spans([(first, last)])):
        raise row.wrong("起始日", "调休上班应为周六或周日")
    row.text("来源")
    row.choice("依据等级", GRADES)
    return _Span(row, first, last, off, row.text("名称"))


def _day(row: Row, header: str) -> date:
    value = row.text(header).replace("/", "-")
    try:
        return date(*(int(part) for part in value.split("-")))
    except (ValueError, TypeError):
        raise row.wrong(header, f"“{value}”应为日期，如 2026-10-01") from None


def _clashes(read: Iterable[_Span]) -> Iterator[str]:
    seen: set[date] = set()
    for one in read:
        days = spans([(one.first, one.last)])
        if days & seen:
            yield str(one.row.wrong("起始日", f"{min(days & seen)} 在表中出现了两次"))
        seen |= days


def _faults(read: _File) -> Iterator[str]:
    ids = [one.id for one in read.classes]
    yield from (f"classes：类别“{name}”写了两次" for name in sorted({one for one in ids if ids.count(one) > 1}))
    for at, one in enumerate(read.classes):
        last, open_to_all = at == len(ids) - 1, not (one.monitors or one.severities)
        if last != open_to_all:
            yield f"classes[{at}]：只有最后一类不写条件（monitors、severities），它收下其余全部问题"
        if one.warn_days >= max(one.working_days, 1):
            yield f"classes[{at}].warn_days：应小于 working_days"
    tables = [(one.table, one.item) for one in read.overdue]
    yield from (
        f"overdue：{table} 的 {item} 写了两行" for table, item in sorted({t for t in tables if tables.count(t) > 1})
    )
