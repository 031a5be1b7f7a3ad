"""``xunjian weekly``: the records of weekly scans, and their signing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

import typer

from cli.exit_codes import ExitCode
from cli.options import Json, UsageProblem, moment
from cli.output import complain, print_json, print_table, remark, say
from cli.words import Command, Group
from config.settings import load_settings
from inspection.moment import BEIJING, iso_minutes
from jobs import weekly_signing
from jobs.weekly_signing import Week
from jobs.workspace import workspace

weekly_app = typer.Typer(name="weekly", help="周扫描记录：查看、签认、核对。", no_args_is_help=True, cls=Group)

Quarter = Annotated[str, typer.Argument(help="季度编号，如 2021Q1", metavar="季度")]
Day = Annotated[str, typer.Argument(help="这一周中的任意一天，如 2021-02-28", metavar="日期")]


@weekly_app.callback()
def _weekly() -> None:
    """周扫描记录：查看、签认、核对。"""


@weekly_app.command("list", cls=Command)
def list_weeks(quarter: Quarter, json: Json = False) -> None:
    """列出一个季度的周扫描记录和签认情况。"""
    with workspace(load_settings()) as work:
        weeks = weekly_signing.weeks(work, quarter)
    if json:
        print_json([_summary(week) for week in weeks])
        return
    rows = [
        (
            f"{week.record.first_day}至{week.record.last_day}",
            str(week.record.planned),
            str(week.record.judged),
            str(len(week.record.unknown)),
            str(len(week.record.findings)),
            f"{week.signature.who} {week.signature.signed_at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
            if week.signature
            else "未签认",
        )
        for week in weeks
    ]
    print_table(f"{quarter} 周扫描记录", ("周期", "计划检测", "已判定", "未能检测", "问题", "签认"), rows)


@weekly_app.command("show", cls=Command)
def show(day: Day, json: Json = False) -> None:
    """显示一周的记录：覆盖情况、各单位的问题、与上周相比。已签认的显示签认时的内容。"""
    with workspace(load_settings()) as work:
        week = weekly_signing.week_of(work, _day(day))
    if json:
        print_json(_summary(week) | {"record": week.document})
    else:
        _show(week)
    if week.scanned_after:
        again = "、".join(f"第{number}次" for number in week.scanned_after)
        remark(f"注意：签认之后又补扫过（{again}扫描），结果不计入这一周的记录和得分。")
    if week.moved_on:
        remark("注意：签认之后数据库又有变化（复核、补扫），以签认时的内容为准。")


@weekly_app.command("sign", cls=Command)
def sign(
    day: Day,
    who: Annotated[str, typer.Option("--who", help="签认人", metavar="姓名")],
    note: Annotated[str, typer.Option("--note", help="签认人的说明；未能检测的过多时必须写", metavar="文字")] = "",
    at: Annotated[str | None, typer.Option("--at", help="签认时刻；默认现在", metavar="时刻")] = None,
    json: Json = False,
) -> None:
    """签认一周的记录。签认后连同校验值存档，不能更改，也不能重签。"""
    when: datetime = moment(at)
    with workspace(load_settings()) as work:
        week = weekly_signing.week_of(work, _day(day))
        signature = weekly_signing.sign(work, week, who, when, note)
    if json:
        print_json({"who": signature.who, "signed_at": iso_minutes(signature.signed_at), "sha256": signature.sha256})
        return
    say(f"{week.record.first_day}至{week.record.last_day}的周扫描记录已由 {signature.who} 签认")
    say(f"校验值 {signature.sha256}")


@weekly_app.command("verify", cls=Command)
def verify(quarter: Quarter, json: Json = False) -> None:
    """核对一个季度已签认的记录是否与签认时一字不差；有不符时以代码 1 退出。"""
    with workspace(load_settings()) as work:
        signed = [week for week in weekly_signing.weeks(work, quarter) if week.signature]
    broken = [week for week in signed if not week.intact]
    if json:
        print_json({"signed": len(signed), "broken": [week.record.last_day.isoformat() for week in broken]})
    else:
        say(f"已签认 {len(signed)} 周，不符 {len(broken)} 周")
    if broken:
        complain(f"{broken[0].record.last_day} 的签认记录与校验值不符，数据库被改动过，请用备份核对")
        raise typer.Exit(ExitCode.FINDINGS)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageProblem(f"看不懂日期“{text}”，请写成 2021-02-28") from None


def _summary(week: Week) -> dict[str, Any]:
    one = week.signature
    return {
        "first_day": week.record.first_day.isoformat(),
        "last_day": week.record.last_day.isoformat(),
        "coverage": week.document["coverage"],
        "findings": sum(len(unit["findings"]) for unit in week.document["units"]),
        "signed": one and {"who": one.who, "signed_at": iso_minutes(one.signed_at), "sha256": one.sha256},
        "moved_on": week.moved_on,
        "scanned_after": list(week.scanned_after),
    }


def _show(week: Week) -> None:
    document, one = week.document, week.signature
    coverage, change = document["coverage"], document["change"]
    say(f"{document['first_day']}至{document['last_day']}周扫描记录（检测时刻 {document['as_of']}）")
    say(f"签认：{f'{one.who} {iso_minutes(one.signed_at)}' if one else '未签认'}")
    say(f"计划检测 {coverage['planned']} 项，已判定 {coverage['judged']} 项，未能检测 {coverage['unknown']} 项")
    if change:
        counts = {"新增": "new", "仍存在": "still", "已消除": "gone", "本周未能复核": "unchecked"}
        say("与上周相比：" + "，".join(f"{name} {len(change[key])}" for name, key in counts.items()))
    found = [(unit["name"], one["title"], one["message"], one["status"]) for unit in document["units"]
             for one in unit["findings"]]  # fmt: skip
    if found:
        print_table("问题", ("单位", "名称", "说明", "状态"), found)
    unknown = [(unit["name"], one["title"], one["rule"], one["reason"]) for unit in document["units"]
               for one in unit["unknown"]]  # fmt: skip
    if unknown:
        print_table("未能检测", ("单位", "名称", "检测项", "原因"), unknown)
