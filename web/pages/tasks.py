"""Work started from the console: what runs, how far it is, what came of it."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from db import tasks
from db.tasks import Task
from jobs.tasks import KINDS, Subject, TaskError, start, subject_words
from web.frame.access import Decider, Forbidden, Looker
from web.frame.desk import Desk, TheDesk
from web.frame.errors import error
from web.frame.numbers import Before, Id
from web.frame.rendering import page

router = APIRouter(prefix="/tasks")

_SIZE = 50
#: Class and word of a state.
STATES = {
    "waiting": ("unknown", "排队等候"),
    "running": ("warn", "正在进行"),
    "done": ("good", "已完成"),
    "failed": ("bad", "未完成"),
    "stopped": ("unknown", "已停止"),
    "lost": ("bad", "被中断"),
}
#: The page about what a task is about.
_PLACES = {
    "finding": "/ledger/", "site": "/sites/", "account": "/accounts/", "quarter": "/quarters/",
    "address": "/discovery?address=",
}  # fmt: skip


@router.get("")
def listing(request: Request, desk: TheDesk, viewer: Looker, before: Before = None) -> Response:
    with desk.work.database.reading() as cx:
        found = tasks.page(cx, desk.work.district.id, before=before, size=_SIZE + 1)
    older = f"/tasks?before={found[_SIZE - 1].id}" if len(found) > _SIZE else ""
    shown = found[:_SIZE]
    return page(
        request, "tasks/list.html", tasks=shown, older=older, newest=before is None, kinds=KINDS, states=STATES,
        names=_names(desk, shown),
    )  # fmt: skip


@router.post("")
def begin(
    request: Request,
    desk: TheDesk,
    viewer: Decider,
    kind: Annotated[str, Form(max_length=20)] = "",
    subject: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Any page may offer the button: ``tasks/parts.html`` has it."""
    if kind in KINDS and not viewer.may(KINDS[kind].right):
        raise Forbidden
    try:
        task_id = start(desk.work, kind, subject, viewer.name, desk.clock())
    except TaskError as problem:
        return error(request, 422, str(problem))
    with desk.work.database.writing() as cx:
        desk.record(cx, viewer, "task.start", str(task_id), f"{kind} {subject}")
    return RedirectResponse(f"/tasks/{task_id}", 303)


@router.get("/{task_id}")
def show(request: Request, desk: TheDesk, viewer: Looker, task_id: Id) -> Response:
    return _page(request, desk, task_id, "tasks/one.html")


@router.get("/{task_id}/progress")
def progress(request: Request, desk: TheDesk, viewer: Looker, task_id: Id) -> Response:
    """The part of the page that renews itself while the task is open."""
    return _page(request, desk, task_id, "tasks/progress.html")


@router.post("/{task_id}/stop")
def stop(desk: TheDesk, viewer: Decider, task_id: Id) -> Response:
    with desk.work.database.writing() as cx:
        if tasks.call_off(cx, desk.work.district.id, task_id, desk.clock(), f"{viewer.name}要求停止"):
            desk.record(cx, viewer, "task.stop", str(task_id))
    return RedirectResponse(f"/tasks/{task_id}", 303)


def _page(request: Request, desk: Desk, task_id: int, template: str) -> Response:
    with desk.work.database.reading() as cx:
        task = tasks.get(cx, desk.work.district.id, task_id)
    if task is None:
        raise HTTPException(404)
    return page(
        request, template, task=task, kind=KINDS.get(task.kind), states=STATES, place=_place(task),
        name=subject_words(desk.work, task.subject) or task.subject,
    )  # fmt: skip


def _names(desk: Desk, shown: tuple[Task, ...]) -> dict[int, str]:
    """What the tasks are about; a finding by its id, so that the list asks the database nothing more."""
    return {
        task.id: (
            f"问题 {task.subject.partition(':')[2]}"
            if task.subject.startswith("finding:")
            else subject_words(desk.work, task.subject) or task.subject
        )
        for task in shown
    }


def _place(task: Task) -> str:
    about = Subject.read(task.subject)
    return _PLACES[about.what] + quote(about.id, safe="") if about.what in _PLACES else ""
