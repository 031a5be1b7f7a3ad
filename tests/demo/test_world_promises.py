"""What is not planned is clean, at every weekly scan and at the quarterly check."""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from demo.scene import Scene
from demo.world import World, build_world, key_of
from inspection.registry import ColumnKind, Platform

WINDOWS = {ColumnKind.NEWS: 14, ColumnKind.POLICY: 180, ColumnKind.INTERPRETATION: 180, ColumnKind.NOTICE: 180}
ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")


def scans(world: World) -> tuple[datetime, ...]:
    return world.district.quarter("2021Q1").weekly_scans


def planned(world: World, rule: str) -> set[tuple[str, date]]:
    return {(one.subject, scan) for one in world.plan.expected("confirmed") if one.rule == rule for scan in one.scans}


def silent_days(world: World, column_id: str, at: datetime) -> int:
    return (at.date() - max(one.shown.date() for one in world.listed(column_id, at))).days


def test_the_world_is_built_quickly_and_always_the_same(world: World) -> None:
    began = time.monotonic()
    again = build_world()
    assert time.monotonic() - began < 5
    assert again.articles == world.articles
    assert again.posts == world.posts


def test_it_has_the_size_of_a_district(world: World) -> None:
    assert len(world.district.sites) == 65
    assert 4500 <= len(world.articles) <= 6000
    assert min(one.shown.date() for one in world.articles) == date(2020, 6, 15)


def test_exactly_the_planned_columns_are_late_at_each_weekly_scan(world: World) -> None:
    late = {
        (column.id, at.date())
        for at in scans(world)
        for column in world.district.columns
        if column.kind in WINDOWS and silent_days(world, column.id, at) > WINDOWS[column.kind]
    }
    assert late == planned(world, "website.news-stale")


def test_policy_columns_stay_ten_days_clear_of_their_window(world: World) -> None:
    for at in scans(world):
        for column in world.district.columns:
            if column.kind in WINDOWS and column.kind is not ColumnKind.NEWS:
                assert silent_days(world, column.id, at) <= 170


@pytest.mark.parametrize("column", ["longshui-dt", "zhuxi-yw", "caizhengju-dt"])
def test_a_holiday_gap_of_exactly_fourteen_days_is_there(world: World, column: str) -> None:
    assert silent_days(world, column, datetime.fromisoformat("2021-02-21T23:50:00+08:00")) == 14


def test_every_home_page_has_something_newer_than_two_weeks(world: World) -> None:
    quarter = world.district.quarter("2021Q1")
    shown = (ColumnKind.NEWS, ColumnKind.NOTICE, ColumnKind.POLICY, ColumnKind.INTERPRETATION)
    for at in (*quarter.weekly_scans, *(sitting.at for sitting in quarter.sittings)):
        for place in world.places.values():
            ages = [silent_days(world, column.id, at) for column in place.columns if column.kind in shown]
            assert min(ages) <= 14, (place.site.id, at)


def test_no_column_is_blank(world: World) -> None:
    texts = (ColumnKind.OVERVIEW, ColumnKind.LEADERS)
    first = scans(world)[0]
    assert [c.id for c in world.district.columns if c.kind not in texts and not world.listed(c.id, first)] == []


def days_by_week(world: World, account_id: str) -> dict[date, set[date]]:
    """Posting days by the Sunday that ends their week."""
    weeks: defaultdict[date, set[date]] = defaultdict(set)
    for post in world.posts[account_id]:
        assert post.published_at is not None
        assert post.published_at.hour < 22
        if not post.pinned:
            day = post.published_at.date()
            weeks[day + timedelta(days=6 - day.weekday())].add(day)
    return weeks


def test_exactly_the_planned_accounts_are_short_in_each_week(world: World) -> None:
    short = {
        (account.id, at.date())
        for account in world.district.accounts
        if account.platform is not Platform.WECHAT_SERVICE
        for at in scans(world)
        if len(days_by_week(world, account.id)[at.date()]) < 3
    }
    assert short == planned(world, "new-media.quiet-week")


def test_a_short_week_is_short_in_posts_days_and_batches_alike(world: World) -> None:
    for week in world.plan.quiet_weeks:
        first = week.ends - timedelta(days=6)
        posts = [
            post
            for post in world.posts[week.account]
            if post.published_at and first <= post.published_at.date() <= week.ends
        ]
        assert len(posts) == week.posts < 3


