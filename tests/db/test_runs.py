"""Expected and actual runs, alerts, and the lease of the scheduler."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from db_world import MONDAY, begin, day
from sqlalchemy.exc import DBAPIError

from db import leases, runs
from db.engine import Database, open_database
from db.tables_runs import weekly_signatures
from db.weekly_signatures import Signature, sign, signatures

HOUR = timedelta(hours=1)


def planned(database: Database, *moments: datetime, job: str = "probe") -> list[int]:
    with database.writing() as cx:
        runs.expect(cx, "river", [(job, at) for at in moments])
        return [run.id for run in runs.due(cx, "river", max(moments), job)]


def claim(database: Database, run_id: int, runner: str = "a") -> bool:
    with database.writing() as cx:
        return runs.claim(cx, run_id, runner, MONDAY, MONDAY + HOUR)


def test_expecting_again_neither_doubles_nor_undoes(database: Database) -> None:
    (run_id,) = planned(database, MONDAY)
    assert claim(database, run_id)
    assert planned(database, MONDAY) == []
    with database.reading() as cx:
        (run,) = runs.between(cx, "river", day(-1), day(1))
    assert (run.state, run.attempts, run.planned_at, run.ends_by) == ("running", 1, MONDAY, MONDAY + HOUR)


def test_a_run_has_one_runner_and_a_job_one_run(database: Database) -> None:
    first, second = planned(database, MONDAY, MONDAY + HOUR)
    assert claim(database, first, "a")
    assert not claim(database, first, "b"), "it is somebody's already"
    assert not claim(database, second, "b"), "its job runs already"
    with database.writing() as cx:
        assert not runs.finish(cx, runs.get(cx, first), "b", "done", day(1), {}, ""), "not b's to end"
        runs.release(cx, first, "b", "")
        assert runs.get(cx, first).state == "running", "nor to give back"
        assert runs.finish(cx, runs.get(cx, first), "a", "done", day(1), {}, "")
    assert claim(database, second, "b")


def test_of_many_who_claim_at_once_one_gets_it(database: Database, url: str) -> None:
    (run_id,) = planned(database, MONDAY)
    won: list[str] = []
    gate = threading.Barrier(8)

    def try_it(name: str) -> None:
        own = open_database(url)
        gate.wait()
        if claim(own, run_id, name):
            won.append(name)
        own.dispose()

    threads = [threading.Thread(target=try_it, args=(f"runner-{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as cx:
        assert [runs.get(cx, run_id).runner] == won


@pytest.mark.parametrize("state", ["failed", "empty", "unknown"])
def test_a_bad_end_is_an_alert_until_somebody_is_told(database: Database, state: runs.RunState) -> None:
    (run_id,) = planned(database, MONDAY)
    claim(database, run_id)
    with database.writing() as cx:
        runs.finish(cx, runs.get(cx, run_id), "a", state, MONDAY, {"planned": 0}, "说明")
        (alert,) = runs.alerts(cx, "river", day(-1), untold=True)
        runs.told(cx, [alert.id], day(1))
        assert (alert.kind, alert.text, alert.job) == (state, "说明", "probe")
        assert runs.alerts(cx, "river", day(-1), untold=True) == []
        assert len(runs.alerts(cx, "river", day(-1))) == 1


def test_a_withdrawn_plan_leaves_what_was_begun_and_what_is_past(database: Database) -> None:
    past, begun, later = planned(database, day(-1), day(1), day(2))
    claim(database, begun)
    with database.writing() as cx:
        runs.release(cx, begun, "a", "")
        runs.withdraw(cx, "river", MONDAY)
        assert [run.id for run in runs.due(cx, "river", day(9))] == [past, begun]
    assert later


def test_a_lease_goes_to_the_first_and_then_to_nobody_while_it_beats(database: Database) -> None:
    with database.writing() as cx:
        assert leases.take(cx, "x", "a", "river", MONDAY)
        seen = leases.look(cx, "x")
        assert not leases.take(cx, "x", "b", "river", MONDAY)
        assert leases.beat(cx, "x", "a", day(-30)), "a clock that stepped back is no reason to lose it"
        assert not leases.take(cx, "x", "b", "river", MONDAY, seen), "it has beaten since it was seen"
        seen = leases.look(cx, "x")
        assert leases.take(cx, "x", "b", "river", MONDAY, seen)
        assert not leases.beat(cx, "x", "a", MONDAY)
        leases.give_back(cx, "x", "a")
        assert not leases.take(cx, "x", "c", "river", MONDAY)
        leases.give_back(cx, "x", "b")
        assert leases.take(cx, "x", "c", "river", MONDAY)


def test_a_signed_week_is_never_signed_again_nor_changed(database: Database) -> None:
    with database.writing() as cx:
        signature = Signature("river", MONDAY, "2021Q1", begin(cx), "王某", day(1), "{}", "0" * 64)
        assert sign(cx, signature)
        assert not sign(cx, signature)
        assert signatures(cx, "river", "2021Q1") == {MONDAY: signature}
    for change in (weekly_signatures.update().values(who="李某"), weekly_signatures.delete()):
        with pytest.raises(DBAPIError, match="append-only"), database.writing() as cx:
            cx.execute(change)
