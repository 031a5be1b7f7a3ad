"""Says pydantic's complaints in Chinese, with the key's path and what would be allowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

#: By error type; the rest falls back to pydantic's own sentence.
_FAULTS = {
    "missing": "缺少这一项，请补上",
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "date_parsing": "日期写法不对，应为 2021-02-28 这样的年-月-日",
    "date_from_datetime_parsing": "日期写法不对，应为 2021-02-28 这样的年-月-日",
    "date_type": "应为日期，如 2021-02-28",
    "datetime_parsing": "时间写法不对，应为 2021-02-28T23:50:00+08:00",
    "datetime_from_date_parsing": "时间写法不对，应为 2021-02-28T23:50:00+08:00",
    "datetime_type": "应为时间，如 2021-02-28T23:50:00+08:00",
    "timezone_aware": "时间要写明时区，如 2021-02-28T23:50:00+08:00",
    "decimal_parsing": "应为数字",
    "decimal_type": "应为数字",
    "float_parsing": "应为数字",
    "finite_number": "应为有限的数字",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "string_type": "应为文字",
    "string_too_short": "不能为空",
    "too_short": "至少要有一项",
    "tuple_type": "应为列表",
    "frozen_set_type": "应为列表",
    "dict_type": "应为“键: 值”",
    "model_type": "应为“键: 值”",
}
_LIMITS = {
    "greater_than": "应大于",
    "greater_than_equal": "不能小于",
    "less_than": "应小于",
    "less_than_equal": "不能大于",
}


def key_path(location: Sequence[int | str]) -> str:
    """``("rules", 3, "points")`` as ``rules[3].points`` (counted from 0, as the runner's messages do)."""
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path


def fault(error: ErrorDetails, model: type[BaseModel]) -> str:
    """The Chinese sentence for one pydantic error of ``model``, without its place and without the value."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return f"没有这个键（允许：{'、'.join(_keys_beside(error['loc'], model))}）"
    if kind in ("enum", "literal_error"):
        allowed = str(context["expected"]).replace("'", "").replace(" or ", "、").replace(", ", "、")
        return f"不能是“{error['input']}”（允许：{allowed}）"
    if kind == "value_error":
        return str(context["error"])
    if kind == "string_pattern_mismatch":
        return "只能用小写字母、数字和连字符，并以字母或数字开头"
    if kind in _LIMITS:
        return _LIMITS[kind] + str(next(iter(context.values())))
    return _FAULTS.get(kind, error["msg"])


def _keys_beside(location: Sequence[int | str], model: type[BaseModel]) -> list[str]:
    """The keys that the mapping at the parent of ``location`` may hold."""
    here: type[BaseModel] = model
    for part in location[:-1]:
        if isinstance(part, str) and part in here.model_fields:
            here = next(_models_in(here.model_fields[part].annotation), here)
    return list(here.model_fields)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
