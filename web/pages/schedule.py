"""运行计划: when which job runs, and what came of it in the last seven days."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from config.problem import ConfigError
from jobs.schedule import Entry, schedule
from jobs.schedule_status import JobStatus, ScheduleStatus, schedule_status
from web.frame.access import Looker
from web.frame.desk import Desk, TheDesk
from web.frame.rendering import page

router = APIRouter()

_WEEKDAYS = "一二三四五六日"
#: Class and word of a run's state.
RUN_STATES = {
    "planned": ("unknown", "待运行"),
    "running": ("warn", "运行中"),
    "done": ("good", "完成"),
    "empty": ("bad", "空跑"),
    "unknown": ("bad", "大多无法判定"),
    "failed": ("bad", "失败"),
    "missed": ("bad", "漏跑"),
}


@router.get("/settings/schedule")
def show(request: Request, desk: TheDesk, viewer: Looker) -> Response:
    return page(
        request, "settings/schedule.html", now_is=_status(desk), states=RUN_STATES, times=times, trouble=trouble
    )


def times(entry: Entry) -> str:
    """When the job runs, in words."""
    clocks = [f"{clock:%H:%M}" for clock in entry.clocks]
    daily = "、".join(clocks) if len(clocks) <= 3 else f"{clocks[0]}—{clocks[-1]} 共{len(clocks)}次"
    days = "".join(_WEEKDAYS[day - 1] for day in sorted(entry.weekdays))
    said = f"{f'周{days}' if days else '每天'} {daily}" if clocks else ""
    return "；".join(part for part in (said, "按季度日程" if entry.calendar else "") if part)


def trouble(one: JobStatus) -> int:
    """Runs of the window that did not go well."""
    return one.overdue + sum(one.counts[state] for state in ("missed", "failed", "empty", "unknown"))


def _status(desk: Desk) -> ScheduleStatus:
    work = desk.work
    try:
        return schedule_status(work.database, work.district, schedule(work.settings), desk.clock())
    except ConfigError as problem:
        raise HTTPException(503, str(problem)) from None
