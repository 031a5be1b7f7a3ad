"""Finds the monitors and binds rule rows to them; refuses whatever does not fit, naming the place."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Any

from pydantic import TypeAdapter, ValidationError

import monitors
from inspection.rule import Rule, RuleRow
from monitors.frame.monitor import Monitor


class CatalogueError(Exception):
    """A module or a row that does not fit; the text (Chinese) says which and why."""


@cache
def catalogue() -> dict[str, Monitor[Any, Any]]:
    """All monitors by id. Raises ``CatalogueError`` for a module whose monitor is absent or misnamed."""
    found: dict[str, Monitor[Any, Any]] = {}
    for module_info in pkgutil.iter_modules(monitors.__path__):
        if module_info.ispkg:
            continue
        monitor = getattr(import_module(f"monitors.{module_info.name}"), "MONITOR", None)
        if not isinstance(monitor, Monitor):
            raise CatalogueError(f"监测模块 monitors/{module_info.name}.py 没有定义 MONITOR")
        if monitor.id != module_info.name:
            raise CatalogueError(f"监测模块 monitors/{module_info.name}.py 的编号写成了“{monitor.id}”，应与文件名一致")
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
    unknown = set(row.params) - set(monitor.params.__dataclass_fields__)
    if unknown:
        raise CatalogueError(f"{row.place}.params.{min(unknown)}：监测项 {row.monitor} 没有这个参数")
    try:
        params = TypeAdapter(monitor.params).validate_python(dict(row.params))
    except ValidationError as problem:
        error = problem.errors()[0]
        key = ".".join(str(part) for part in error["loc"]) or "?"
        raise CatalogueError(f"{row.place}.params.{key}：{error['msg']}") from problem
    return row.bound(params)
