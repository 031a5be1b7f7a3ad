"""``xunjian scan``, and how the outcome of a scan is shown."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import Annotated, Any

import typer

from cli.exit_codes import ExitCode
from cli.found import print_found
from cli.links import run_link_check, summary
from cli.options import AsOf, FailOn, FailOnOption, Json, Units, moment, unit_ids
from cli.output import print_json, remark, say
from cli.progress import showing
from config.settings import load_settings
from inspection.moment import iso_minutes
from inspection.rule import ScanKind
from jobs.official_scans import SCAN_WORDS, calendar_units
from jobs.scan import AFTER_SIGNING, ScanReport, run_scan
from jobs.scan_findings import found_in
from jobs.workspace import Workspace, workspace


class ScanChoice(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    QUARTER = "quarter"


def scan(
    kind: Annotated[ScanChoice, typer.Argument(help="daily 日扫描 | weekly 周扫描 | quarter 季度检查")],
    units: Units = None,
    as_of: AsOf = None,
    json: Json = False,
    fail_on: FailOnOption = FailOn.NEVER,
    after_signing: Annotated[
        bool, typer.Option("--after-signing", help="这一周的记录已签认时仍要补扫；不改变已签认的记录和得分")
    ] = False,
    links: Annotated[bool, typer.Option("--links", help="扫描后接着检查链接和证书（会访问外部网站，较慢）")] = False,
) -> None:
    """扫描网站专栏和新媒体账号。中断后重新运行同一命令即可续扫。"""
    settings, scan_kind, at = load_settings(), ScanKind(kind.value), moment(as_of)
    with workspace(settings) as work:
        wanted = unit_ids(work.district, units) or calendar_units(work.district, scan_kind, at)
        with showing(SCAN_WORDS[scan_kind], quiet=json) as progress:
            report = run_scan(work, scan_kind, at, wanted, progress, after_signing=after_signing)
        checked = run_link_check(work, report.scan, quiet=json) if links else None
        findings = found_in(work, report.scan.id)
        if json:
            asked = {"links": {"asked": checked.asked, "unverified": checked.unverified}} if checked else {}
            print_json(scan_json(report, findings) | asked)
        else:
            show_scan(work, report, findings)
            if checked:
                say(summary(checked))
    leave(report, work, fail_on, findings)


def leave(report: ScanReport, work: Workspace, fail_on: FailOn, findings: list[Any]) -> None:
    share = report.coverage.unknown_share
    if share >= 1 or share > work.settings.max_unknown_share:
        remark(
            f"无法判定的比例 {share:.0%} 超过上限 {work.settings.max_unknown_share:.0%}（XUNJIAN_MAX_UNKNOWN_SHARE），"
            "原因已列出，请排除后重新扫描"
        )
        raise typer.Exit(ExitCode.NOT_CHECKED)
    fail_on.leave([finding.severity for finding in findings])


def scan_json(report: ScanReport, findings: list[Any]) -> dict[str, Any]:
    return {
        "scan": report.scan.id,
        "kind": str(report.scan.kind),
        "as_of": iso_minutes(report.scan.as_of),
        "resumed": report.resumed,
        "after_signing": AFTER_SIGNING in report.scan.coverage,
        "coverage": report.coverage.as_json(),
        "crawl": dict(report.crawl),
        "findings": [
            {
                "id": one.id,
                "rule": one.rule,
                "unit": one.subject.unit_id,
                "subject": one.subject.id,
                "url": one.subject.url,
                "grade": str(one.severity),
                "state": one.state,
                "message": one.message,
            }
            for one in findings
        ],
    }


def show_scan(work: Workspace, report: ScanReport, findings: list[Any]) -> None:
    coverage = report.coverage
    title = f"{SCAN_WORDS[report.scan.kind]} 第{report.scan.id}次，检查时刻 {iso_minutes(report.scan.as_of)}"
    say(title + ("（续扫）" if report.resumed else ""))
    if AFTER_SIGNING in report.scan.coverage:
        say("这一周的记录此前已签认：这次是签认后补扫，不改变已签认的记录和得分。")
    say(
        f"栏目 {coverage.columns_planned} 个，无法判定 {coverage.columns_unknown} 个；"
        f"账号 {coverage.accounts_planned} 个，无法判定 {coverage.accounts_unknown} 个；"
        f"页面 {coverage.pages_judged + coverage.pages_unknown} 个，无法判定 {coverage.pages_unknown} 个"
    )
    if files := coverage.attachments_judged + coverage.attachments_unknown:
        say(f"附件 {files} 个，无法判定 {coverage.attachments_unknown} 个")
    for reason, count in Counter(coverage.reasons.values()).most_common(5):
        say(f"  无法判定（{count}）：{reason}")
    if not findings:
        say("没有发现问题。")
        return
    print_found(f"发现 {len(findings)} 个问题或预警", work.district, findings)
