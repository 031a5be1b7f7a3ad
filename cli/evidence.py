"""``xunjian evidence``: take, show, hand out and check the proof of findings."""

from __future__ import annotations

import getpass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.exit_codes import ExitCode
from cli.options import Json, Units, UsageProblem, unit_id, unit_ids
from cli.output import complain, print_json, remark, say
from cli.words import Command, Group
from config.settings import load_settings
from inspection.moment import BEIJING, beijing_day
from jobs.evidence_export import Purpose, export_finding, export_unit
from jobs.evidence_prune import prune
from jobs.evidence_seal import SealError, seal_day
from jobs.evidence_show import Shown, show_evidence
from jobs.evidence_verify import Verified, verify_file, verify_store
from jobs.evidence_wanted import wanted_findings
from jobs.workspace import workspace

_MISSING_SHOWN = 5

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
    no_assets: Annotated[
        bool, typer.Option("--no-assets", help="不访问网站：只用留存的网页，不取样式和图片，图片较朴素")
    ] = False,
    json: Json = False,
) -> None:
    """为问题取证：由留存的网页生成图片并标出问题，写入清单。先取页面的样式和图片，脚本一概不运行。"""
    if not (names or units or pending):
        raise UsageProblem("请写问题编号，或 --unit 单位，或 --pending")
    with workspace(load_settings()) as work:
        try:
            wanted = wanted_findings(work, names or (), unit_ids(work.district, units), again=again)
        except ValueError as problem:
            raise UsageProblem(str(problem)) from problem
        from jobs.evidence_capture import capture  # noqa: PLC0415 - loads the browser's driver: 0.8 s

        report = capture(work, wanted, _progress, assets=work.settings.evidence_assets and not no_assets)
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


def _server(page: dict[str, Any]) -> str:
    if not page.get("server_address"):
        return "没有记录"
    proxy = "（本系统的代理，网站自身的地址由代理掌握）" if page.get("server_is_proxy") else ""
    return f"{page['server_address']}{proxy}"


def _say(one: Shown) -> None:
    told = one.manifest.told
    say(f"清单 {one.manifest.number}　{told['capture']['at']['beijing']}　SHA-256 {one.manifest.sha256}")
    say(f"  {told['finding']['rule_title']}：{told['finding']['message']}")
    if told["page"]:
        say(f"  地址：{told['page']['asked']}")
        say(f"  应答服务器：{_server(told['page'])}")
    words = "、".join(" ".join(mark["words"].split()) for mark in told["marks"])
    say(f"  标注：{words if told['marked'] else '未能定位到具体文字，整页标框'}")
    _say_assets(told.get("assets"))
    for member in one.manifest.members:
        if member.name.startswith("asset-"):
            continue
        closed = "　（限制查阅）" if member.access == "restricted" else ""
        gone = "" if member.name in one.paths else "　（已按保存期清理）"
        say(f"  {member.name}　{member.size} 字节　{member.sha256[:16]}{closed}{gone}")


def _say_assets(told: dict[str, Any] | None) -> None:
    """Style sheets and pictures in one line, and the first that are missing."""
    if not told:
        return
    when = f"，抓取于 {told['newest']['beijing'][:19].replace('T', ' ')}" if told["newest"] else ""
    say(f"  样式和图片：{told['kept']} 个{when}，没有取到 {told['missing_count']} 个")
    for one in told["missing"][:_MISSING_SHOWN]:
        say(f"    {one['address']}　{one['reason']}")


@evidence_app.command("export", cls=Command)
def export_command(
    name: Annotated[str | None, typer.Argument(help="问题编号（前几位即可）", metavar="编号")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="导出这个单位的（编号或名称）", metavar="单位")] = None,
    quarter: Annotated[str | None, typer.Option("--quarter", help="季度，与 --unit 一起用", metavar="季度")] = None,
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件夹", metavar="文件夹")] = Path("out/evidence"),
    originals: Annotated[bool, typer.Option("--originals", help="连同含个人信息的原件（须写理由，登记在案）")] = False,
    reason: Annotated[str, typer.Option("--reason", help="取出的理由", metavar="文字")] = "",
    who: Annotated[str | None, typer.Option("--who", help="取出人；默认当前登录用户", metavar="姓名")] = None,
    json: Json = False,
) -> None:
    """导出一个问题，或一个单位一个季度的证据：存档文件、图片和清单。"""
    if bool(name) == bool(unit) or bool(unit) != bool(quarter):
        raise UsageProblem("请写一个问题编号，或同时写 --unit 和 --quarter")
    purpose = Purpose(who or getpass.getuser(), datetime.now(BEIJING), reason, originals)
    with workspace(load_settings()) as work:
        try:
            if name:
                made = export_finding(work, name, out, purpose)
            else:
                made = export_unit(work, unit_id(work.district, unit or ""), quarter or "", out, purpose)
        except ValueError as problem:
            raise UsageProblem(str(problem)) from problem
    if json:
        told = {"path": str(made.path), "sha256": made.sha256, "findings": made.findings, "missing": made.missing}
        print_json(told)
    else:
        say(f"已导出 {made.findings} 个问题的证据：{made.path}")
        say(f"SHA-256 {made.sha256}")
    for finding, why in made.missing.items():
        remark(f"没有导出 {finding[:8]}：{why}")


