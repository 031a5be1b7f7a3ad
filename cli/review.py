"""``xunjian review``: list what waits for a decision, and decide."""

from __future__ import annotations

import getpass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.options import Json, Units, UsageProblem, moment, unit_ids, unit_name
from cli.output import print_json, say
from cli.words import SEVERITY
from config.settings import load_settings
from db.decisions import Action, FindingState
from db.findings import StoredFinding
from inspection.moment import iso_minutes
from jobs.review import STATE_WORDS, apply_file, decide, list_findings
from jobs.workspace import Workspace, workspace


class StateChoice(StrEnum):
    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    IGNORED = "ignored"
    ALL = "all"


_STATES: dict[StateChoice, FindingState | None] = {
    StateChoice.SUSPECTED: "suspected",
    StateChoice.CONFIRMED: "confirmed",
    StateChoice.DISMISSED: "dismissed",
    StateChoice.IGNORED: "ignored",
    StateChoice.ALL: None,
}

Finding = Annotated[str | None, typer.Argument(help="问题编号（前几位即可）；不写则列出问题")]


def review(
    finding: Finding = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="确认该问题")] = False,
    dismiss: Annotated[bool, typer.Option("--dismiss", help="驳回该问题（须写理由，以后不再提示）")] = False,
    ignore: Annotated[bool, typer.Option("--ignore", help="该规则对该对象一律忽略（须写理由）")] = False,
    reopen: Annotated[bool, typer.Option("--reopen", help="撤回以前的决定，重新审核")] = False,
    reason: Annotated[str, typer.Option("--reason", help="理由", metavar="文字")] = "",
    who: Annotated[str | None, typer.Option("--who", help="审核人；默认当前登录用户", metavar="姓名")] = None,
    at: Annotated[str | None, typer.Option("--at", help="决定时刻；默认现在", metavar="时刻")] = None,
    apply: Annotated[
        Path | None, typer.Option("--apply", help="按文件批量审核（CSV：规则,主体,决定,理由,审核人）")
    ] = None,
    state: Annotated[StateChoice, typer.Option("--state", help="列出哪种状态的问题")] = StateChoice.SUSPECTED,
    units: Units = None,
    json: Json = False,
) -> None:
    """列出待审核的问题，或确认、驳回、忽略一个问题。只有确认的问题才扣分。"""
    chosen = [name for name, on in _actions(confirm, dismiss, ignore, reopen).items() if on]
    if len(chosen) > 1:
        raise UsageProblem("--confirm、--dismiss、--ignore、--reopen 一次只能选一个")
    if bool(chosen) != (finding is not None) or (apply and chosen):
        raise UsageProblem("审核一个问题请写：xunjian review 编号 --confirm（或 --dismiss、--ignore）--reason 理由")
    when = moment(at)
    with workspace(load_settings()) as work:
        if apply:
            count = apply_file(work, apply, when)
            _answer(json, {"decided": count}, f"已按 {apply.name} 审核 {count} 个问题")
        elif finding is not None:
            decided = decide(work, finding, chosen[0], who or getpass.getuser(), when, reason)
            _answer(json, _as_json(decided), f"{decided.id[:8]} 现为“{STATE_WORDS.get(decided.state, decided.state)}”")
        else:
            _list(work, state, units, json)


def _actions(confirm: bool, dismiss: bool, ignore: bool, reopen: bool) -> dict[Action, bool]:
    return {"confirm": confirm, "dismiss": dismiss, "ignore": ignore, "reopen": reopen}


def _answer(json: bool, value: dict[str, Any], words: str) -> None:
    if json:
        print_json(value)
    else:
        say(words)


def _list(work: Workspace, state: StateChoice, units: list[str] | None, json: bool) -> None:
    wanted = unit_ids(work.district, units)
    found = list_findings(work, _STATES[state], wanted)
    if json:
        print_json({"findings": [_as_json(one) for one in found]})
    elif not found:
        say("没有待审核的问题。" if state is StateChoice.SUSPECTED else "没有这种状态的问题。")
    else:
        say(f"共 {len(found)} 个问题")
        for one in found:
            _show(work, one)


def _show(work: Workspace, finding: StoredFinding) -> None:
    """Lines, not a table: an address that is broken over table cells cannot be copied or opened."""
    state = STATE_WORDS.get(finding.state, finding.state)
    unit = unit_name(work.district, finding.subject.unit_id)
    say()
    say(f"{finding.id[:8]}　{unit}　{state}　{SEVERITY[str(finding.severity)]}　{finding.rule}")
    say(f"  {finding.message}")
    for label, text in (("原文", finding.quote), ("地址", finding.subject.url)):
        if text:
            say(f"  {label}：{text}")


def _as_json(finding: StoredFinding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "state": finding.state,
        "rule": finding.rule,
        "unit": finding.subject.unit_id,
        "subject": finding.subject.id,
        "url": finding.subject.url,
        "title": finding.subject.title,
        "grade": str(finding.severity),
        "confidence": str(finding.confidence),
        "message": finding.message,
        "quote": finding.quote,
        "first_seen": iso_minutes(finding.first_seen_at),
        "last_seen": iso_minutes(finding.last_seen_at),
        "times_seen": len(finding.observations),
        "decision": _decision_json(finding),
    }


def _decision_json(finding: StoredFinding) -> dict[str, str] | None:
    made = finding.decision
    if made is None:
        return None
    return {"action": made.action, "who": made.who, "at": iso_minutes(made.at), "reason": made.reason}