def test_service_accounts_keep_their_fortnight_and_the_platforms_limit(world: World) -> None:
    accounts = [one for one in world.district.accounts if one.platform is Platform.WECHAT_SERVICE]
    assert len(accounts) == 5
    for account in accounts:
        weeks = days_by_week(world, account.id)
        for at in scans(world):
            assert len(weeks[at.date()] | weeks[at.date() - timedelta(days=7)]) >= 2
        batches = {
            (post.batch, post.published_at.strftime("%Y-%m")) for post in world.posts[account.id] if post.published_at
        }
        assert max(Counter(month for _, month in batches).values()) <= 4


def test_docids_rise_with_creation_and_hold_the_published_addresses(world: World) -> None:
    assert all(a.docid < b.docid and a.at <= b.at for a, b in pairwise(world.articles))
    numbers = {one.docid: one for one in world.articles}
    assert numbers[8939081].url == (
        "http://www.dazu.gov.cn/jkq/sqjkq/zwgk_106107/fdzdgknr_106109/gsgg/202102/t20210225_8939081.html"
    )
    assert numbers[8939081].title == "关于拟核销双桥经开区“2021.2.5”事故 的公示"
    assert numbers[8916092].url == (
        "http://www.dazu.gov.cn/qzfbm/qyjj/zwgk_53321/fdzdgknr_53323/jgjj_53324/jgzn_53326/202102/t20210222_8916092.html"
    )


def test_one_article_claims_another_date_than_its_own(world: World) -> None:
    assert [one.docid for one in world.articles if one.shown != one.at] == [8923600]


def test_only_planned_articles_speak_of_appointments(world: World) -> None:
    words = re.compile("任免|任职|免职|任命|免去|人事(?!务)|干部任")
    planned_titles = {piece.title for piece in world.plan.written}
    assert {one.title for one in world.articles if words.search(one.title)} <= planned_titles


def is_id_number(text: str) -> bool:
    """GB 11643: a birth date within living memory and a fitting check digit."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(text[:17], weights, strict=True)) % 11]
    return 1900 <= born.year <= 2021 and check == text[17].upper()


def test_exactly_one_page_shows_a_whole_id_number_and_all_pages_have_their_size(world: World) -> None:
    scene = Scene(world, datetime.fromisoformat("2021-02-28T23:50:00+08:00"))
    stubs = ("/baoxing/zwgk/dt/", "/jijia/zwgk/yw/", "t20201209_")
    found = []
    urls = [site.home_url for site in world.district.sites] + [column.url for column in world.district.columns]
    urls += [article.url for article in world.articles if article.at <= scene.moment]
    for url in urls:
        answer = scene.answer(key_of(url))
        assert answer.status == 200, url
        body = answer.body()
        if not url.endswith(stubs[:2]) and stubs[2] not in url:
            assert 20_000 <= len(body) <= 40_000, (url, len(body))
        # The frame around it is the same on all pages: looking at it 6,500 times would take seconds.
        text = (
            body.partition(b'<div class="wrap main')[2].partition(b'<div class="unit-nav')[0].decode("ascii", "replace")
        )
        found += [(url, number) for number in ID_NUMBER.findall(text) if is_id_number(number)]
    shells = ["".join(shell.pieces) for shell in world.shells.values()]
    assert [number for shell in shells for number in ID_NUMBER.findall(shell)] == []
    assert [url.rpartition("/")[2] for url, _ in found] == ["t20210225_8939081.html"]


def test_feeds_and_attachments_show_no_id_number(world: World) -> None:
    scene = Scene(world, datetime.fromisoformat("2021-02-28T23:50:00+08:00"))
    for key in (*world.accounts, *world.attachments):
        text = key + scene.answer(key).body().decode("utf-8", "replace")
        assert [number for number in ID_NUMBER.findall(text) if is_id_number(number)] == [], key


def test_leaders_change_when_the_plan_says_so(world: World) -> None:
    before, after = (datetime.fromisoformat(f"2021-01-{day}T12:00:00+08:00") for day in (14, 15))
    changing, stuck = world.places["jiaotongju"], world.places["yingjiju"]
    assert (changing.head(before), changing.head(after)) == ("芮一舟", "荀望川")
    assert stuck.head(before) == stuck.head(after) == "栾怀谷"