@evidence_app.command("verify", cls=Command)
def verify_command(
    targets: Annotated[
        list[str] | None, typer.Argument(help="导出的文件，或问题编号；不写则核对全部", metavar="[文件|编号]...")
    ] = None,
    alone: Annotated[bool, typer.Option("--alone", help="只核对文件本身，不与本机的证据链比对")] = False,
    json: Json = False,
) -> None:
    """重新计算全部校验值：有任何改动以代码 1 退出。"""
    files = [Path(target) for target in targets or () if target.endswith(".wacz")]
    names = [target for target in targets or () if not target.endswith(".wacz")]
    found: dict[str, Verified] = {}
    if alone:
        if names or not files:
            raise UsageProblem("--alone 只能核对导出的文件（.wacz）")
        found = {str(path): verify_file(None, path) for path in files}
    else:
        with workspace(load_settings()) as work:
            found = {str(path): verify_file(work, path) for path in files}
            try:
                if names or not files:
                    found["证据链"] = verify_store(work, names)
            except ValueError as problem:
                raise UsageProblem(str(problem)) from problem
    faults = [fault for one in found.values() for fault in one.faults]
    if json:
        print_json({"ok": not faults, "checked": {name: _counts(one) for name, one in found.items()}})
    else:
        for name, one in found.items():
            gone = f"，按保存期清理 {one.removed} 份" if one.removed else ""
            state = "没有改动" if not one.faults else f"有 {len(one.faults)} 处不符"
            say(f"{name}：清单 {one.manifests} 份，文件 {one.members} 个，封存 {one.seals} 次{gone}，{state}")
    for fault in faults:
        complain(fault)
    if faults:
        raise typer.Exit(ExitCode.FINDINGS)


def _counts(one: Verified) -> dict[str, Any]:
    return {
        "manifests": one.manifests,
        "members": one.members,
        "removed": one.removed,
        "seals": one.seals,
        "faults": one.faults,
    }


@evidence_app.command("seal", cls=Command)
def seal_command(
    day: Annotated[str | None, typer.Option("--day", help="封存哪一天；默认昨天", metavar="日期")] = None,
    json: Json = False,
) -> None:
    """封存一天的证据：计算当天清单的总校验值，设置了时间戳服务时加盖时间戳。"""
    try:
        wanted = date.fromisoformat(day) if day else beijing_day(datetime.now(BEIJING)) - timedelta(days=1)
    except ValueError:
        raise UsageProblem(f"看不懂日期“{day}”，请写成 2021-02-28") from None
    with workspace(load_settings()) as work:
        try:
            made = seal_day(work, wanted, datetime.now(BEIJING))
        except SealError as problem:
            complain(str(problem))
            raise typer.Exit(ExitCode.NOT_CHECKED) from None
    if json:
        print_json(
            {"day": wanted.isoformat(), "root": made.root if made else None, "stamped": bool(made and made.token)}
        )
    elif made is None:
        say(f"{wanted} 没有新的证据。")
    else:
        note = "，已加盖时间戳" if made.token else ""
        say(f"{wanted}：清单 {made.first} 至 {made.last}，封存值 {made.root}{note}")


@evidence_app.command("prune", cls=Command)
def prune_command(
    dry: Annotated[bool, typer.Option("--dry-run", help="只说会清理什么，不动任何东西")] = False, json: Json = False
) -> None:
    """清理超过保存期限的探测结果、消息、网页快照和证据文件。未结账季度的问题所需的一律保留。"""
    with workspace(load_settings()) as work:
        pruned = prune(work, datetime.now(BEIJING), dry=dry)
    if json:
        counts = {"probes": pruned.probes, "messages": pruned.messages}
        print_json({"dry_run": dry, **counts, "files": pruned.files, "bytes": pruned.bytes})
        return
    verb = "将清理" if dry else "已清理"
    say(f"{verb}：探测结果 {pruned.probes} 条，消息 {pruned.messages} 条")
    for kind, words in (("snapshots", "网页快照"), ("evidence", "证据文件")):
        say(f"{verb}：{words} {pruned.files[kind]} 个，{pruned.bytes[kind] / 1024**2:.1f} MB")
