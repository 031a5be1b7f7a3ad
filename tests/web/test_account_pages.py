"""新媒体: the list and one account."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from db.engine import open_database
from db.schema import upgrade
from inspection.viewer import Role
from jobs.account_page import PostedWeek, weeks_of
from jobs.workspace import workspace
from tests.web.conftest import Console
from tests.web.still import console_at

DAY = "2026-03-21T09:00:00+08:00"
MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("?platform=wechat-subscription", True),
        ("?platform=weibo", False),
        ("?platform=morse", True),
        ("?unit=shuiwu", False),
        ("?q=柳溪", True),
        ("?light=good", False),
    ],
)
def test_the_list_can_be_narrowed(console: Console, query: str, found: bool) -> None:
    with console_at(console.work, DAY) as reader:
        page = reader.get(f"/accounts{query}").text
    assert ('href="/accounts/xiang-wx"' in page) is found
    assert found or "没有符合条件的账号" in page


def test_an_account_tells_its_rhythm_beside_what_is_asked(console: Console) -> None:
    with console_at(console.work, DAY) as reader:
        page = re.sub(r"\s+", " ", reader.get("/accounts/xiang-wx").text)
    assert "近一周 1 条 <small>（一周内应不少于 3 次）" in page
    assert "剩 11 天" in page  # the last post is of 2026-03-18
    assert 'src="/charts/accounts/xiang-wx/posts.svg"' in page
    assert 'title="2026-03-20 发现问题"' in page


def test_of_an_account_that_nobody_has_read_no_count_is_told(console: Console, tmp_path: Path) -> None:
    settings = console.work.settings.model_copy(update={"database_url": f"sqlite:///{tmp_path}/new.sqlite3"})
    database = open_database(settings.database_url, must_be_current=False)
    upgrade(database)
    database.dispose()
    with workspace(settings) as work, console_at(work, DAY) as reader:
        page = re.sub(r"\s+", " ", reader.get("/accounts").text)
    assert "近一周发布几条还不知道 <small>（一周内应不少于 3 次）" in page
    assert "近一周 0 条" not in page


def test_programs_get_the_same(console: Console) -> None:
    with console_at(console.work, DAY) as reader:
        (listed,) = reader.get("/api/v1/accounts").json()["items"]
        one = reader.get("/api/v1/accounts/xiang-wx").json()
        assert reader.get("/api/v1/accounts/mars").status_code == 404
        overview = reader.get("/api/v1/overview").json()
    assert listed == one["account"]
    assert (listed["newest"], listed["days_left"], listed["posts"], listed["rhythm_posts"]) == ("2026-03-18", 11, 1, 3)
    assert [(week["first"], week["posts"]) for week in one["weeks"]] == [
        ("2026-03-02", 1), ("2026-03-09", 0), ("2026-03-16", 1),
    ]  # fmt: skip
    assert (sum(overview["sites"].values()), sum(overview["accounts"].values())) == (2, 1)


@pytest.mark.parametrize(
    ("posted", "until", "weeks"),
    [
        ({}, date(2026, 3, 20), []),
        ({date(2026, 3, 4): 2}, None, []),
        ({date(2026, 3, 4): 2}, date(2026, 3, 4), [PostedWeek(MONDAY, 2, 1, whole=False)]),
        (
            {date(2026, 3, 2): 1, date(2026, 3, 8): 2},
            date(2026, 3, 9),
            [PostedWeek(MONDAY, 3, 2, whole=True), PostedWeek(date(2026, 3, 9), 0, 0, whole=False)],
        ),
    ],
)
def test_weeks_before_the_first_known_post_say_nothing(
    posted: dict[date, int], until: date | None, weeks: list[PostedWeek]
) -> None:
    assert list(weeks_of(posted, until)) == weeks


def test_clerks_do_not_see_the_district(console: Console) -> None:
    with console_at(console.work, DAY, Role.CLERK, "xiang") as clerk:
        for path in ("/accounts", "/accounts/xiang-wx", "/api/v1/accounts", "/api/v1/accounts/xiang-wx"):
            assert clerk.get(path).status_code == 403, path
