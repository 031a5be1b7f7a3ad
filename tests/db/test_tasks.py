"""Tasks: one of a kind runs at a time, the same is asked for once, and whoever has one no more cannot end it."""

from __future__ import annotations

from datetime import UTC, datetime

from db import tasks
from db.engine import Connection, Database

AT = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)


def asked(cx: Connection, kind: str = "recheck", subject: str = "unit:shuiwu") -> int:
    return tasks.ask(cx, "liuxi", kind, subject, "某人", AT)


def finished(cx: Connection, task_id: int, worker: str, state: tasks.TaskState = "done") -> bool:
    return tasks.finish(cx, task_id, worker, state, AT, note="好", result={"planned": 2}, log="")


def test_the_same_thing_is_asked_for_once_until_it_has_ended(database: Database) -> None:
    with database.writing() as cx:
        first = asked(cx)
        assert asked(cx) == first
        assert asked(cx, subject="unit:xiang") != first
        assert tasks.claim(cx, first, "a", AT)
        assert asked(cx) == first
        assert finished(cx, first, "a")
        assert asked(cx) != first


def test_one_of_a_kind_runs_at_a_time(database: Database) -> None:
    with database.writing() as cx:
        first, second, other = asked(cx), asked(cx, subject="overdue"), asked(cx, "scan", "all")
        assert tasks.claim(cx, first, "a", AT)
        assert not tasks.claim(cx, first, "b", AT)
        assert not tasks.claim(cx, second, "a", AT)
        assert tasks.claim(cx, other, "a", AT)
        assert finished(cx, first, "a", "failed")
        assert tasks.claim(cx, second, "a", AT)
        assert [task.state for task in tasks.page(cx, "liuxi")] == ["running", "running", "failed"]
        assert tasks.page(cx, "dazu") == ()


def test_a_worker_that_lost_a_task_neither_tells_nor_ends_it(database: Database) -> None:
    with database.writing() as cx:
        one = asked(cx)
        tasks.claim(cx, one, "a", AT)
        assert tasks.progress(cx, one, "a", 1, 5)
        assert tasks.lose(cx, "liuxi", "b", AT, "中断") == 1
        assert not tasks.progress(cx, one, "a", 2, 5)
        assert not finished(cx, one, "a")
        kept = tasks.get(cx, "liuxi", one)
        assert kept and (kept.state, kept.done, kept.planned, kept.note) == ("lost", 1, 5, "中断")


def test_a_waiting_task_is_called_off_at_once_a_running_one_by_its_worker(database: Database) -> None:
    with database.writing() as cx:
        waiting, running = asked(cx), asked(cx, "scan", "all")
        tasks.claim(cx, running, "a", AT)
        assert tasks.call_off(cx, "liuxi", waiting, AT, "某人要求停止")
        assert tasks.call_off(cx, "liuxi", running, AT, "某人要求停止")
        assert not tasks.call_off(cx, "dazu", running, AT, "")
        assert not tasks.call_off(cx, "liuxi", waiting, AT, "")
        assert [task.state for task in tasks.page(cx, "liuxi")] == ["running", "stopped"]
        assert (tasks.called_off(cx, running), tasks.called_off(cx, waiting)) == (True, False)
        assert [task.id for task in tasks.unfinished(cx, "liuxi")] == [running]


def test_the_list_goes_on_where_a_page_ended(database: Database) -> None:
    with database.writing() as cx:
        ids = [asked(cx, subject=f"unit:u{number}") for number in range(5)]
        first = tasks.page(cx, "liuxi", size=3)
        assert [task.id for task in first] == ids[:1:-1]
        assert [task.id for task in tasks.page(cx, "liuxi", before=first[-1].id)] == ids[1::-1]
