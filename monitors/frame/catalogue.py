"""Finds the monitors and binds rule rows to them; refuses whatever does not fit, naming the place."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

import monitors
from inspection.rule import Rule, RuleRow
from monitors.frame.monitor import Monitor


class CatalogueError(Exception):
    """A module or a row that does not fit; the text (Chinese) says which and why."""


#: Pydantic's complaints about a parameter, in Chinese; the rest keeps its own sentence.
_FAULTS = {
    "missing": "缺少这个参数，请补上",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "string_type": "应为文字",
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
}


@cache
def catalogue() -> dict[str, Monitor[Any, Any]]:
    """All monitors by id. Raises ``CatalogueError`` for a module whose monitor is absent or misnamed."""
    return read_package(monitors)


def read_package(package: ModuleType) -> dict[str, Monitor[Any, Any]]:
    """The monitors of ``package`` by id; its sub-packages hold none. Raises ``CatalogueError``."""
    found: dict[str, Monitor[Any, Any]] = {}
    for module_info in pkgutil.iter_modules(package.__path__):
        if module_info.ispkg:
            continue
        place = f"监测模块 {package.__name__}/{module_info.name}.py "
        monitor = getattr(import_module(f"{package.__name__}.{module_info.name}"), "MONITOR", None)
        if not isinstance(monitor, Monitor):
            raise CatalogueError(f"{place}没有定义 MONITOR")
        if monitor.id != module_info.name:
            raise CatalogueError(f"{place}的编号写成了“{monitor.id}”，应与文件名一致")
        if not is_dataclass(monitor.params):
            raise CatalogueError(f"{place}的参数类型 {monitor.params.__name__} 不是 dataclass")
        found[monitor.id] = monitor
    return found


def bind(rows: Iterable[RuleRow]) -> tuple[Rule[Any], ...]:
    """Rules with typed parameters; ``CatalogueError`` for an unknown monitor or a parameter that does not fit."""
    return tuple(_bind_one(row) for row in rows)


def _bind_one(row: RuleRow) -> Rule[Any]:
    monitor = catalogue().get(row.monitor)
    if monitor is None:
        known = "、".join(sorted(catalogue()))
        raise CatalogueError(f"{row.place}：没有名为“{row.monitor}”的监测项（现有：{known}）")
    allowed = [field.name for field in fields(monitor.params)]
    unknown = sorted(set(row.params) - set(allowed))
    if unknown:
        known = "、".join(allowed) or "无"
        raise CatalogueError(f"{row.place}.params.{unknown[0]}：监测项 {row.monitor} 没有这个参数（允许：{known}）")
    try:
        return row.bound(TypeAdapter(monitor.params).validate_python(dict(row.params)))
    except ValidationError as problem:
        error = problem.errors()[0]
        place = ".".join((row.place, "params", *map(str, error["loc"])))
        raise CatalogueError(f"{place}：{_fault(error)}") from problem


def _fault(error: ErrorDetails) -> str:
    if error["type"] == "value_error":  # raised by the parameters' own ``__post_init__``, already in Chinese
        return str(error["ctx"]["error"])
    return _FAULTS.get(error["type"], error["msg"])
