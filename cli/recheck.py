"""``xunjian recheck``: look again, now, at what is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import typer

from cli.exit_codes import ExitCode
from cli.options import AsOf, FailOn, FailOnOption, Json, UsageProblem, moment, unit_id, unit_name
from cli.output import print_json, print_table, remark, say
from cli.progress import showing
from cli.scan import leave, scan_json, show_scan
from config.settings import load_settings
from inspection.moment import beijing_day, iso_minutes
from inspection.recheck import Now
from inspection.rule import ScanKind
from jobs.ledger import show as find_one
from jobs.official_scans import SCAN_WORDS
from jobs.recheck import Rechecked, open_findings
from jobs.recheck import recheck as run_recheck
from jobs.scan import ScanReport, run_scan
from jobs.scan_findings import found_in
from jobs.workspace import Workspace, workspace


@dataclass(frozen=True, slots=True)
class _Done:
    """A re-check, ``report`` ``None`` when nothing was open; ``whole`` is the scan of the whole unit after it."""

    report: ScanReport | None
    answers: tuple[Rechecked, ...]
    whole: ScanReport | None


def recheck(
    unit: Annotated[str | None, typer.Argument(help="单位编号或名称", metavar="单位")] = None,
    findings: Annotated[
        list[str] | None, typer.Option("--finding", help="只复检这个问题（编号前几位，可重复）", metavar="编号")
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="只复检超期的问题（全部单位，或写明的单位）")] = False,
    full: Annotated[bool, typer.Option("--full", help="复检后再全面扫描该单位，找新的问题")] = False,
    as_of: AsOf = None,
    json: Json = False,
    fail_on: FailOnOption = FailOn.NEVER,
) -> None:
    """立即复检未销号的问题，只访问有关的页面和列表，结果记入台账。打不开的页面不算已整改。"""
    if (findings and (unit or overdue)) or not (findings or unit or overdue):
        raise UsageProblem("请写：xunjian recheck 单位，或 --finding 编号，或 --overdue")
    if full and (unit is None or overdue):
        raise UsageProblem("--full 要写明单位，且不与 --finding、--overdue 同用")
    at = moment(as_of)
    with workspace(load_settings()) as work:
        done = _run(work, unit, findings, at, overdue=overdue, full=full, quiet=json)
        shown = done.whole or done.report
        seen = found_in(work, shown.scan.id) if shown else []
        if json:
            scan = scan_json(shown, seen) if shown else {"scan": None, "findings": []}
            print_json(scan | {"open": [_answer_json(one) for one in done.answers]} | _cost(done.report))
        else:
            _show(work, done, at)
            if done.whole:
                show_scan(work, done.whole, seen)
    if done.whole:
        leave(done.whole, work, fail_on, seen)
    _leave(work, done.answers)
    fail_on.leave([one.severity for one in seen])


def _run(
    work: Workspace, unit: str | None, wanted: list[str] | None, at: datetime, *, overdue: bool, full: bool, quiet: bool
) -> _Done:
    about = unit_id(work.district, unit) if unit else None
    if wanted:
        ids = list(dict.fromkeys(find_one(work, one).finding.id for one in wanted))
    else:
        ids = open_findings(work, at, about, overdue=overdue)
    report: ScanReport | None = None
    answers: tuple[Rechecked, ...] = ()
    whole: ScanReport | None = None
    with showing(SCAN_WORDS[ScanKind.RECHECK], quiet=quiet) as progress:
        if ids:
            report, answers = run_recheck(work, ids, at, progress)
        if full and about:
            whole = run_scan(work, ScanKind.RECHECK, at, frozenset({about}), progress)
    return _Done(report, answers, whole)


def _leave(work: Workspace, answers: tuple[Rechecked, ...]) -> None:
    unknown = sum(one.now is Now.UNKNOWN for one in answers)
    if answers and (unknown == len(answers) or unknown / len(answers) > work.settings.max_unknown_share):
        remark(f"{len(answers)} 个问题中有 {unknown} 个无法判定，原因已列出并记入台账，请排除后重新复检")
        raise typer.Exit(ExitCode.NOT_CHECKED)


def _show(work: Workspace, done: _Done, at: datetime) -> None:
    if done.report is None:
        say("没有要复检的问题。")
        return
    cost = _cost(done.report)
    say(f"复检 第{done.report.scan.id}次，检查时刻 {iso_minutes(at)}：{cost['requests']} 次请求，{cost['seconds']} 秒")
    rows = [
        (
            one.finding.id[:8],
            unit_name(work.district, one.finding.subject.unit_id),
            one.now.label,
            one.standing.label(beijing_day(at)),
            one.finding.message,
            one.reason,
        )
        for one in done.answers
    ]
    print_table("未销号问题复检结果", ("编号", "单位", "结果", "台账", "问题", "原因"), rows)


def _cost(report: ScanReport | None) -> dict[str, Any]:
    if report is None:
        return {"requests": 0, "seconds": 0}
    return {"requests": report.crawl["requests"], "seconds": round(float(report.crawl["seconds"]), 2)}


def _answer_json(one: Rechecked) -> dict[str, Any]:
    return {
        "id": one.finding.id,
        "unit": one.finding.subject.unit_id,
        "rule": one.finding.rule,
        "now": str(one.now),
        "reason": one.reason,
        "message": one.finding.message,
        "before": str(one.before),
        "state": str(one.standing.state),
    }
