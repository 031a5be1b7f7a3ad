"""``xunjian check-links``: where the pages of a judged scan link to, and how their hosts are reached."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli.exit_codes import ExitCode
from cli.found import print_found
from cli.options import FailOn, FailOnOption, Json, Units, UsageProblem, unit_ids
from cli.output import print_json, remark, say
from cli.progress import showing
from config.settings import load_settings
from db import scans
from db.findings import StoredFinding
from db.scans import ScanRecord
from inspection.moment import beijing_day, iso_minutes
from inspection.rule import ScanKind
from jobs.check_links import LinkCheck, asks_links, check_links
from jobs.official_scans import SCAN_WORDS
from jobs.scan_findings import found_in
from jobs.workspace import Workspace, rulebook, workspace

ScanNumber = Annotated[
    int | None, typer.Argument(help="第几次扫描；默认最近一次已判定的周扫描", metavar="[扫描]", show_default=False)
]


def check_links_command(
    scan: ScanNumber = None, units: Units = None, json: Json = False, fail_on: FailOnOption = FailOn.NEVER
) -> None:
    """检查已扫描页面上的链接和证书：坏链、指向不良内容的外链、未加密访问。查过的专栏不会再查。"""
    with workspace(load_settings()) as work:
        record = _scan(work, scan)
        wanted = unit_ids(work.district, units)
        done = run_link_check(work, record, wanted, quiet=json)
        found = [one for one in found_in(work, record.id) if asks_links(one.monitor)]
        found = [one for one in found if not wanted or one.subject.unit_id in wanted]
        if json:
            print_json(as_json(record, done, found))
        else:
            _show(work, record, done, found)
        leave_unless_checked(work, done)
    fail_on.leave([one.severity for one in found])


def run_link_check(
    work: Workspace, scan: ScanRecord, unit_ids: frozenset[str] = frozenset(), *, quiet: bool
) -> LinkCheck:
    """The link check of a judged scan, with progress."""
    book = rulebook(beijing_day(scan.as_of))
    with showing("链接检查", quiet=quiet) as progress:
        return check_links(work, book, scan, unit_ids, progress=progress)


def leave_unless_checked(work: Workspace, done: LinkCheck) -> None:
    """End with code 4 when there was nothing to look at, or too many links could not be verified."""
    if not done.sites:
        remark("这次扫描没有存下所查单位的页面，无法检查链接，请先扫描")
        raise typer.Exit(ExitCode.NOT_CHECKED)
    if done.asked and done.unverified > work.settings.max_unknown_share * done.asked:
        remark(
            f"{done.asked} 条链接中有 {done.unverified} 条未能核实，超过上限 {work.settings.max_unknown_share:.0%}"
            "（XUNJIAN_MAX_UNKNOWN_SHARE）；未能核实的不算坏链"
        )
        raise typer.Exit(ExitCode.NOT_CHECKED)


def as_json(scan: ScanRecord, done: LinkCheck, found: list[StoredFinding]) -> dict[str, Any]:
    return {
        "scan": scan.id,
        "as_of": iso_minutes(scan.as_of),
        "sites": done.sites,
        "sites_checked_before": done.before,
        "links_asked": done.asked,
        "links_left_out": done.left_out,
        "links_unverified": done.unverified,
        "hosts_asked": done.hosts,
        "new_findings": done.findings,
        "unknown": done.unknown,
        "findings": [
            {
                "id": one.id,
                "rule": one.rule,
                "unit": one.subject.unit_id,
                "url": one.subject.url,
                "grade": str(one.severity),
                "message": one.message,
            }
            for one in found
        ],
    }


def summary(done: LinkCheck) -> str:
    """One Chinese line about what was done."""
    before = f"{done.before} 个专栏此前已检查过，不再重复；" if done.before else ""
    left_out = f"（另有 {done.left_out} 条超出每个专栏的上限，没有检查）" if done.left_out else ""
    return (
        f"{before}检查链接 {done.asked} 条{left_out}，未能核实 {done.unverified} 条；"
        f"检查主机证书 {done.hosts} 个；新发现 {done.findings} 个问题或预警"
    )


def _scan(work: Workspace, number: int | None) -> ScanRecord:
    """The judged scan that is meant. Raises ``UsageProblem``."""
    with work.database.reading() as connection:
        if number is None:
            newest = scans.latest(connection, work.district.id, kind=ScanKind.WEEKLY, state="judged")
            if newest is None:
                raise UsageProblem("还没有已判定的周扫描，请先运行 xunjian scan weekly")
            return newest
        try:
            record = scans.get(connection, number)
        except LookupError:
            raise UsageProblem(f"没有第 {number} 次扫描") from None
    if record.district != work.district.id:
        raise UsageProblem(f"第 {number} 次扫描属于另一个区县“{record.district}”")
    if record.state != "judged":
        raise UsageProblem(f"第 {number} 次扫描还没有完成，请重新运行同一扫描命令后再检查链接")
    return record


def _show(work: Workspace, scan: ScanRecord, done: LinkCheck, found: list[StoredFinding]) -> None:
    say(f"{SCAN_WORDS[scan.kind]} 第{scan.id}次，检查时刻 {iso_minutes(scan.as_of)}")
    say(summary(done))
    if not found:
        say("没有发现链接或证书问题。")
        return
    print_found(f"链接和证书问题 {len(found)} 个", work.district, found)
