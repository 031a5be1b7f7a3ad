"""Loads the indicator tables (``config/indicators/*.yaml``) and refuses what does not fit together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from config.problem import ConfigError
from config.yaml_file import Strict, read_yaml
from inspection.indicators import Formula, IndicatorTable, ScoreGroup, ScoreItem
from inspection.registry import ColumnKind, Grade, Platform
from inspection.rule import Applies, Per, RuleKind, RuleRow, ScanKind

TABLES = Path(__file__).parent / "indicators"
Text = Field(min_length=1)


class _InForce(Strict):
    first_day: date
    last_day: date | None


class _Item(Strict):
    id: str = Text
    title: str = Text
    group: str | None = None
    points: Decimal = Field(ge=0)
    factor: Decimal


class _Group(Strict):
    title: str = Text
    points: Decimal = Field(ge=0)


class _Formula(Strict):
    id: str = Text
    title: str = Text
    base: Decimal
    multiply: Decimal
    divide: Decimal = Field(gt=0)
    factors: dict[str, Decimal] = Field(default_factory=dict)
    not_assessed: frozenset[str] = frozenset()
    source: str = Text
    grade: Grade


class _Applies(Strict):
    scans: frozenset[ScanKind] = frozenset()
    column_kinds: frozenset[ColumnKind] = frozenset()
    platforms: frozenset[Platform] = frozenset()
    attachments: bool = False


class _Rule(Strict):
    id: str = Text
    title: str = Text
    monitor: str = Text
    applies: _Applies = _Applies()
    params: dict[str, Any] = Field(default_factory=dict)
    kind: RuleKind
    item: str | None
    indicator: str = Text
    points: Decimal = Field(ge=0)
    per: Per
    review: bool
    clause: str = Text
    grade: Grade


class _Table(Strict):
    table: str = Text
    title: str = Text
    subject: Literal["sites", "accounts"] = Field(alias="for")
    in_force: _InForce
    source: str = Text
    items: tuple[_Item, ...] = Field(min_length=1)
    groups: tuple[_Group, ...] = ()
    formulas: tuple[_Formula, ...] = Field(min_length=1)
    rules: tuple[_Rule, ...]


class _Part(Strict):
    rules: tuple[_Rule, ...]


def load_tables(on: date | None = None, folder: Path = TABLES) -> tuple[IndicatorTable, ...]:
    """The tables in force on the Beijing day ``on`` (all of them for ``None``), by file name.

    A table's rules may be spread over the files of a folder with its name. ``ConfigError`` lists every fault of every
    file; so do rule ids used twice and tables of one subject that are in
    force at once, whichever day was asked for.
    """
    tables: list[IndicatorTable] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            tables.append(_load(path))
        except ConfigError as error:
            problems += error.problems
    problems += _clashes(tables)
    if not tables and not problems:
        problems.append(f"{folder.name}/：没有指标表（*.yaml）")
    if problems:
        raise ConfigError(*problems)
    return tuple(table for table in tables if on is None or table.in_force(on))


def _load(path: Path) -> IndicatorTable:
    read = read_yaml(path, _Table)
    problems = [f"{path.name}: {problem}" for problem in _faults(read, path.stem)]
    parts = _parts(path, problems)
    items = {item.id for item in read.items}
    for place, rule in parts:
        problems += [f"{place}.{problem}" for problem in _rule_faults(rule, read.subject, items)]
    if problems:
        raise ConfigError(*problems)
    return IndicatorTable(
        id=read.table,
        title=read.title,
        subject=read.subject,
        first_day=read.in_force.first_day,
        last_day=read.in_force.last_day,
        source=read.source,
        items=tuple(ScoreItem(**dict(item)) for item in read.items),
        groups=tuple(ScoreGroup(**dict(group)) for group in read.groups),
        formulas=tuple(Formula(**dict(formula)) for formula in read.formulas),
        rules=tuple(_row(rule, place, read.table) for place, rule in (*_placed(path.name, read.rules), *parts)),
    )


def _parts(path: Path, problems: list[str]) -> list[tuple[str, _Rule]]:
    """Further rules of the table ``x.yaml`` in the files of the folder ``x/``, by file name; faults are added."""
    found: list[tuple[str, _Rule]] = []
    for part in sorted(path.with_suffix("").glob("*.yaml")):
        try:
            found += _placed(f"{path.stem}/{part.name}", read_yaml(part, _Part).rules)
        except ConfigError as error:
            problems += [f"{path.stem}/{problem}" for problem in error.problems]
    return found


def _placed(name: str, rules: tuple[_Rule, ...]) -> list[tuple[str, _Rule]]:
    return [(f"{name}: rules[{at}]", rule) for at, rule in enumerate(rules)]


def _row(rule: _Rule, place: str, table: str) -> RuleRow:
    values = dict(rule)
    values["applies"] = Applies(**dict(rule.applies))
    return RuleRow(place=place, table=table, **values)


def _faults(table: _Table, stem: str) -> Iterator[str]:
    """What the single keys cannot show: names that point nowhere, ids used twice, days in the wrong order."""
    if table.table != stem:
        yield f"table：写的是“{table.table}”，应与文件名“{stem}”一致"
    if table.in_force.last_day and table.in_force.last_day < table.in_force.first_day:
        yield "in_force.last_day：早于 first_day"
    for key, names in (
        ("items", [item.id for item in table.items]),
        ("groups", [group.title for group in table.groups]),
        ("formulas", [formula.id for formula in table.formulas]),
    ):
        yield from (f"{key}：“{name}”出现了两次" for name, times in Counter(names).items() if times > 1)
    items, groups = {item.id for item in table.items}, {group.title for group in table.groups}
    for at, item in enumerate(table.items):
        if item.group is not None and item.group not in groups:
            yield f"items[{at}].group：没有“{item.group}”这一组（允许：{_names(groups)}）"
    for at, formula in enumerate(table.formulas):
        for key, used in (("factors", set(formula.factors)), ("not_assessed", set(formula.not_assessed))):
            yield from (f"formulas[{at}].{key}：{_no_item(name, items)}" for name in sorted(used - items))
    for at, rule in enumerate(table.rules):
        yield from (f"rules[{at}].{problem}" for problem in _rule_faults(rule, table.subject, items))


def _rule_faults(rule: _Rule, subject: str, items: set[str]) -> Iterator[str]:
    if rule.item is not None and rule.item not in items:
        yield f"item：{_no_item(rule.item, items)}"
    if rule.kind is RuleKind.DEDUCT and (rule.item is None or rule.points == 0):
        yield "kind：deduct（扣分）要写明 item 和大于 0 的 points"
    if rule.kind is not RuleKind.DEDUCT and (rule.item is not None or rule.points != 0):
        yield f"kind：{rule.kind.value} 不扣分，item 应为 null，points 应为 0"
    if subject == "accounts" and rule.applies.column_kinds:
        yield "applies.column_kinds：新媒体的指标表不能写栏目类别"
    if subject == "accounts" and rule.applies.attachments:
        yield "applies.attachments：新媒体的指标表不能写附件"
    if subject == "sites" and rule.applies.platforms:
        yield "applies.platforms：网站的指标表不能写新媒体平台"


def _clashes(tables: list[IndicatorTable]) -> Iterator[str]:
    """At one time a rule id is unique; from one table to the next it stays, so that its findings stay the same."""
    for at, late in enumerate(tables):
        taken = {row.id: row.place for table in tables[:at] if _overlap(table, late) for row in table.rules}
        for row in late.rules:
            if row.id in taken:
                yield f"{row.place}.id：“{row.id}”已用于 {taken[row.id]}"
            taken.setdefault(row.id, row.place)
        for early in tables[:at]:
            if late.subject == early.subject and _overlap(early, late):
                yield f"{late.id}.yaml: in_force：与 {early.id}.yaml 同时生效，同一对象只能有一张指标表"


def _overlap(one: IndicatorTable, other: IndicatorTable) -> bool:
    return one.in_force(other.first_day) or other.in_force(one.first_day)


def _no_item(name: str, items: Iterable[str]) -> str:
    return f"items 中没有“{name}”（允许：{_names(items)}）"


def _names(names: Iterable[str]) -> str:
    return "、".join(sorted(names)) or "无"
