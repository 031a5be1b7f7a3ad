"""Work started from the console."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Body, Query
from starlette.exceptions import HTTPException

from db import tasks
from db.tasks import Task
from jobs.tasks import KINDS, TaskError, start
from web.frame.access import Decider, Forbidden, Looker
from web.frame.desk import TheDesk
from web.frame.numbers import Before, Id

router = APIRouter(tags=["tasks"])


@dataclass(frozen=True, slots=True)
class TaskShown:
    """``state``: waiting, running, done, failed, stopped or lost; ``planned`` 0 = not known yet."""

    id: int
    kind: str
    subject: str
    who: str
    state: str
    asked_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    done: int
    planned: int
    note: str


@dataclass(frozen=True, slots=True)
class Tasks:
    """``next``: what to give as ``before`` for the following page; ``null`` on the last one."""

    items: list[TaskShown]
    next: int | None


@router.get("/tasks")
def listing(
    desk: TheDesk, viewer: Looker, before: Before = None, size: Annotated[int, Query(ge=1, le=200)] = 50
) -> Tasks:
    """Tasks, newest first."""
    with desk.work.database.reading() as cx:
        found = tasks.page(cx, desk.work.district.id, before=before, size=size + 1)
    shown = [_shown(one) for one in found[:size]]
    return Tasks(shown, shown[-1].id if len(found) > size else None)


@router.get("/tasks/{task_id}")
def one(desk: TheDesk, viewer: Looker, task_id: Id) -> TaskShown:
    """One task."""
    with desk.work.database.reading() as cx:
        found = tasks.get(cx, desk.work.district.id, task_id)
    if found is None:
        raise HTTPException(404)
    return _shown(found)


@router.post("/tasks", status_code=202)
def begin(
    desk: TheDesk,
    viewer: Decider,
    kind: Annotated[str, Body(max_length=20)],
    subject: Annotated[str, Body(max_length=200)],
) -> TaskShown:
    """Start a task: kind ``recheck``, ``scan``, ``evidence`` or ``report``; subject such as ``unit:ID``."""
    if kind in KINDS and not viewer.may(KINDS[kind].right):
        raise Forbidden
    try:
        task_id = start(desk.work, kind, subject, viewer.name, desk.clock())
    except TaskError:
        raise HTTPException(422) from None
    with desk.work.database.writing() as cx:
        desk.record(cx, viewer, "task.start", str(task_id), f"{kind} {subject}")
    return one(desk, viewer, task_id)


def _shown(one: Task) -> TaskShown:
    return TaskShown(
        one.id, one.kind, one.subject, one.who, one.state, one.asked_at, one.started_at, one.finished_at, one.done,
        one.planned, one.note,
    )  # fmt: skip
