"""Options that several commands share, and how their texts are read."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated

import typer

from cli.exit_codes import ExitCode
from cli.output import remark
from inspection.finding import Severity
from inspection.moment import BEIJING
from inspection.registry import District


class UsageProblem(Exception):
    """An argument that cannot be understood; the text (Chinese) says what would be."""


class FailOn(StrEnum):
    """From which severity on findings make the command exit with 1."""

    NEVER = "never"
    HINT = "hint"
    WARNING = "warning"
    ERROR = "error"
    VETO = "veto"

    def leave(self, severities: list[Severity]) -> None:
        """End the command with code 1 when a finding is this grave; say so."""
        if self is FailOn.NEVER:
            return
        grave = sum(one.rank >= Severity(self.value).rank for one in severities)
        if grave:
            remark(f"有 {grave} 个问题达到或超过 --fail-on {self.value} 的级别")
            raise typer.Exit(ExitCode.FINDINGS)


AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", help="检查时刻，如 2021-02-27T00:47:55+08:00 或 2021-02-28（当天结束）；默认现在", metavar="时刻"
    ),
]
Units = Annotated[list[str] | None, typer.Option("--unit", help="只查这个单位（编号或名称，可重复）", metavar="单位")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取")]
FailOnOption = Annotated[FailOn, typer.Option("--fail-on", help="有该级别及以上问题时以代码 1 退出")]


def moment(text: str | None) -> datetime:
    """An aware moment: a day means its last second in Beijing, a naive time is Beijing's, ``None`` is now."""
    if text is None:
        return datetime.now(BEIJING)
    try:
        if len(text) == len("2021-02-28"):
            return datetime.combine(date.fromisoformat(text), time(23, 59, 59), BEIJING)
        read = datetime.fromisoformat(text)
    except ValueError:
        raise UsageProblem(f"看不懂时刻“{text}”，请写成 2021-02-28 或 2021-02-27T00:47:55+08:00") from None
    return read if read.tzinfo else read.replace(tzinfo=BEIJING)


def unit_ids(district: District, wanted: list[str] | None) -> frozenset[str]:
    """Ids of the units called by id or name; empty when none is asked for. Raises ``UsageProblem``."""
    return frozenset(unit_id(district, text) for text in wanted or ())


def unit_name(district: District, unit_id: str) -> str:
    """The unit's name; the id itself when it is registered no more (findings stay)."""
    return next((unit.name for unit in district.units if unit.id == unit_id), unit_id)


def unit_id(district: District, text: str) -> str:
    """The id of one unit called by id, name or another of its names. Raises ``UsageProblem``."""
    for unit in district.units:
        if text in (unit.id, unit.name, *unit.aliases):
            return unit.id
    near = [unit.name for unit in district.units if text in unit.name or unit.name in text]
    hint = f"，是不是 {'、'.join(near[:3])}？" if near else "，可用 xunjian config check --list 查看全部单位"
    raise UsageProblem(f"没有登记名为“{text}”的单位{hint}")
