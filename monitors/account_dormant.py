"""Flag an account without any post for two weeks.

Why: the national indicators count such an account as dead, whatever the district asks per week.
Source: 国办秘函〔2019〕19号, 政务新媒体单项否决: 2周内无更新.
Known limits: what the feed does not list (deleted posts, 群发 that the interface leaves out) is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.account_posts import AccountPosts
from facts.sources import AccountSource
from inspection.finding import Case, Evidence, Finding
from inspection.moment import beijing_day
from inspection.outcome import CannotTell
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding


@dataclass(frozen=True, slots=True)
class Params:
    """``late_after_days`` full days without a post are still in time."""

    late_after_days: int


def check(posts: AccountPosts, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield at most one finding. Raises ``CannotTell`` when a post without a readable time could be the newest."""
    today = beijing_day(case.as_of)
    shown = [(day, post) for post, day in posts.dated if day <= today]
    newest = max((day for day, _ in shown), default=None)
    days = (today - newest).days if newest else None
    if days is not None and days <= rule.params.late_after_days:
        return
    if posts.undated or newest is None:
        raise CannotTell("有内容没有可读的发布时间，无法确定最近更新")
    post = next(post for day, post in shown if day == newest)
    yield finding(
        case,
        rule,
        f"“{case.subject.title}”最近更新为{newest:%Y年%-m月%-d日}，至{today:%Y年%-m月%-d日}已{days}天未更新，"
        f"要求{rule.params.late_after_days}天内更新。",
        key=newest.isoformat(),
        evidence=(Evidence("最近一条", quote=post.title, url=post.url),),
        measured={"newest": newest.isoformat(), "days": days, "limit": rule.params.late_after_days},
    )


MONITOR = Monitor(id="account_dormant", source=AccountSource, needs=AccountPosts, params=Params, check=check)
