"""``xunjian ledger``: where every finding stands, the steps people take, and what people add."""

from __future__ import annotations

import getpass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.ledger_json import line_json, offered
from cli.options import Json, Units, UsageProblem, moment, unit_ids, unit_name
from cli.output import print_json, remark, say
from cli.words import SEVERITY, Command, Group
from config.settings import load_settings
from inspection.ledger import Entry, Step
from inspection.moment import beijing_day, iso_minutes
from jobs.ledger import STEP_WORDS, Line, Terms, apply_file, lines, take
from jobs.ledger import show as show_one
from jobs.manual_entries import Wish, add, read_wishes
from jobs.workspace import Workspace, workspace

ledger_app = typer.Typer(name="ledger", help="整改台账。", no_args_is_help=True, cls=Group)

Who = Annotated[str | None, typer.Option("--who", help="处理人；默认当前登录用户", metavar="姓名")]
At = Annotated[str | None, typer.Option("--at", help="时刻；默认现在", metavar="时刻")]
Reason = Annotated[str, typer.Option("--reason", help="理由", metavar="文字")]


class StateChoice(StrEnum):
    """States by the values of ``State``, and groups of them."""

    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    NOTIFIED = "notified"
    FIXING = "fixing"
    FIXED = "fixed"
    PASSED = "passed"
    DISMISSED = "dismissed"
    IGNORED = "ignored"
    APPEALED = "appealed"
    RECURRED = "recurred"
    OVERDUE = "overdue"
    OPEN = "open"
    ALL = "all"


@ledger_app.callback()
def _ledger() -> None:
    """整改台账：每个问题从疑似到复核通过的全过程，谁、何时、为何。"""


@ledger_app.command("list", cls=Command)
def list_lines(
    state: Annotated[StateChoice, typer.Option("--state", help="哪种状态")] = StateChoice.OPEN,
    units: Units = None,
    at: At = None,
    json: Json = False,
) -> None:
    """列出台账，期限最近的在前。"""
    day = beijing_day(moment(at))
    with workspace(load_settings()) as work:
        wanted = unit_ids(work.district, units)
        found = [line for line in lines(work, unit_ids=wanted) if _chosen(line, state, day)]
        terms = Terms()
        if json:
            print_json({"day": day.isoformat(), "lines": [line_json(line, terms, day) for line in found]})
            return
        say(f"共 {len(found)} 个问题，其中超期 {sum(line.standing.overdue(day) for line in found)} 个")
        for line in found:
            _show_head(work, line, terms, day)


@ledger_app.command("show", cls=Command)
def show(
    finding: Annotated[str, typer.Argument(help="问题编号（前几位即可）", metavar="编号")],
    at: At = None,
    json: Json = False,
) -> None:
    """显示一个问题的来龙去脉和现在可以走的步骤。"""
    day = beijing_day(moment(at))
    with workspace(load_settings()) as work:
        line, terms = show_one(work, finding), Terms()
        if json:
            print_json(line_json(line, terms, day))
            return
        _show_head(work, line, terms, day)
        say(
            f"  首次发现：{iso_minutes(line.finding.first_seen_at)}　最近发现：{iso_minutes(line.finding.last_seen_at)}"
        )
        for entry in line.history:
            say(f"  {_entry_words(entry)}")
        say(f"  现在可以：{'、'.join(step.label for step in offered(line.standing.state))}")


@ledger_app.command("step", cls=Command)
def step(
    finding: Annotated[str | None, typer.Argument(help="问题编号（前几位即可）", metavar="编号")] = None,
    name: Annotated[str | None, typer.Argument(help="步骤，如 通报、报告整改、复核通过", metavar="步骤")] = None,
    reason: Reason = "",
    who: Who = None,
    at: At = None,
    due: Annotated[str | None, typer.Option("--due", help="通报时另定期限；默认按问题类别计算", metavar="日期")] = None,
    apply: Annotated[
        Path | None, typer.Option("--apply", help="按文件批量办理（CSV：编号,步骤,理由,处理人,时刻,期限）")
    ] = None,
    json: Json = False,
) -> None:
    """办理一步：通报、开始整改、报告整改、复核、申诉等。不合流程的一步会被拒绝。"""
    if (apply is None) == (finding is None or name is None):
        raise UsageProblem("请写：xunjian ledger step 编号 步骤 --reason 理由，或 --apply 文件")
    when = moment(at)
    with workspace(load_settings()) as work:
        if apply:
            done = apply_file(work, apply, when)
        else:
            entry = Entry(_step(name or ""), who or getpass.getuser(), when, reason, _day(due))
            done = [take(work, finding or "", entry)]
        _answer(done, beijing_day(when), json)


@ledger_app.command("extend", cls=Command)
def extend(
    finding: Annotated[str, typer.Argument(help="问题编号（前几位即可）", metavar="编号")],
    due: Annotated[str | None, typer.Option("--due", help="新的期限（当天仍为按时）", metavar="日期")] = None,
    days: Annotated[int, typer.Option("--days", help="在原期限上延长几个工作日", min=0, max=366)] = 0,
    reason: Reason = "",
    who: Who = None,
    at: At = None,
    json: Json = False,
) -> None:
    """延长整改期限，须写明理由。"""
    if (due is None) == (days == 0):
        raise UsageProblem("请写 --due 日期 或 --days 天数，二选一")
    when = moment(at)
    with workspace(load_settings()) as work:
        until = _day(due)
        if until is None:
            before = show_one(work, finding).standing
            if before.due is None:
                raise UsageProblem("该问题还没有期限，请先通报")
            until = Terms().calendar.after(before.due, days)
        done = take(work, finding, Entry(Step.EXTEND, who or getpass.getuser(), when, reason, until))
        _answer([done], beijing_day(when), json)


