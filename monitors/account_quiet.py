"""Flag an account that posted less often than required.

Why: a silent account is what readers, and the quarterly inspection, see first.
Source: circular 2021Q1, section 三(二): at least 3 updates in 1 week, 微信公众服务号 at least 2 in 2 weeks.
"次" is defined nowhere, so posts, distinct days and 群发 batches are counted in whole weeks and in the rolling window:
a finding when every reading falls short, a warning when some do.
Known limits: a 服务号 may 群发 only four times a month, so its batch reading is a strict one. A feed whose oldest post
is younger than the window may hide earlier ones: such a finding has less confidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from facts.account_posts import AccountPosts, Count, Window, WindowKind, windows_of
from facts.sources import AccountSource
from inspection.finding import Case, Confidence, Evidence, Finding, Severity
from inspection.outcome import CannotTell
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding

_NEWEST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Params:
    """``week_starts_on``: 1 = Monday … 7 = Sunday. ``at_least`` updates in ``window_weeks`` weeks are required."""

    at_least: int
    window_weeks: int
    week_starts_on: int

    def __post_init__(self) -> None:
        if self.at_least < 1 or self.window_weeks < 1:
            raise ValueError("at_least 和 window_weeks 应不小于 1")
        if not 1 <= self.week_starts_on <= 7:
            raise ValueError("week_starts_on 应为 1（周一）到 7（周日）")


def check(posts: AccountPosts, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield at most one finding: too few, or too few by some readings. Raises ``CannotTell`` for undated posts."""
    limit = rule.params.at_least
    windows = windows_of(case.as_of, rule.params.window_weeks, rule.params.week_starts_on)
    counts = [(window, posts.count(window)) for window in windows]
    readings = [reading for _, count in counts for reading in count.readings]
    if min(readings) >= limit:
        return
    short = max(readings) < limit
    if short and max(readings) + posts.undated >= limit:
        raise CannotTell(f"有{posts.undated}条内容没有可读的发布时间，无法确定是否达到{limit}次")
    whole = all(posts.reaches_back_to(window.first) for window in windows)
    yield finding(
        case,
        rule,
        _message(case.subject.title, counts, rule.params, short),
        key=windows[0].last.isoformat(),
        severity=None if short else Severity.WARNING,
        confidence=Confidence.HIGH if whole else Confidence.MEDIUM,
        evidence=tuple(
            Evidence(label=f"发布于{day.isoformat()}", quote=post.title, url=post.url)
            for post, day in posts.dated[:_NEWEST_SHOWN]
        ),
        measured=_measured(counts, limit),
    )


def _message(name: str, counts: list[tuple[Window, Count]], params: Params, short: bool) -> str:
    seen = "；".join(f"{_span(window, params)}发布{_worded(count)}" for window, count in counts)
    verdict = "" if short else "，部分口径不足"
    return f"“{name}”{seen}{verdict}，要求{params.window_weeks}周内不少于{params.at_least}次。"


def _span(window: Window, params: Params) -> str:
    head = "自然周" if window.kind is WindowKind.CALENDAR else f"近{7 * params.window_weeks}天"
    return f"{head}（{_chinese_day(window.first)}至{_chinese_day(window.last)}）"


def _chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _worded(count: Count) -> str:
    batches = "" if count.batches is None else f"、分{count.batches}批"
    return f"{count.posts}条、涉及{count.days}天{batches}"


def _measured(counts: list[tuple[Window, Count]], limit: int) -> dict[str, object]:
    measured: dict[str, object] = {"at_least": limit}
    for window, count in counts:
        measured[window.kind.value] = {
            "first": window.first.isoformat(),
            "last": window.last.isoformat(),
            "posts": count.posts,
            "days": count.days,
            "batches": count.batches,
        }
    return measured


MONITOR = Monitor(id="account_quiet", source=AccountSource, needs=AccountPosts, params=Params, check=check)
