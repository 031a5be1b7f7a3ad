"""When jobs run: clock times in Beijing, the district's changes, registered quarters, odd moments."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import pairwise
from pathlib import Path

import pytest

from config.problem import ConfigError
from config.schedule import read_schedule
from inspection.moment import BEIJING, beijing_day
from inspection.registry import Grade, Quarter, Sitting
from jobs.schedule import JOBS, SCHEDULE, Entry, changed, expected
from jobs.scheduled import SCHEDULED

ENTRIES = {entry.job: entry for entry in SCHEDULE}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def quarter(first: str, last: str, *weekly: str, sittings: tuple[str, ...] = ()) -> Quarter:
    return Quarter(
        id=first, title=first, first_day=date.fromisoformat(first), last_day=date.fromisoformat(last),
        weekly_scans=tuple(map(at, weekly)), sittings=tuple(Sitting(at(one), frozenset()) for one in sittings),
        source="x", grade=Grade.ASSUMED,
    )  # fmt: skip


def times(job: str, after: str, until: str, *quarters: Quarter) -> list[str]:
    moments = ENTRIES[job].moments(quarters, at(after), at(until))
    return [f"{one.astimezone(BEIJING):%m-%d %H:%M}" for one in moments]


@pytest.mark.parametrize(
    ("job", "after", "until", "wanted"),
    [
        ("daily-scan", "2021-01-04T06:29", "2021-01-05T06:30", ["01-04 06:30", "01-05 06:30"]),
        ("daily-scan", "2021-01-04T06:30", "2021-01-05T06:29", []),
        ("daily-scan", "2020-12-31T00:00", "2021-01-02T00:00", ["12-31 06:30", "01-01 06:30"]),
        ("daily-scan", "2024-02-28T12:00", "2024-03-01T12:00", ["02-29 06:30", "03-01 06:30"]),
        ("weekly-scan", "2020-12-27T23:50", "2021-01-03T23:50", ["01-03 23:50"]),
        ("weekly-record", "2021-01-03T23:50", "2021-01-10T23:50", ["01-04 08:00"]),
        ("probe", "2020-12-31T22:00", "2021-01-01T01:10", ["12-31 22:51", "12-31 23:53", "01-01 00:07", "01-01 01:09"]),
        ("quarter-check", "2021-01-01T00:00", "2021-12-31T00:00", []),
        ("daily-scan", "2021-01-05T00:00", "2021-01-04T00:00", []),
    ],
)
def test_clock_times(job: str, after: str, until: str, wanted: list[str]) -> None:
    assert times(job, after, until) == wanted


def test_probes_are_more_than_twenty_a_day_and_spread_over_it() -> None:
    moments = list(ENTRIES["probe"].moments((), at("2021-01-01T00:00"), at("2021-01-31T00:00")))
    assert set(Counter(map(beijing_day, moments)).values()) == {24}
    assert max(late - early for early, late in pairwise(moments)) <= timedelta(minutes=62)


def test_a_registered_quarter_sets_its_own_weekly_scans_and_sittings() -> None:
    spring = quarter("2021-02-01", "2021-02-28", "2021-02-05T10:00", "2021-02-26T10:00", sittings=("2021-03-02T06:00",))
    window = ("2021-01-30T00:00", "2021-03-10T00:00")
    assert times("weekly-scan", *window, spring) == ["01-31 23:50", "02-05 10:00", "02-26 10:00", "03-07 23:50"]
    assert times("weekly-record", *window, spring) == ["02-05 18:00", "02-26 18:00", "03-01 08:00", "03-08 08:00"]
    assert times("quarter-check", *window, spring) == ["03-02 06:00"]
    assert times("daily-scan", *window, spring) == times("daily-scan", *window)


def test_a_quarter_that_sets_no_scans_changes_nothing() -> None:
    empty = quarter("2021-01-01", "2021-03-31")
    window = ("2021-01-01T00:00", "2021-02-01T00:00")
    assert times("weekly-scan", *window, empty) == times("weekly-scan", *window)


@pytest.mark.parametrize("day", range(10, 19))
def test_nothing_rests_at_spring_festival(day: int) -> None:
    """春节 2021 was 11 to 17 February. Sites are watched on holidays too; only deadlines count working days."""
    window = (f"2021-02-{day}T00:00", f"2021-02-{day}T23:59")
    assert len(times("probe", *window)) == 24
    assert len(times("daily-scan", *window)) == 1


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=-8)), timezone(timedelta(hours=14))], ids=str)
@pytest.mark.parametrize("job", ["probe", "daily-scan", "weekly-scan"])
def test_another_zone_names_the_same_moments_otherwise(job: str, zone: timezone) -> None:
    after, until = at("2020-12-27T23:50"), at("2021-01-04T00:00")
    there = list(ENTRIES[job].moments((), after.astimezone(zone), until.astimezone(zone)))
    assert there == list(ENTRIES[job].moments((), after, until)) != []


@pytest.mark.parametrize("minutes", [1, 7, 60, 60 * 24, 60 * 24 * 9])
@pytest.mark.parametrize("job", [entry.job for entry in SCHEDULE if entry.runs])
def test_windows_of_any_size_give_each_moment_once(job: str, minutes: int) -> None:
    start, end = at("2020-12-25T00:00"), at("2021-01-12T00:00")
    cuts = [start]
    while cuts[-1] < end:
        cuts.append(min(end, cuts[-1] + timedelta(minutes=minutes)))
    pieces = [one for early, late in pairwise(cuts) for one in ENTRIES[job].moments((), early, late)]
    assert pieces == list(ENTRIES[job].moments((), start, end))


def test_the_next_moment_is_found_weeks_ahead_or_not_at_all() -> None:
    far = quarter("2021-12-01", "2021-12-31", sittings=("2021-12-30T06:00",))
    assert ENTRIES["quarter-check"].next_after([far], at("2021-01-01T00:00")) == at("2021-12-30T06:00")
    assert ENTRIES["quarter-check"].next_after([far], at("2021-12-30T06:00")) is None
    assert ENTRIES["weekly-scan"].next_after([], at("2021-01-03T23:50")) == at("2021-01-10T23:50")


def test_what_is_off_or_not_built_is_not_expected() -> None:
    missing = {entry.job for entry in SCHEDULE if entry.missing}
    asked = {job for job, _ in expected(SCHEDULE, (), at("2021-01-01T00:00"), at("2021-02-01T00:00"))}
    assert asked and not asked & missing
    assert all(entry.missing or entry.job in SCHEDULED for entry in SCHEDULE), "every job that runs has a function"


def change(folder: Path, text: str) -> dict[str, Entry]:
    path = folder / "schedule.yaml"
    path.write_text(text, "utf-8")
    return {entry.job: entry for entry in changed(SCHEDULE, read_schedule(path, JOBS))}


def test_a_district_changes_times_and_switches_jobs_off(tmp_path: Path) -> None:
    entries = change(
        tmp_path,
        "jobs:\n  daily-scan: {at: ['22:00', '05:15'], weekdays: [1, 5], minutes: 90}\n  probe: {enabled: false}\n",
    )
    daily = entries["daily-scan"]
    assert (daily.clocks, daily.weekdays, daily.minutes) == ((time(5, 15), time(22)), frozenset({1, 5}), 90)
    assert not entries["probe"].runs
    assert entries["weekly-scan"] == ENTRIES["weekly-scan"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("jobs: {dayly: {enabled: false}}", "没有“dayly”这个任务（现有：.*daily-scan"),
        ("jobs: {probe: {at: ['25:00']}}", "“25:00”不是北京时间的时刻"),
        ("jobs: {probe: {at: ['06:00+09:00']}}", "不是北京时间的时刻"),
        ("jobs: {probe: {at: [16:30]}}", "schedule.yaml: jobs.probe.at"),
        ("jobs: {probe: {at: []}}", "schedule.yaml: jobs.probe.at"),
        ("jobs: {probe: {weekdays: [0]}}", "星期应为 1"),
        ("jobs: {probe: {minutes: 0}}", "schedule.yaml: jobs.probe.minutes"),
        ("jobs: {probe: {when: x}}", "schedule.yaml: jobs.probe.when"),
    ],
)
def test_a_change_that_cannot_be_meant_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        change(tmp_path, text)
