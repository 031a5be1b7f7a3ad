"""Runs of scheduled jobs: what was expected, what happened, and what an operator has to be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.exc import IntegrityError

from db.batches import upsertable
from db.tables_runs import run_alerts, runs

#: planned → running → done, empty, unknown or failed; planned → missed. An interrupted run is planned again.
RunState = Literal["planned", "running", "done", "empty", "unknown", "failed", "missed"]
#: The states that are no good, each with an alert of the same name; "reminder" is an alert of a good run.
BAD: frozenset[str] = frozenset({"empty", "unknown", "failed", "missed"})


@dataclass(frozen=True, slots=True)
class Run:
    """One expected or actual run; moments are aware UTC.

    ``expected`` false: a person started it beside the schedule. ``ends_by`` is when it will have been ended at the
    latest. ``result`` holds ``planned`` and ``unknown`` as far as the job counts; ``note`` is Chinese.
    """

    id: int
    district: str
    job: str
    planned_at: datetime
    expected: bool
    state: RunState
    attempts: int
    runner: str
    started_at: datetime | None
    ends_by: datetime | None
    finished_at: datetime | None
    result: Mapping[str, Any]
    note: str


@dataclass(frozen=True, slots=True)
class Alert:
    """Something an operator has to know; ``told_at`` is ``None`` until a message about it went out."""

    id: int
    run_id: int
    job: str
    planned_at: datetime
    kind: str
    text: str
    at: datetime
    told_at: datetime | None


def expect(cx: Connection, district: str, planned: Iterable[tuple[str, datetime]]) -> None:
    """Write down runs (job, moment) that the schedule expects; those known already stay as they are."""
    rows = [_fresh(district, job, at, expected=True) for job, at in planned]
    if rows:
        cx.execute(upsertable(cx, runs).on_conflict_do_nothing(), rows)


def withdraw(cx: Connection, district: str, after: datetime) -> None:
    """Forget expected runs later than ``after`` that were never started: the schedule may have been changed."""
    later = (runs.c.district == district) & (runs.c.planned_at > after)
    cx.execute(delete(runs).where(later, runs.c.state == "planned", runs.c.attempts == 0))


def due(cx: Connection, district: str, until: datetime, job: str | None = None) -> list[Run]:
    """Expected runs not later than ``until`` that nobody has started, by time."""
    query = select(runs).where(runs.c.district == district, runs.c.state == "planned", runs.c.planned_at <= until)
    return _runs(cx, query if job is None else query.where(runs.c.job == job))


def running(cx: Connection, district: str) -> list[Run]:
    return _runs(cx, select(runs).where(runs.c.district == district, runs.c.state == "running"))


def claim(cx: Connection, run_id: int, runner: str, at: datetime, ends_by: datetime) -> bool:
    """Make a planned run ``runner``'s; false when another has it or its job runs already."""
    wanted = cx.execute(select(runs.c.district, runs.c.job).where(runs.c.id == run_id)).one()
    if any(one.job == wanted.job for one in running(cx, wanted.district)):
        return False
    values = {
        "state": "running", "attempts": runs.c.attempts + 1, "runner": runner, "started_at": at, "ends_by": ends_by,
    }  # fmt: skip
    own = (runs.c.id == run_id) & (runs.c.state == "planned")
    try:
        with cx.begin_nested():
            return cx.execute(update(runs).where(own).values(values)).rowcount == 1
    except IntegrityError:  # another process started the same job at this very moment
        return False


def by_hand(cx: Connection, district: str, job: str, at: datetime) -> int:
    """The run of ``job`` for the moment ``at``, planned again unless it was done or runs; returns its id."""
    cx.execute(upsertable(cx, runs).on_conflict_do_nothing(), _fresh(district, job, at, expected=False))
    same = (runs.c.district == district) & (runs.c.job == job) & (runs.c.planned_at == at)
    cx.execute(update(runs).where(same, runs.c.state.in_(BAD)).values(state="planned"))
    return int(cx.execute(select(runs.c.id).where(same)).scalar_one())


