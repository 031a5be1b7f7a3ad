"""Flag a home page that shows nothing newer than its window, and warn before the window ends.

Why: one of the single-item vetoes of the national indicators.
Source: 国办秘函〔2019〕19号, 首页不更新 (2 weeks); field practice warns from day 10.
Known limits: rows without a date are not counted; a home page with hardly any dated row counts through its columns.
A change of pictures or layout without a date is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from facts.home_dates import HomeDates
from facts.sources import SiteSource
from inspection.finding import Case, Confidence, Evidence, Finding, Severity
from inspection.moment import beijing_day
from inspection.outcome import CannotTell
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding


@dataclass(frozen=True, slots=True)
class Params:
    """Whole Beijing days since the newest row: late when more than ``late_after_days``, a warning from
    ``warn_from_days`` on (inclusive).
    """

    late_after_days: int
    warn_from_days: int

    def __post_init__(self) -> None:
        if not 0 < self.warn_from_days <= self.late_after_days:
            raise ValueError("warn_from_days 应大于 0，且不大于 late_after_days")


def check(home: HomeDates, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield at most one finding. Raises ``CannotTell`` when an unread part might be newer, or nothing is dated."""
    params, newest, today = rule.params, home.newest, beijing_day(case.as_of)
    if newest is None:
        raise CannotTell("；".join(home.gaps[:3]) or "首页及各栏目均没有可见日期，无法判断")
    days = (today - newest.day).days
    if days < params.warn_from_days:
        return
    late = days > params.late_after_days
    if late and home.gaps:
        raise CannotTell("；".join(home.gaps[:3]))
    limit = params.late_after_days
    shown = f"（导航型首页，以“{newest.column}”栏目计）" if home.navigates else ""
    left = "" if late else f"，还剩{limit - days}天到期"
    yield finding(
        case,
        rule,
        f"“{case.subject.title}”首页{shown}最近更新为{_chinese(newest.day)}，"
        f"至{_chinese(today)}已{days}天未更新{left}，要求{limit}天内更新。",
        key=newest.day.isoformat(),
        severity=None if late else Severity.WARNING,
        confidence=Confidence.MEDIUM if home.navigates else Confidence.HIGH,
        quote=newest.title,
        evidence=(
            Evidence("最近更新的条目", f"{newest.title} {newest.day.isoformat()}", newest.url),
            Evidence("页面快照", url=newest.page_url, sha256=newest.sha256),
        ),
        measured={"newest": newest.day.isoformat(), "days": days, "limit": limit, "days_left": limit - days},
    )


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


MONITOR = Monitor(id="home_stale", source=SiteSource, needs=HomeDates, params=Params, check=check)
