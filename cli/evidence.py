"""``xunjian evidence``: take, show, hand out and check the proof of findings."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli.exit_codes import ExitCode
from cli.options import Json, Units, UsageProblem, unit_ids
from cli.output import print_json, remark, say
from cli.words import Command, Group
from config.settings import load_settings
from jobs.evidence_show import Shown, show_evidence
from jobs.evidence_wanted import wanted_findings
from jobs.workspace import workspace

evidence_app = typer.Typer(name="evidence", help="问题的证据：图片、存档、清单。", no_args_is_help=True, cls=Group)

Findings = Annotated[list[str] | None, typer.Argument(help="问题编号（前几位即可，可写多个）", metavar="[编号]...")]


@evidence_app.callback()
def _evidence() -> None:
    """问题的证据：图片、存档、清单。"""


@evidence_app.command("capture", cls=Command)
def capture_command(
    names: Findings = None,
    units: Units = None,
    pending: Annotated[bool, typer.Option("--pending", help="全部还没有证据的疑似和已确认问题")] = False,
    again: Annotated[bool, typer.Option("--again", help="已有证据的也再取一份")] = False,
    json: Json = False,
) -> None:
    """为问题取证：由留存的网页生成图片并标出问题，写入清单。不访问网站。"""
    if not (names or units or pending):
        raise UsageProblem("请写问题编号，或 --unit 单位，或 --pending")
    with workspace(load_settings()) as work:
        try:
            wanted = wanted_findings(work, names or (), unit_ids(work.district, units), again=again)
        except ValueError as problem:
            raise UsageProblem(str(problem)) from problem
        from jobs.evidence_capture import capture  # noqa: PLC0415 - loads the browser's driver: 0.8 s

        report = capture(work, wanted, _progress)
    if json:
        print_json(
            {
                "captured": report.captured,
                "failed": report.failed,
                "pictures": report.pictures,
                "browser_restarts": report.restarts,
            }
        )
    else:
        say(f"取证 {len(report.captured)} 个问题，页面图片 {report.pictures} 张，未成功 {len(report.failed)} 个")
        for finding, reason in report.failed.items():
            say(f"  {finding[:8]}　{reason}")
    if report.failed:
        raise typer.Exit(ExitCode.NOT_CHECKED)


def _progress(done: int, of: int) -> None:
    if done == of or done % 100 == 0:
        remark(f"取证：{done}/{of}")


@evidence_app.command("show", cls=Command)
def show_command(
    name: Annotated[str, typer.Argument(help="问题编号（前几位即可）", metavar="编号")], json: Json = False
) -> None:
    """列出一个问题的证据清单和文件。"""
    with workspace(load_settings()) as work:
        try:
            shown = show_evidence(work, name)
        except ValueError as problem:
            raise UsageProblem(str(problem)) from problem
    if json:
        print_json({"evidence": [_as_json(one) for one in shown]})
        return
    if not shown:
        say("这个问题还没有证据，请运行 xunjian evidence capture 编号")
    for one in shown:
        _say(one)


def _as_json(one: Shown) -> dict[str, Any]:
    return {
        "number": one.manifest.number,
        "sha256": one.manifest.sha256,
        "previous": one.manifest.previous,
        "told": one.manifest.told,
        "members": [
            {"name": member.name, "size": member.size, "sha256": member.sha256, "access": str(member.access),
             "kept": member.name in one.paths}
            for member in one.manifest.members
        ],
    }  # fmt: skip


def _say(one: Shown) -> None:
    told = one.manifest.told
    say(f"清单 {one.manifest.number}　{told['capture']['at']['beijing']}　SHA-256 {one.manifest.sha256}")
    say(f"  {told['finding']['rule_title']}：{told['finding']['message']}")
    if told["page"]:
        say(f"  地址：{told['page']['asked']}")
    words = "、".join(mark["words"] for mark in told["marks"])
    say(f"  标注：{words if told['marked'] else '未能定位到具体文字，整页标框'}")
    for member in one.manifest.members:
        closed = "　（限制查阅）" if member.access == "restricted" else ""
        gone = "" if member.name in one.paths else "　（已按保存期清理）"
        say(f"  {member.name}　{member.size} 字节　{member.sha256[:16]}{closed}{gone}")
