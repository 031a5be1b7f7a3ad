"""Tasks: work that people start from the console and that runs beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import IntegrityError

from db.batches import upsertable
from db.tables_tasks import tasks

#: waiting → running → done, failed, stopped (somebody called it off) or lost (its server went away).
TaskState = Literal["waiting", "running", "done", "failed", "stopped", "lost"]

_T = tasks.c


@dataclass(frozen=True, slots=True)
class Task:
    """``subject`` is ``WHAT`` or ``WHAT:ID``; ``done`` of ``planned`` things (0 = not known yet); ``note`` is Chinese,
    ``log`` the end of what the work said on its error output. Moments are aware UTC.
    """

    id: int
    district: str
    kind: str
    subject: str
    who: str
    asked_at: datetime
    state: TaskState
    wanted: str
    worker: str
    started_at: datetime | None
    finished_at: datetime | None
    done: int
    planned: int
    note: str
    result: Mapping[str, Any]
    log: str

    @property
    def open(self) -> bool:
        return self.state in ("waiting", "running")


def ask(cx: Connection, district: str, kind: str, subject: str, who: str, at: datetime) -> int:
    """Write down that ``who`` asks for a task; the id of the same one when it waits or runs already."""
    fresh: dict[str, Any] = {
        "district": district, "kind": kind, "subject": subject, "who": who, "asked_at": at, "state": "waiting",
        "wanted": "", "worker": "", "done": 0, "planned": 0, "note": "", "result": {}, "log": "",
    }  # fmt: skip
    made = cx.scalar(upsertable(cx, tasks).values(fresh).on_conflict_do_nothing().returning(_T.id))
    if made is not None:
        return int(made)
    same = (_T.district == district) & (_T.kind == kind) & (_T.subject == subject)
    return int(cx.execute(select(_T.id).where(same).order_by(_T.id.desc()).limit(1)).scalar_one())


def get(cx: Connection, district: str, task_id: int) -> Task | None:
    row = cx.execute(select(tasks).where(_T.id == task_id, _T.district == district)).one_or_none()
    return Task(*row) if row else None


def page(cx: Connection, district: str, *, before: int | None = None, size: int = 50) -> tuple[Task, ...]:
    """At most ``size`` tasks, the newest first, of ids below ``before``."""
    query = select(tasks).where(_T.district == district).order_by(_T.id.desc()).limit(size)
    return _tasks(cx, query if before is None else query.where(_T.id < before))


def unfinished(cx: Connection, district: str) -> tuple[Task, ...]:
    """Tasks that run or wait, the first asked for first."""
    query = select(tasks).where(_T.district == district, _T.state.in_(("waiting", "running")))
    return _tasks(cx, query.order_by(_T.id))


def last(cx: Connection, district: str, kind: str, subject: str) -> Task | None:
    """The newest task of this kind about ``subject``."""
    same = (_T.district == district) & (_T.kind == kind) & (_T.subject == subject)
    return next(iter(_tasks(cx, select(tasks).where(same).order_by(_T.id.desc()).limit(1))), None)


def claim(cx: Connection, task_id: int, worker: str, at: datetime) -> bool:
    """Make a waiting task ``worker``'s; false when it waits no more or another of its kind runs."""
    own = (_T.id == task_id) & (_T.state == "waiting")
    try:
        with cx.begin_nested():
            started = update(tasks).where(own).values(state="running", worker=worker, started_at=at)
            return cx.execute(started).rowcount == 1
    except IntegrityError:
        return False


def progress(cx: Connection, task_id: int, worker: str, done: int, planned: int) -> bool:
    """How far it is; false when ``worker`` has the task no more: then it must stop."""
    return cx.execute(update(tasks).where(_own(task_id, worker)).values(done=done, planned=planned)).rowcount == 1


def finish(
    cx: Connection,
    task_id: int,
    worker: str,
    state: TaskState,
    at: datetime,
    *,
    note: str,
    result: Mapping[str, Any],
    log: str,
) -> bool:
    """End a task; false when ``worker`` has it no more. The texts are masked by the caller."""
    ended = {"state": state, "finished_at": at, "note": note, "result": dict(result), "log": log}
    return cx.execute(update(tasks).where(_own(task_id, worker)).values(ended)).rowcount == 1


def call_off(cx: Connection, district: str, task_id: int, at: datetime, note: str) -> bool:
    """A waiting task ends at once, a running one when its worker looks next; false when it is neither."""
    this = (_T.id == task_id) & (_T.district == district)
    waiting = update(tasks).where(this, _T.state == "waiting").values(state="stopped", finished_at=at, note=note)
    running = update(tasks).where(this, _T.state == "running").values(wanted="stop", note=note)
    return cx.execute(waiting).rowcount + cx.execute(running).rowcount == 1


def called_off(cx: Connection, task_id: int) -> bool:
    return cx.scalar(select(_T.wanted).where(_T.id == task_id)) == "stop"


def lose(cx: Connection, district: str, worker: str, at: datetime, note: str) -> int:
    """Whatever runs under another worker than ``worker`` is lost: that one is gone. How many there were."""
    others = (_T.district == district) & (_T.state == "running") & (_T.worker != worker)
    return cx.execute(update(tasks).where(others).values(state="lost", finished_at=at, note=note)).rowcount


def _own(task_id: int, worker: str) -> Any:
    return (_T.id == task_id) & (_T.state == "running") & (_T.worker == worker)


def _tasks(cx: Connection, query: Any) -> tuple[Task, ...]:
    return tuple(Task(*row) for row in cx.execute(query))