def finish(
    cx: Connection, run: Run, runner: str, state: RunState, at: datetime, result: Mapping[str, Any], note: str
) -> bool:
    """End a run; false when ``runner`` has it no more. A state of ``BAD`` raises its alert."""
    own = (runs.c.id == run.id) & (runs.c.state == "running") & (runs.c.runner == runner)
    values = {"state": state, "finished_at": at, "result": dict(result), "note": note}
    if cx.execute(update(runs).where(own).values(values)).rowcount != 1:
        return False
    if state in BAD:
        alert(cx, run.id, state, note, at)
    return True


def release(cx: Connection, run_id: int, runner: str, note: str) -> None:
    """A run of ``runner`` was cut short through no fault of its own: it is planned again, and keeps its attempts.

    Nothing happens when ``runner`` has it no more.
    """
    held = (runs.c.id == run_id) & (runs.c.state == "running") & (runs.c.runner == runner)
    cx.execute(update(runs).where(held).values(state="planned", runner="", note=note))


def miss(cx: Connection, run_id: int, at: datetime, note: str) -> None:
    """A planned run is too late now. The alert is the caller's: one for many."""
    late = (runs.c.id == run_id) & (runs.c.state == "planned")
    cx.execute(update(runs).where(late).values(state="missed", finished_at=at, note=note))


def alert(cx: Connection, run_id: int, kind: str, text: str, at: datetime) -> None:
    """Record an alert; the second of its kind for a run changes nothing."""
    row = {"run_id": run_id, "kind": kind, "text": text, "at": at, "told_at": None}
    cx.execute(upsertable(cx, run_alerts).on_conflict_do_nothing(), row)


def alerts(cx: Connection, district: str, since: datetime, *, untold: bool = False) -> list[Alert]:
    """Alerts raised at or after ``since``, by time; ``untold``: only those no message was sent about."""
    query = (
        select(run_alerts.c.id, runs.c.id, runs.c.job, runs.c.planned_at, run_alerts.c.kind, run_alerts.c.text,
               run_alerts.c.at, run_alerts.c.told_at)
        .join(runs, runs.c.id == run_alerts.c.run_id)
        .where(runs.c.district == district, run_alerts.c.at >= since)
        .order_by(run_alerts.c.at, run_alerts.c.id)
    )  # fmt: skip
    return [Alert(*row) for row in cx.execute(query.where(run_alerts.c.told_at.is_(None)) if untold else query)]


def told(cx: Connection, alert_ids: Iterable[int], at: datetime) -> None:
    """A message about these alerts went out."""
    cx.execute(update(run_alerts).where(run_alerts.c.id.in_(list(alert_ids))).values(told_at=at))


def between(cx: Connection, district: str, after: datetime, until: datetime) -> list[Run]:
    """Runs planned later than ``after`` and not later than ``until``, by time."""
    return _runs(
        cx, select(runs).where(runs.c.district == district, runs.c.planned_at > after, runs.c.planned_at <= until)
    )


def latest(cx: Connection, district: str, jobs: Iterable[str]) -> dict[str, Run]:
    """By job: its last started run, if any. One question by index, however many runs there were."""
    started = (runs.c.district == district) & runs.c.started_at.is_not(None)
    newest = [
        select(runs.c.id)
        .where(started, runs.c.job == job)
        .order_by(runs.c.planned_at.desc())
        .limit(1)
        .scalar_subquery()
        for job in jobs
    ]
    return {run.job: run for run in _runs(cx, select(runs).where(runs.c.id.in_(newest)))}


def get(cx: Connection, run_id: int) -> Run:
    """The run called ``run_id``; raises ``LookupError`` when there is none."""
    for run in _runs(cx, select(runs).where(runs.c.id == run_id)):
        return run
    raise LookupError(f"there is no run {run_id}")


def _fresh(district: str, job: str, at: datetime, *, expected: bool) -> dict[str, Any]:
    return {
        "district": district, "job": job, "planned_at": at, "expected": expected, "state": "planned", "attempts": 0,
        "runner": "", "started_at": None, "ends_by": None, "finished_at": None, "result": {}, "note": "",
    }  # fmt: skip


def _runs(cx: Connection, query: Any) -> list[Run]:
    return [Run(*cells) for cells in map(tuple, cx.execute(query.order_by(runs.c.planned_at, runs.c.id)))]