@ledger_app.command("add", cls=Command)
def add_entries(
    subject: Annotated[str | None, typer.Argument(help="网站、栏目或账号的编号", metavar="对象")] = None,
    message: Annotated[str, typer.Option("--message", help="说明", metavar="文字")] = "",
    source: Annotated[str, typer.Option("--source", help="来源，如文号、网民留言编号、抽查记录", metavar="文字")] = "",
    rule: Annotated[str, typer.Option("--rule", help="问题所属的规则；不写则只作提示", metavar="规则")] = "",
    url: Annotated[str, typer.Option("--url", help="问题页面的地址", metavar="地址")] = "",
    title: Annotated[str, typer.Option("--title", help="文章标题", metavar="文字")] = "",
    wrong: Annotated[
        str, typer.Option("--wrong", help="页面文字中的错误文字（图片里的不算），复检时查它是否已改", metavar="文字")
    ] = "",
    right: Annotated[str, typer.Option("--right", help="应改成的正确文字", metavar="文字")] = "",
    item: Annotated[str, typer.Option("--item", help="登记得分：扣分项，如 加分、网站找错", metavar="项目")] = "",
    points: Annotated[str, typer.Option("--points", help="登记得分：分值", metavar="分值")] = "",
    quarter: Annotated[str, typer.Option("--quarter", help="登记得分：记入哪个季度", metavar="季度")] = "",
    attachments: Annotated[
        list[Path] | None, typer.Option("--attachment", help="附件，存入快照库（可重复）", metavar="文件")
    ] = None,
    who: Who = None,
    at: At = None,
    apply: Annotated[Path | None, typer.Option("--apply", help="按文件批量登记（CSV，表头见说明文档）")] = None,
    json: Json = False,
) -> None:
    """登记人工发现的问题或人工给的得分。登记后为“疑似”，经审核确认才生效。"""
    if (apply is None) == (subject is None):
        raise UsageProblem("请写：xunjian ledger add 对象 --message 说明 --source 来源，或 --apply 文件")
    when = moment(at)
    with workspace(load_settings()) as work:
        if apply:
            wishes = read_wishes(apply, when)
        else:
            scoring = bool(item or points)
            wishes = [
                Wish(
                    subject or "", message, source, who or getpass.getuser(), when, scoring, rule, item, points,
                    quarter, url, title, tuple(attachments or ()), wrong, right,
                )
            ]  # fmt: skip
        _answer(add(work, wishes), beijing_day(when), json)


def _chosen(line: Line, state: StateChoice, day: date) -> bool:
    if state is StateChoice.ALL:
        return True
    if state is StateChoice.OPEN:
        return line.standing.state.open
    if state is StateChoice.OVERDUE:
        return line.standing.overdue(day)
    return line.standing.state == state.value


def _step(name: str) -> Step:
    if name in STEP_WORDS:
        return STEP_WORDS[name]
    if name in set(STEP_WORDS.values()):
        return Step(name)
    raise UsageProblem(f"没有“{name}”这一步，可用：{'、'.join(STEP_WORDS)}")


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageProblem(f"看不懂日期“{text}”，请写成 2026-10-01") from None


def _answer(done: list[Line], day: date, json: bool) -> None:
    terms = Terms()
    for line in done:
        newest = line.history[-1] if line.history else None
        if newest and "注意：" in newest.basis:
            remark(newest.basis.split("注意：")[1])
    if json:
        print_json({"lines": [line_json(line, terms, day) for line in done]})
        return
    for line in done:
        until = f"，期限 {line.standing.due}" if line.standing.due and line.standing.state.open else ""
        say(f"{line.finding.id[:8]} 现为“{line.standing.label(day)}”{until}")


def _show_head(work: Workspace, line: Line, terms: Terms, day: date) -> None:
    """Lines, not a table: an address that is broken over table cells cannot be copied or opened."""
    finding, standing = line.finding, line.standing
    unit = unit_name(work.district, finding.subject.unit_id)
    say()
    say(f"{finding.id[:8]}　{unit}　{standing.label(day)}　{SEVERITY[str(finding.severity)]}　{finding.rule}")
    say(f"  {finding.message}")
    if standing.due and standing.state.open:
        late = terms.late_days(standing, day)
        over = f"，已超期 {late} 个工作日" if standing.overdue(day) else ""
        more = f"，延期 {standing.extensions} 次" if standing.extensions else ""
        say(f"  期限：{standing.due}{over}{more}")
    if line.returns:
        say(f"  复发：{line.returns} 次" + (f"，上一次为 {line.earlier_id[:8]}" if line.earlier_id else ""))
    if line.later_ids:
        say(f"  此后复发，另见 {'、'.join(one[:8] for one in line.later_ids)}")
    if finding.subject.url:
        say(f"  地址：{finding.subject.url}")


def _entry_words(entry: Entry) -> str:
    told = [iso_minutes(entry.at), entry.who, entry.step.label]
    if entry.due:
        told.append(f"期限 {entry.due}")
    return "　".join(told) + "".join(f"　{text}" for text in (entry.reason, entry.basis) if text)
