"""Chinese words for what the command-line library says by itself: usage lines, help panels, usage problems."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from rich.text import Text
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
rich_utils.OPTIONS_PANEL_TITLE = "选项"
rich_utils.COMMANDS_PANEL_TITLE = "命令"
rich_utils.ERRORS_PANEL_TITLE = "错误"
rich_utils.ABORTED_TEXT = "已中止。"
rich_utils.RICH_HELP = "用 [blue]'{command_path} {help_option}'[/] 查看帮助。"
rich_utils.DEFAULT_STRING = "[默认：{}]"
rich_utils.REQUIRED_LONG_STRING = "[必填]"


#: What a severity means to whom it concerns.
SEVERITY = {"hint": "提示", "warning": "预警", "error": "扣分", "veto": "单项否决"}


class _Folding(rich_utils.OptionHighlighter):
    """Chinese text has no blanks to wrap at: without folding, a narrow terminal shows an ellipsis instead of it."""

    highlights = [*rich_utils.OptionHighlighter.highlights[:-1], r"(?P<usage>用法：)"]  # noqa: RUF012 - as in the base

    def __call__(self, text: str | Text) -> Text:
        shown = super().__call__(text)
        shown.overflow = "fold"
        return shown


rich_utils.highlighter = _Folding()


class _Chinese:
    """What the library writes in English around our help texts."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        pieces: list[str] = super().collect_usage_pieces(ctx)  # type: ignore[misc]
        return [_PLACES.get(piece, piece) for piece in pieces]

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "显示帮助"
        return option

    def get_params(self, ctx: Any) -> Any:
        found = super().get_params(ctx)  # type: ignore[misc]
        for one in found:
            if getattr(one, "is_flag", False) and one.metavar is None:
                one.metavar = ""  # the library would name the type of a switch
        return found


class Command(_Chinese, TyperCommand):
    """A command whose help is Chinese throughout."""


class Group(_Chinese, TyperGroup):
    """A group of commands whose help is Chinese throughout."""


_PLACES = {"[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "命令 [参数]…"}

#: The library's sentences, and what they become.
_SENTENCES: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"(?:Value error, )?'(.*)' is not one of (.*)\.", lambda m: f"“{m[1]}”不可用，可用：{_listed(m[2])}"),
    (r"No such command '(.*?)'\.?(?: Did you mean (.*)\?)?", lambda m: f"没有命令“{m[1]}”{_perhaps(m[2])}"),
    (r"Got unexpected extra argument\(s\) \((.*)\)", lambda m: f"多余的参数：{m[1]}"),
    (r"Option '(.*)' requires an argument\.", lambda m: f"选项 {m[1]} 后面要写一个值"),
    (r"Option '(.*)' does not take a value\.", lambda m: f"选项 {m[1]} 后面不能写值"),
    (r"Missing command\.", lambda _: "缺少命令"),
)


def usage(problem: BaseException) -> str:
    """A usage problem of the library as one Chinese line; its own words where we have none."""
    message = _chinese(str(getattr(problem, "message", problem)))
    match type(problem).__name__:
        case "MissingParameter":
            return f"缺少参数 {_name(problem)}"
        case "NoSuchOption":
            near = ", ".join(getattr(problem, "possibilities", None) or ())
            return f"没有选项 {getattr(problem, 'option_name', '')}{_perhaps(near)}"
        case "BadParameter":
            return f"参数 {_name(problem)} 的值不对：{message}"
    return message


def _chinese(message: str) -> str:
    for pattern, say in _SENTENCES:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return say(found)
    return message


def _name(problem: BaseException) -> str:
    """How the caller would write the parameter: the option, or the argument's place in the usage line."""
    parameter = getattr(problem, "param", None)
    options = [text for text in getattr(parameter, "opts", ()) if text.startswith("-")]
    return options[0] if options else str(getattr(parameter, "metavar", None) or getattr(parameter, "name", "") or "")


def _listed(names: str) -> str:
    return "、".join(name.strip(" '") for name in names.split(","))


def _perhaps(names: str | None) -> str:
    return f"，是不是 {_listed(names)}？" if names else ""
