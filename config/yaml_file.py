"""Reads one YAML file into a pydantic model; refuses misspelt and repeated keys, naming file and key."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from config.problem import ConfigError
from config.wording import fault, key_path


class Strict(BaseModel):
    """A mapping of a configuration file: only known keys, never changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


M = TypeVar("M", bound=Strict)


class _Loader(yaml.SafeLoader):
    """YAML keeps the last of two equal keys without a word; a clerk's second row would replace the first.

    And it takes 2026-02-30 for a day, and fails on it without naming the line.
    """

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, OverflowError, TypeError) as problem:
            what = f"“{node.value}”不是合法的日期或数字" if isinstance(node.value, str) else "不是合法的键"
            raise yaml.constructor.ConstructorError(None, None, what, node.start_mark) from problem

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"“{key}”写了两次", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path, model: type[M]) -> M:
    """The file as ``model``. ``ConfigError`` with one line per fault: ``FILE: key[0].path：what is wrong``."""
    try:
        data = yaml.load(path.read_text("utf-8-sig"), _Loader)  # noqa: S506 - a SafeLoader
    except FileNotFoundError:
        raise ConfigError(f"{path.name}：缺少这个文件（应在 {path.parent.name}/ 下）") from None
    except OSError as problem:
        raise ConfigError(f"{path.name}：读不了这个文件（{problem.strerror}），请检查权限") from problem
    except UnicodeDecodeError as problem:
        raise ConfigError(f"{path.name}：不是 UTF-8 编码，请用 UTF-8 另存") from problem
    except yaml.YAMLError as problem:
        raise ConfigError(f"{path.name}{_line(problem)}：YAML 写法有误（{_what(problem)}）") from problem
    try:
        return model.model_validate(data)
    except ValidationError as problem:
        raise ConfigError(
            *(f"{path.name}: {key_path(one['loc']) or '（整个文件）'}：{fault(one, model)}" for one in problem.errors())
        ) from problem


def _line(problem: yaml.YAMLError) -> str:
    mark = getattr(problem, "problem_mark", None)
    return f" 第{mark.line + 1}行" if mark else ""


def _what(problem: yaml.YAMLError) -> str:
    return str(getattr(problem, "problem", None) or "请检查缩进和冒号")
