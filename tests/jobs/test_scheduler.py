"""One scheduler per database: expected runs become actual ones, once each, whatever clocks and processes do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from pathlib import Path

import pytest
from databases import DATABASES
from schedule_world import DAY, HOUR, TABLE, World, at, begin, opened, year_of_quarters

from db import runs
from db.engine import Database
from db.runs import Run
from inspection.moment import BEIJING
from jobs.daily_run import DailyRun, Ending
from jobs.schedule import JOBS, SCHEDULE, Entry
from jobs.scheduled_done import Done
from jobs.scheduler_lease import ORPHANED_AFTER, TAKE_OVER_AFTER, SchedulerLease


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with opened(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def world(database: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], World]:
    return lambda wall: begin(database, wall, monkeypatch)


@pytest.mark.parametrize(
    ("start", "days"),
    [("2020-12-30T23:59:59", 3), ("2024-02-28T00:00", 2), ("2021-02-11T00:00", 5)],
    ids=["year end", "leap day", "春节"],
)
@pytest.mark.parametrize("zone", [BEIJING, timezone(timedelta(hours=-8))], ids=["Beijing", "container elsewhere"])
def test_what_is_expected_happens_once(world: Callable[[str], World], start: str, days: int, zone: tzinfo) -> None:
    here = world(start)
    until = here.wall + days * DAY
    here.serve(here.scheduler(zone=zone), until)
    here.assert_as_expected(at(start), until)
    assert here.status().alerts == ()


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2021-12-25T00:00", "2022-01-05T00:00", 11),
        pytest.param("2021-01-01T00:00", "2022-01-01T00:00", 365, marks=pytest.mark.slow),
    ],
    ids=["turn of the year", "a whole year"],
)
def test_the_whole_schedule_happens_as_expected(world: Callable[[str], World], start: str, end: str, days: int) -> None:
    """In four registered quarters, each with a sitting and without a weekly scan on its last Sunday."""
    here, quarters = world(start), year_of_quarters(at(start).year)
    here.serve(here.scheduler(SCHEDULE, quarters=quarters), at(end))
    here.assert_as_expected(at(start), at(end), SCHEDULE, quarters)
    count = Counter(job for job, _ in here.launched)
    print(f"{start} to {end}: {len(here.launched)} runs expected and done: {dict(sorted(count.items()))}")
    assert len(here.launched) > 24 * days
    assert days < 365 or count.keys() == JOBS


def test_a_killed_job_is_started_again_as_often_as_its_line_allows(world: Callable[[str], World]) -> None:
    here = world("2021-03-01T00:00")
    killed = Ending(failure="异常结束（代码 -9）：没有留下说明", killed=True)
    here.endings |= {"daily-scan": killed, "probe": killed}
    here.serve(here.scheduler(), at("2021-03-01T12:00"))
    scans = [one for one in here.launched if one[0] == "daily-scan"]
    assert (len(scans), len(set(scans))) == (3, 1)
    held = {run.planned_at: run for run in here.held(at("2021-03-01T00:00"), here.wall) if run.job == "daily-scan"}
    assert [(run.state, run.attempts) for run in held.values()] == [("failed", 3)]
    probes = [one for one in here.launched if one[0] == "probe"]
    assert len(probes) == len(set(probes)) > 10, "a probe speaks of its own moment only"
    assert {one.job for one in here.status().alerts} == {"daily-scan", "probe"}


@pytest.mark.parametrize("back", [timedelta(seconds=90), HOUR, 5 * HOUR], ids=str)
def test_a_clock_that_steps_back_repeats_nothing(world: Callable[[str], World], back: timedelta) -> None:
    here, start = world("2021-03-01T00:00"), at("2021-03-01T00:00")
    first = here.scheduler()
    assert first.lease.try_to_take() is None
    first.start()
    for step in (at("2021-03-01T20:00"), at("2021-03-02T12:00")):
        while here.wall < step:
            assert first.turn()
        here.wall -= back
    until = at("2021-03-03T00:00")
    while here.wall < until:
        assert first.turn()
    first.end()
    here.assert_as_expected(start, until)


def test_a_clock_that_ran_ahead_silences_nothing(world: Callable[[str], World]) -> None:
    """A machine that boots with a wrong clock and is set right an hour later."""
    here = world("2029-07-01T00:00")
    here.serve(here.scheduler(), at("2029-07-01T03:00"))
    here.wall, start = at("2021-03-01T00:00"), at("2021-03-01T00:00")
    here.launched.clear()
    here.serve(here.scheduler(), at("2021-03-02T00:00"))
    here.assert_as_expected(start, at("2021-03-02T00:00"))


def test_after_a_pause_the_latest_run_in_its_grace_is_made_up_and_the_others_are_an_alert(
    world: Callable[[str], World],
) -> None:
    here = world("2021-03-01T00:00")  # a Monday
    here.serve(here.scheduler(), at("2021-03-01T02:00"))
    here.launched.clear()
    here.wall = at("2021-03-01T12:00")
    here.serve(here.scheduler(), at("2021-03-01T12:05"))
    made_up = {job: one.astimezone(BEIJING) for job, one in here.launched}
    assert made_up == {
        "daily-scan": at("2021-03-01T06:30"),
        "weekly-record": at("2021-03-01T08:00"),
        "link-check": at("2021-03-01T05:00"),
        "database-care": at("2021-03-01T04:10"),
        "quarter-reminder": at("2021-03-01T09:00"),
    }
    (alert,) = here.status().alerts
    assert alert.kind == "missed"
    assert alert.text == "可用性探测漏了 10 次（2021-03-01 02:11 至 2021-03-01 11:29）：到点没有运行"
    here.serve(here.scheduler(), at("2021-03-01T13:00"))
    assert here.status().alerts == (), "a good run of the same job closes it"


def test_of_several_in_their_grace_only_the_latest_runs(world: Callable[[str], World]) -> None:
    patient = (replace(TABLE[0], grace=12 * HOUR),)
    here = world("2021-03-01T00:00")
    here.serve(here.scheduler(patient), at("2021-03-01T01:00"))
    here.launched.clear()
    here.wall = at("2021-03-01T06:00")
    here.serve(here.scheduler(patient), at("2021-03-01T06:05"))
    assert [one.astimezone(BEIJING) for _, one in here.launched] == [at("2021-03-01T05:17")]
    assert [run.note for run in here.held(at("2021-03-01T01:00"), at("2021-03-01T05:00"))] == ["与后一次合并"] * 4


@pytest.mark.parametrize(
    ("ending", "state", "text"),
    [
        (Ending(failure="超过时限 20 分钟"), "failed", "可用性探测（2021-03-01 00:07）：超过时限 20 分钟"),
        (Ending(Done(0)), "empty", "没有任何可做的内容"),
        (Ending(Done(10, 3, "例如：甲")), "unknown", "无法判定的比例 30%，超过上限 20%。例如：甲"),
        (Ending(Done(10, 10)), "unknown", "无法判定的比例 100%"),
        (Ending(Done(10, 2)), "done", ""),
    ],
)
def test_a_bad_run_is_an_alert(world: Callable[[str], World], ending: Ending, state: str, text: str) -> None:
    here = world("2021-03-01T00:00")
    here.endings["probe"] = ending
    here.serve(here.scheduler(), at("2021-03-01T00:30"))
    (run,) = [one for one in here.held(at("2021-03-01T00:00"), here.wall) if one.job == "probe"]
    assert run.state == state
    alerts = here.status().alerts
    assert [one.kind for one in alerts] == ([state] if state != "done" else [])
    assert all(text in one.text for one in alerts)


def test_a_reminder_is_told_although_all_went_well(world: Callable[[str], World]) -> None:
    here = world("2021-03-01T08:59")
    here.endings["quarter-reminder"] = Ending(Done(1, note="还没有结账", remind=True))
    here.serve(here.scheduler(), at("2021-03-01T09:05"))
    assert [(one.kind, one.text) for one in here.status().alerts] == [("reminder", "季度结账提醒：还没有结账")]


def test_a_run_cut_short_is_taken_up_again_for_the_same_moment(world: Callable[[str], World]) -> None:
    here = world("2021-03-01T06:29")
    here.endings["daily-scan"] = Ending(cut_short=True)
    first = here.scheduler()
    assert first.lease.try_to_take() is None
    first.start()
    while not here.launched:
        assert first.turn()
    first.end()
    del here.endings["daily-scan"]
    here.serve(here.scheduler(), at("2021-03-01T10:00"))
    scans = [one for one in here.launched if one[0] == "daily-scan"]
    assert len(scans) >= 2 and len(set(scans)) == 1
    (run,) = [one for one in here.held(at("2021-03-01T06:00"), here.wall) if one.job == "daily-scan"]
    assert (run.state, run.attempts) == ("done", len(scans))


def test_only_one_of_two_works_and_the_other_takes_over_when_it_is_silent(world: Callable[[str], World]) -> None:
    here = world("2021-03-01T00:00")
    first, second = here.scheduler(), here.scheduler()
    assert first.lease.try_to_take() is None
    first.start()
    assert first.turn()
    other = second.lease.try_to_take()
    assert other is not None and other.holder == first.lease.holder
    here.steady += TAKE_OVER_AFTER - 1
    assert first.lease.beat()
    here.steady += 1
    assert second.lease.try_to_take() is not None, "it gave a sign of life meanwhile"
    assert first.lease.safe
    here.steady += TAKE_OVER_AFTER
    assert not first.lease.safe, "its jobs end themselves before anybody may take over"
    assert ORPHANED_AFTER < TAKE_OVER_AFTER
    assert second.lease.try_to_take() is None
    assert not first.turn(), "it learns that it is out"
    second.start()
    here.wall = at("2021-03-01T01:10")
    assert first.daily.fire("probe") is None, "and could not start anything even if it did not"
    second.turn()
    assert here.launched == [("probe", at("2021-03-01T01:09"))]
    first.end()
    second.end()


def test_what_a_killed_scheduler_left_running_is_run_again_by_the_next(world: Callable[[str], World]) -> None:
    here = world("2021-03-01T06:29")
    killed = here.scheduler()
    assert killed.lease.try_to_take() is None
    killed.start()

    class Killed(BaseException):
        pass

    def die(_entry: Entry, _run: Run) -> Ending:
        raise Killed

    dying = replace(killed.daily, launch=die)
    here.wall = at("2021-03-01T06:31")
    with pytest.raises(Killed):
        dying.fire("daily-scan")
    assert [run.state for run in here.held(at("2021-03-01T06:00"), here.wall) if run.job == "daily-scan"] == ["running"]
    heir = here.scheduler()
    assert heir.lease.try_to_take() is not None
    here.steady += TAKE_OVER_AFTER
    here.serve(heir, at("2021-03-01T07:00"))
    assert here.launched == [("daily-scan", at("2021-03-01T06:30"))]
    (run,) = [one for one in here.held(at("2021-03-01T06:00"), here.wall) if one.job == "daily-scan"]
    assert (run.state, run.attempts) == ("done", 2)


def test_a_job_that_kills_its_scheduler_again_and_again_is_given_up(world: Callable[[str], World]) -> None:
    here = world("2021-03-01T06:29")
    here.serve(here.scheduler((TABLE[1],)), at("2021-03-01T06:29:30"))
    here.wall = at("2021-03-01T06:31")
    for attempt in range(3):
        lease = SchedulerLease(here.database, "river", here.now, lambda: here.steady)
        daily = DailyRun(here.database, "river", TABLE, (), lease.holder, here.launch, here.now, Decimal("0.2"))
        assert lease.try_to_take() is None
        daily.sweep()
        with here.database.writing() as connection:
            (run,) = runs.due(connection, "river", here.wall, "daily-scan")
            assert runs.claim(connection, run.id, lease.holder, here.wall, here.wall + HOUR), attempt
        lease.give_back()
    here.serve(here.scheduler(), at("2021-03-01T06:50"))
    assert here.launched == []
    (alert,) = here.status().alerts
    assert (alert.kind, "异常结束" in alert.text) == ("failed", True)


def test_silence_is_ill_and_what_nobody_wrote_down_counts_as_overdue(world: Callable[[str], World]) -> None:
    here = world("2021-03-01T00:00")
    assert here.status().ill == "", "a schedule that was never started expects nothing"
    first = here.scheduler()
    assert first.lease.try_to_take() is None
    first.start()
    assert (here.status().beating, here.status().ill) == (True, "")
    here.wall += 5 * DAY  # it died at once, and nobody came
    status = here.status()
    assert not status.beating
    assert "没有心跳" in status.ill
    counted = {one.entry.job: (one.expected, one.overdue, one.counts["done"]) for one in status.jobs}
    assert counted["daily-scan"] == (5, 5, 0)
    assert counted["probe"] == (119, 119, 0), "the last one may still come"
    first.end()
    assert "已停止" in here.status().ill


def test_a_changed_table_takes_back_what_was_planned_and_keeps_what_was_done(world: Callable[[str], World]) -> None:
    here = world("2021-03-01T00:00")
    here.serve(here.scheduler(), at("2021-03-01T12:00"))
    later = (replace(TABLE[1], clocks=(at("2021-03-01T15:00").time(),)),)
    here.serve(here.scheduler(later), at("2021-03-02T00:00"))
    held = [run for run in here.held(at("2021-03-01T00:00"), at("2021-03-02T00:00")) if run.job == "daily-scan"]
    assert [(f"{run.planned_at.astimezone(BEIJING):%H:%M}", run.state) for run in held] == [
        ("06:30", "done"), ("15:00", "done"),
    ]  # fmt: skip
    after_noon = [run.job for run in here.held(at("2021-03-01T12:30"), at("2021-03-02T00:00"))]
    assert after_noon == ["daily-scan"]


def test_a_job_started_by_hand_does_not_run_beside_itself(world: Callable[[str], World]) -> None:
    here = world("2021-03-01T12:00")
    hand = DailyRun(
        here.database, "river", TABLE, (), "once:elsewhere:1:x", here.launch, here.now, Decimal("0.2"), leased=False
    )
    entry = TABLE[1]
    run = hand.claim_by_hand(entry, here.wall)
    assert run is not None and not run.expected
    assert hand.claim_by_hand(entry, here.wall + HOUR) is None, "it runs"
    assert hand.carry_out(entry, run).state == "done"
    assert hand.claim_by_hand(entry, here.wall) is None, "that moment is done"
    here.wall += HOUR
    assert hand.claim_by_hand(entry, here.wall) is not None
    here.wall += timedelta(minutes=entry.minutes + 6)
    assert hand.claim_by_hand(entry, here.wall) is not None, "the last one is past its limit: nobody ends it any more"


def test_moments_are_stored_in_utc(world: Callable[[str], World]) -> None:
    here = world("2021-01-01T06:29")
    here.serve(here.scheduler((TABLE[1],)), at("2021-01-01T06:40"))
    (run,) = here.held(at("2021-01-01T00:00"), here.wall)
    assert run.planned_at == datetime(2020, 12, 31, 22, 30, tzinfo=UTC)
