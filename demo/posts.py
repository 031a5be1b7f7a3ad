"""What the accounts post: enough every week, except where the plan says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from zlib import crc32

from demo.plan import Plan
from demo.wording import Writer
from inspection.moment import BEIJING
from inspection.post import Post
from inspection.registry import Account, FeedFormat, Platform

#: Monday of the first week with posts: enough for a full feed before the quarter begins.
FIRST_MONDAY = date(2020, 9, 28)
#: Service accounts pause in this week: November would else see five batches, and four is the platform's limit.
SERVICE_PAUSE = date(2020, 11, 2)


def write_posts(account: Account, unit_name: str, plan: Plan) -> tuple[Post, ...]:
    """All posts of ``account``, oldest first, all before 22:00; several posts with one ``batch`` left together."""
    rng = Random(plan.seed ^ crc32(account.id.encode()))
    quiet = {week.ends: week.posts for week in plan.quiet_weeks if week.account == account.id}
    moments = [pin.at.astimezone(BEIJING) for pin in plan.pinned_posts if pin.account == account.id]
    posts = [_post(account, unit_name, moment, 0, pinned=True) for moment in moments]
    monday = FIRST_MONDAY
    while monday <= plan.last_day:
        wanted = quiet.get(monday + timedelta(days=6))
        for day in _days(account, rng, monday, wanted):
            at = datetime.combine(day, time(rng.randint(8, 21), rng.randint(0, 59), rng.randint(0, 59)), BEIJING)
            posts += _batch(account, unit_name, at, rng, alone=wanted is not None)
        monday += timedelta(days=7)
    return tuple(sorted(posts, key=lambda post: post.published_at or at))


def _days(account: Account, rng: Random, monday: date, wanted: int | None) -> list[date]:
    if account.platform is Platform.WECHAT_SERVICE:
        return [] if monday == SERVICE_PAUSE else [monday]
    count = rng.randint(4, 6) if wanted is None else wanted
    return [monday + timedelta(days=offset) for offset in sorted(rng.sample(range(7), count))]


def _batch(account: Account, unit_name: str, at: datetime, rng: Random, *, alone: bool) -> Iterator[Post]:
    size = 1 if alone or account.feed_format is not FeedFormat.WECHAT else rng.randint(1, 2)
    for index in range(size):
        yield _post(account, unit_name, at, index)


def _post(account: Account, unit_name: str, at: datetime, index: int, *, pinned: bool = False) -> Post:
    batch = f"{int(at.timestamp())}{crc32(account.id.encode()) % 1000:03d}"
    writer = Writer.of(int(batch) + index, unit_name, at.date())
    title = writer.one("posts")
    text = f"{title}。{writer.one('news', 'sentences')}"
    key = f"{batch}{index}"
    return Post(key, title, f"https://post.invalid/{account.id}/{key}", at, pinned, text, batch)
