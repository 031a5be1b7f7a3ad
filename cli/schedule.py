"""``xunjian schedule``: the daily run, its table, its state."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event
from types import FrameType
from typing import Annotated, Any

import typer

from cli.exit_codes import ExitCode
from cli.options import AsOf, Json, UsageProblem, moment
from cli.output import print_json, print_table, remark, say
from config.settings import Settings, load_settings
from db.runs import BAD, Run
from inspection.moment import BEIJING, iso_minutes
from jobs.fetch import Interrupted
from jobs.schedule import Entry
from jobs.schedule_status import JobStatus, ScheduleStatus, status_now

_STATES = {
    "planned": "待运行",
    "running": "运行中",
    "done": "完成",
    "empty": "空跑",
    "unknown": "大多无法判定",
    "failed": "失败",
    "missed": "漏跑",
}
_WEEKDAYS = "一二三四五六日"


def schedule(
    once: Annotated[str | None, typer.Option("--once", help="立即运行这一个任务，结束后退出", metavar="任务")] = None,
    as_of: AsOf = None,
    list_: Annotated[bool, typer.Option("--list", help="列出全部任务和时间")] = False,
    status: Annotated[bool, typer.Option("--status", help="近7天应运行与实际运行的对照、告警、心跳")] = False,
    health: Annotated[
        bool, typer.Option("--health", help="只检查心跳：正常时以代码 0 退出，否则以代码 4 退出")
    ] = False,
    json: Json = False,
) -> None:
    """按计划运行全部任务，直到被中断。同一数据库只有一个调度程序在工作，其余的等待接替。"""
    if sum([once is not None, list_, status, health]) > 1:
        raise UsageProblem("--once、--list、--status、--health 只能用一个")
    if as_of is not None and once is None:
        raise UsageProblem("--as-of 只能和 --once 一起用")
    settings = load_settings()
    if once is not None:
        _once(settings, once, as_of, json)
    elif list_ or status:
        now = status_now(settings)
        if json:
            print_json(_as_json(now))
        else:
            (_show_status if status else _show_table)(now)
    elif health:
        _health(status_now(settings), json)
    else:
        _serve(settings)


def _serve(settings: Settings) -> None:
    from jobs.serve_schedule import serve  # noqa: PLC0415 - loads the scheduler

    with _stopping() as stop, _hang_up() as reread:
        remark("调度程序启动，Ctrl-C 停止")
        kept = serve(settings, stop, remark, reread)
    if not kept:
        raise typer.Exit(ExitCode.NOT_CHECKED)
    remark("调度程序已停止，中断的任务下次启动后继续")
    raise typer.Exit(ExitCode.OK)


@contextmanager
def _stopping() -> Iterator[Event]:
    """Set by Ctrl-C or SIGTERM. Jobs need some seconds to store what they hold; asking twice changes nothing."""
    stop = Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        if not stop.is_set():
            stop.set()
            remark("正在停止，等待运行中的任务保存……")

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _hang_up() -> Iterator[Event]:
    """Set by SIGHUP: read the table anew."""
    asked = Event()
    before = signal.signal(signal.SIGHUP, lambda _signal, _frame: asked.set())
    try:
        yield asked
    finally:
        signal.signal(signal.SIGHUP, before)


def _once(settings: Settings, job: str, as_of: str | None, json: bool) -> None:
    from jobs.serve_schedule import run_once  # noqa: PLC0415 - loads the scheduler

    with _stopping() as stop:
        run = run_once(settings, job, moment(as_of), stop)
    if json:
        print_json(_run_json(run))
    else:
        counts = f"，计划 {run.result['planned']}，无法完成 {run.result['unknown']}" if run.result else ""
        say(f"{job}：{_STATES[run.state]}{counts}")
        if run.note:
            say(f"  {run.note}")
    if run.state == "planned":
        raise Interrupted
    if run.state in BAD:
        raise typer.Exit(ExitCode.NOT_CHECKED)


def _health(now: ScheduleStatus, json: bool) -> None:
    if json:
        print_json(_scheduler_json(now))
    elif now.beating:
        say(f"心跳正常（{_ago(now.silence)}）")
    if not now.beating:
        remark(now.ill or "还没有启动过调度程序，请运行 xunjian schedule")
        raise typer.Exit(ExitCode.NOT_CHECKED)


def _show_table(now: ScheduleStatus) -> None:
    rows = [
        (
            one.entry.job,
            one.entry.title,
            _times(one.entry),
            f"{one.next.astimezone(BEIJING):%m-%d %H:%M}" if one.next else "—",
            _switch(one.entry),
        )
        for one in now.jobs
    ]
    print_table("定时任务（北京时间）", ("任务", "名称", "时间", "下一次", "状态"), rows)


def _show_status(now: ScheduleStatus) -> None:
    lease = now.lease
    if lease is None:
        say("还没有启动过调度程序。")
    else:
        alive = "正常" if now.beating else "没有心跳" if lease.holder else "已停止"
        say(f"调度程序：{alive}，最近一次心跳 {_ago(now.silence)}{f'（{lease.holder}）' if lease.holder else ''}")
    rows = [_status_row(one) for one in now.jobs]
    print_table("近7天", ("任务", "应运行", "完成", "漏跑", "失败等", "最近一次", "结果", "下一次"), rows)
    for alert in now.alerts:
        remark(f"{'提醒' if alert.kind == 'reminder' else '告警'}：{alert.text}")


def _status_row(one: JobStatus) -> tuple[str, ...]:
    other = sum(one.counts[state] for state in ("failed", "empty", "unknown"))
    last = one.last
    return (
        one.entry.title,
        str(one.expected) if one.entry.runs else _switch(one.entry),
        str(one.counts["done"]),
        str(one.counts["missed"] + one.overdue),
        str(other),
        f"{last.planned_at.astimezone(BEIJING):%m-%d %H:%M}" if last else "—",
        _STATES[last.state] if last else "—",
        f"{one.next.astimezone(BEIJING):%m-%d %H:%M}" if one.next else "—",
    )


def _times(entry: Entry) -> str:
    clocks = [f"{clock:%H:%M}" for clock in entry.clocks]
    daily = "、".join(clocks) if len(clocks) <= 3 else f"{clocks[0]}—{clocks[-1]} 共{len(clocks)}次"
    days = "".join(_WEEKDAYS[day - 1] for day in sorted(entry.weekdays))
    said = f"{f'周{days}' if days else '每天'} {daily}" if clocks else ""
    return "；".join(part for part in (said, "按季度日程" if entry.calendar else "") if part)


def _switch(entry: Entry) -> str:
    return f"未接入（{entry.missing}）" if entry.missing else "开" if entry.on else "关"


def _ago(silence: timedelta) -> str:
    seconds = int(silence.total_seconds())
    return f"{seconds} 秒前" if seconds < 120 else f"{seconds // 60} 分钟前"


def _as_json(now: ScheduleStatus) -> dict[str, Any]:
    return {
        "at": iso_minutes(now.at),
        "ok": not now.ill,
        "problem": now.ill,
        "scheduler": _scheduler_json(now),
        "jobs": [
            {
                "job": one.entry.job,
                "title": one.entry.title,
                "on": one.entry.runs,
                "missing": one.entry.missing,
                "expected": one.expected,
                "actual": dict(one.counts),
                "overdue": one.overdue,
                "last": _run_json(one.last) if one.last else None,
                "next": iso_minutes(one.next) if one.next else None,
            }
            for one in now.jobs
        ],
        "alerts": [
            {"job": one.job, "kind": one.kind, "at": iso_minutes(one.at), "text": one.text, "told": bool(one.told_at)}
            for one in now.alerts
        ],
    }


def _scheduler_json(now: ScheduleStatus) -> dict[str, Any]:
    lease = now.lease
    return {
        "started": now.started,
        "beating": now.beating,
        "holder": lease.holder if lease else "",
        "beat_at": iso_minutes(lease.beat_at) if lease else None,
        "silent_seconds": int(now.silence.total_seconds()),
    }


def _run_json(run: Run) -> dict[str, Any]:
    return {
        "job": run.job,
        "planned_at": iso_minutes(run.planned_at),
        "state": run.state,
        "attempts": run.attempts,
        "started_at": iso_minutes(run.started_at) if run.started_at else None,
        "finished_at": iso_minutes(run.finished_at) if run.finished_at else None,
        "result": dict(run.result),
        "note": run.note,
    }
