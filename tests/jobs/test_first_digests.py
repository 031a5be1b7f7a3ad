"""The first round on a database with history: units read how things stand once, and news from then on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml
from databases import DATABASES, empty_place
from message_world import NOON, ding, world

from db import decisions, findings, scans
from db.observing import observe
from inspection.finding import Confidence, Evidence, Finding, Severity, Subject, SubjectKind
from inspection.rule import ScanKind
from jobs.compose_digests import compose_confirmed, compose_weekly
from jobs.message_queue import Composed
from jobs.workspace import Workspace

DAY = timedelta(days=1)
WEEK = 7 * DAY
ALL = frozenset[str]()


@pytest.fixture(params=DATABASES)
def work(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workspace]:
    """Nothing is sent here; ``xz`` has no channel."""
    channel = ding("http://127.0.0.1:9")
    with empty_place(request.param, tmp_path) as database, world(tmp_path, database, {"ding": channel}) as opened:
        register(opened, units={"sw": "ding"}, default=None)
        yield opened


def register(work: Workspace, **other: object) -> None:
    assert work.settings.districts_dir is not None
    file = work.settings.districts_dir / "liuxi" / "channels.yaml"
    file.write_text(yaml.safe_dump(yaml.safe_load(file.read_text("utf-8")) | other), "utf-8")


def weekly(work: Workspace, at: datetime, *names: str, unit: str = "sw", review: bool = False) -> None:
    """A judged weekly scan that saw these faults, confirmed at once unless they wait for review."""
    with work.database.writing() as cx:
        scan = scans.start(
            cx, kind=ScanKind.WEEKLY, as_of=at, district="liuxi", quarter_id=None, unit_ids=(), code_version="0",
            rules_version="t", started_at=at,
        )  # fmt: skip
        observe(cx, scan, at, [(fault(name, unit), review) for name in names])
        scans.set_state(cx, scan, "judged", at)


def fault(name: str, unit: str) -> Finding:
    url = f"http://sw.example/{name}.htm"
    subject = Subject(SubjectKind.PAGE, url, unit, "site", "column", None, url, f"通知{name}")
    return Finding(
        "website.bad-link", "link_dead", subject, Severity.ERROR, Confidence.HIGH, f"问题{name}", name, "", "",
        (Evidence("页面快照", url=url),),
    )  # fmt: skip


def confirm(work: Workspace, name: str, at: datetime) -> None:
    with work.database.writing() as cx:
        (one,) = [one for one in findings.listing(cx) if one.message == f"问题{name}"]
        decisions.decide(cx, one.id, "confirm", "甲", at, "")


def titles(made: list[Composed]) -> list[str]:
    return [one.message.title for one in made]


def rounds(work: Workspace, at: datetime) -> list[str]:
    """What one round of the schedule puts into the outbox: titles."""
    made = [*compose_weekly(work, at, after=at - WEEK), *compose_confirmed(work, at)]
    return titles([one for one in made if one.id is not None])


def test_years_of_history_become_one_digest_of_the_state(work: Workspace) -> None:
    for week in range(52, 1, -1):
        weekly(work, NOON - week * WEEK, f"old{week}")
    weekly(work, NOON - DAY, "a", "b")
    made = compose_weekly(work, NOON)
    assert titles(made) == ["【巡检】县水务局 总体情况（2026-03-19）"]
    body = made[0].message.body
    assert "最近一次周扫描发现问题 2 个，预警 0 个；此前已确认、尚未办结的问题另有 51 个，不逐个列出" in body
    assert "问题a" in body and "问题old" not in body
    assert compose_confirmed(work, NOON) == []
    assert rounds(work, NOON + DAY) == []


def test_what_is_confirmed_from_then_on_is_told_singly(work: Workspace) -> None:
    weekly(work, NOON - WEEK, "a", "b", review=True)
    assert rounds(work, NOON) == []
    confirm(work, "a", NOON - timedelta(seconds=1))  # written down later, but before the start
    confirm(work, "b", NOON)
    (made,) = compose_confirmed(work, NOON + DAY)
    assert made.message.title == "【巡检】县水务局 新确认问题 1 个"
    assert "问题b" in made.message.body


def test_only_the_first_weekly_digest_is_about_the_state(work: Workspace) -> None:
    weekly(work, NOON - DAY, "a")
    assert rounds(work, NOON) == ["【巡检】县水务局 总体情况（2026-03-19）"]
    weekly(work, NOON + 6 * DAY, "a", "b")
    assert rounds(work, NOON + WEEK) == ["【巡检】县水务局 周扫描情况（2026-03-26）"]
    assert titles(compose_weekly(work, NOON, dry_run=True)) == ["【巡检】县水务局 总体情况（2026-03-19）"]


def test_without_news_of_a_weekly_scan_the_next_one_tells_the_state(work: Workspace) -> None:
    weekly(work, NOON - 3 * WEEK, "a")
    assert rounds(work, NOON) == []
    weekly(work, NOON + DAY)
    made = compose_weekly(work, NOON + 2 * DAY)
    assert titles(made) == ["【巡检】县水务局 总体情况（2026-03-21）"]
    assert "周扫描没有发现问题；此前已确认、尚未办结的问题另有 1 个" in made[0].message.body


def test_a_unit_without_faults_is_told_nothing_and_later_news_is_no_state(work: Workspace) -> None:
    weekly(work, NOON - DAY)
    assert rounds(work, NOON) == []
    weekly(work, NOON + 6 * DAY, "a")
    assert rounds(work, NOON + WEEK) == ["【巡检】县水务局 周扫描情况（2026-03-26）"]


def test_a_unit_begins_when_it_has_a_channel(work: Workspace) -> None:
    weekly(work, NOON - DAY, "x", unit="xz")
    assert rounds(work, NOON) == []
    assert [one.message.channel for one in compose_confirmed(work, NOON)] == [""]  # said to nobody
    register(work, units={"sw": "ding", "xz": "ding"})
    weekly(work, NOON + 6 * DAY, "y", unit="xz")
    (made,) = compose_weekly(work, NOON + WEEK)
    assert made.message.title == "【巡检】柳溪乡政府 总体情况（2026-03-26）"
    assert "另有 1 个" in made.message.body
    assert rounds(work, NOON + WEEK) == []


def test_a_dry_run_begins_nothing_and_tells_what_the_first_round_would(work: Workspace) -> None:
    weekly(work, NOON - DAY, "a", review=True)
    confirm(work, "a", NOON - DAY / 2)
    assert compose_confirmed(work, NOON, dry_run=True) == []
    assert titles(compose_weekly(work, NOON, dry_run=True)) == ["【巡检】县水务局 总体情况（2026-03-19）"]
    assert titles(compose_confirmed(work, NOON - DAY, dry_run=True)) == []
    assert rounds(work, NOON) == ["【巡检】县水务局 总体情况（2026-03-19）"]


def test_a_moment_of_the_future_silences_nothing(work: Workspace) -> None:
    weekly(work, NOON - WEEK, "a", review=True)
    compose_confirmed(work, NOON + 3650 * DAY)
    now = datetime.now(NOON.tzinfo)
    confirm(work, "a", now)
    assert titles(compose_confirmed(work, now + DAY)) == ["【巡检】县水务局 新确认问题 1 个"]
