"""``xunjian inspect``: judge pages before they are published. Nothing is stored."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.exit_codes import ExitCode
from cli.options import AsOf, FailOn, FailOnOption, Json, UsageProblem, moment
from cli.output import print_json, print_table, remark, say
from cli.words import SEVERITY
from config.districts import load_district
from config.settings import load_settings
from inspection.fetched import FetchProblem
from inspection.outcome import Outcome
from inspection.registry import ColumnKind
from jobs.inspect_pages import Inspected, Question, as_json, inspect_pages
from jobs.page_files import PageFileError, read_pages
from jobs.workspace import newest_rulebook


def inspect(
    target: Annotated[str, typer.Argument(help="网页文件、文件夹或网址", metavar="文件|网址|文件夹")],
    url: Annotated[str | None, typer.Option("--url", help="页面将来的网址（文件夹：公共前缀）", metavar="网址")] = None,
    as_of: AsOf = None,
    column_kind: Annotated[ColumnKind | None, typer.Option("--column-kind", help="页面所属栏目类别")] = None,
    json: Json = False,
    fail_on: FailOnOption = FailOn.NEVER,
) -> None:
    """发布前自查：离线检查网页，不保存任何内容。"""
    settings = load_settings()
    district = load_district(settings.district, settings.districts_dir)
    at = moment(as_of)
    try:
        pages = read_pages(target, url or "", at, settings)
    except PageFileError as problem:
        raise UsageProblem(str(problem)) from problem
    rules = newest_rulebook().rules_for("sites")
    question = Question(rules, at, column_kind, district.docid_anchors, district.names)
    answers = inspect_pages(pages, question)
    if json:
        print_json({"pages": [as_json(one, at) for one in answers]})
    else:
        for one in answers:
            _show(one)
    if not any(one.checked for one in answers):
        remark("没有一个页面可以检查，原因已列出，请换成能打开的网页")
        raise typer.Exit(ExitCode.NOT_CHECKED)
    fail_on.leave([finding.severity for one in answers for finding in one.findings])


def _show(one: Inspected) -> None:
    read = one.submitted.read
    if isinstance(read, FetchProblem):
        say(f"{one.submitted.source}：{read.reason}")
        return
    say(f"{one.submitted.source}（{KIND_WORDS.get(str(one.kind), str(one.kind))}）")
    if one.findings:
        rows = [(SEVERITY[str(f.severity)], f.message, f.quote) for f in one.findings]
        print_table("", ("级别", "问题", "原文（已脱敏）"), rows)
    else:
        say("  没有发现问题。")
    for verdict in one.verdicts:
        if verdict.outcome is Outcome.UNKNOWN:
            say(f"  无法判定：{verdict.rule.title}——{verdict.reason}")


KIND_WORDS = {
    "article": "文章页",
    "list": "列表页",
    "home": "首页",
    "stub": "已删除或跳转页",
    "blocked": "拦截页",
    "other": "其他页面",
}
