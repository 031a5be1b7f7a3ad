"""Chinese words for what the command-line library says by itself."""

from __future__ import annotations

from typer import rich_utils

rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
rich_utils.OPTIONS_PANEL_TITLE = "选项"
rich_utils.COMMANDS_PANEL_TITLE = "命令"
rich_utils.ERRORS_PANEL_TITLE = "错误"
rich_utils.ABORTED_TEXT = "已中止。"
rich_utils.RICH_HELP = "用 [blue]'{command_path} {help_option}'[/] 查看帮助。"
rich_utils.DEFAULT_STRING = "[默认：{}]"
rich_utils.REQUIRED_LONG_STRING = "[必填]"


def usage(problem: BaseException) -> str:
    """A usage problem of the library in Chinese; its own words where we have none."""
    name = type(problem).__name__
    parameter = getattr(getattr(problem, "param", None), "name", "") or ""
    if name == "MissingParameter":
        return f"缺少参数 {parameter}"
    if name == "NoSuchOption":
        return f"没有选项 {getattr(problem, 'option_name', '')}"
    if name == "BadParameter":
        return f"参数 {parameter} 的值不对：{getattr(problem, 'message', problem)}"
    message = str(getattr(problem, "message", problem))
    return message.replace("No such command", "没有命令").replace("Got unexpected extra argument", "多余的参数")
