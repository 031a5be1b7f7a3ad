"""``xunjian scan`` and ``xunjian recheck``."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import Annotated, Any

import typer

from cli.exit_codes import ExitCode
from cli.links import run_link_check, summary
from cli.options import AsOf, FailOn, FailOnOption, Json, Units, moment, unit_id, unit_ids, unit_name
from cli.output import print_json, print_table, remark, say
from cli.progress import showing
from cli.words import SEVERITY
from config.settings import load_settings
from inspection.moment import iso_minutes
from inspection.rule import ScanKind
from jobs.official_scans import SCAN_WORDS, calendar_units
from jobs.recheck import Now, Rechecked
from jobs.recheck import recheck as run_recheck
from jobs.scan import ScanReport, run_scan
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
    links: Annotated[bool, typer.Option("--links", help="扫描后接着检查链接和证书（会访问外部网站，较慢）")] = False,
) -> None:
    """扫描网站专栏和新媒体账号。中断后重新运行同一命令即可续扫。"""
    settings, scan_kind, at = load_settings(), ScanKind(kind.value), moment(as_of)
    with workspace(settings) as work:
        wanted = unit_ids(work.district, units) or calendar_units(work.district, scan_kind, at)
        with showing(SCAN_WORDS[scan_kind], quiet=json) as progress:
            report = run_scan(work, scan_kind, at, wanted, progress)
        checked = run_link_check(work, report.scan, quiet=json) if links else None
        findings = found_in(work, report.scan.id)
        if json:
            asked = {"links": {"asked": checked.asked, "unverified": checked.unverified}} if checked else {}
            print_json(_as_json(report, findings) | asked)
        else:
            _show(work, report, findings)
            if checked:
                say(summary(checked))
    _leave(report, work, fail_on, findings)


def recheck(
    unit: Annotated[str, typer.Argument(help="单位编号或名称")],
    as_of: AsOf = None,
    json: Json = False,
    fail_on: FailOnOption = FailOn.NEVER,
) -> None:
    """立即复检一个单位：未销号的问题是否还在。打不开的页面不算已整改。"""
    at = moment(as_of)
    with workspace(load_settings()) as work:
        wanted = unit_id(work.district, unit)
        with showing(SCAN_WORDS[ScanKind.RECHECK], quiet=json) as progress:
            report, answers = run_recheck(work, wanted, at, progress)
        findings = found_in(work, report.scan.id)
        if json:
            print_json(_as_json(report, findings) | {"open": [_answer_json(one) for one in answers]})
        else:
            _show(work, report, findings)
            _show_answers(answers)
    _leave(report, work, fail_on, findings)


def _leave(report: ScanReport, work: Workspace, fail_on: FailOn, findings: list[Any]) -> None:
    share = report.coverage.unknown_share
    if share >= 1 or share > work.settings.max_unknown_share:
        remark(
            f"无法判定的比例 {share:.0%} 超过上限 {work.settings.max_unknown_share:.0%}（XUNJIAN_MAX_UNKNOWN_SHARE），"
            "原因已列出，请排除后重新扫描"
        )
        raise typer.Exit(ExitCode.NOT_CHECKED)
    fail_on.leave([finding.severity for finding in findings])


def _as_json(report: ScanReport, findings: list[Any]) -> dict[str, Any]:
    return {
        "scan": report.scan.id,
        "kind": str(report.scan.kind),
        "as_of": iso_minutes(report.scan.as_of),
        "resumed": report.resumed,
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


def _show(work: Workspace, report: ScanReport, findings: list[Any]) -> None:
    coverage = report.coverage
    title = f"{SCAN_WORDS[report.scan.kind]} 第{report.scan.id}次，检查时刻 {iso_minutes(report.scan.as_of)}"
    say(title + ("（续扫）" if report.resumed else ""))
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
    rows = [
        (one.id[:8], unit_name(work.district, one.subject.unit_id), SEVERITY[str(one.severity)], one.message)
        for one in findings
    ]
    print_table(f"发现 {len(findings)} 个问题或预警", ("编号", "单位", "级别", "说明"), rows)


_NOW_WORDS = {Now.STILL: "仍存在", Now.GONE: "已消失", Now.UNKNOWN: "无法判定"}


def _show_answers(answers: tuple[Rechecked, ...]) -> None:
    if not answers:
        say("该单位没有未销号的问题。")
        return
    rows = [(one.finding.id[:8], _NOW_WORDS[one.now], one.finding.message, one.reason) for one in answers]
    print_table("未销号问题复检结果", ("编号", "结果", "问题", "原因"), rows)


def _answer_json(answer: Rechecked) -> dict[str, Any]:
    return {"id": answer.finding.id, "now": str(answer.now), "reason": answer.reason, "message": answer.finding.message}
