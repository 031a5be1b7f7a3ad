"""Flag a column without a new item inside its update window, and warn before the window ends.

Why: visitors and inspectors read a silent column as abandoned.
Source: circular 2021Q1, section 三(二): 动态、要闻 14 days; 政策文件、政策解读、公示公告 180 days.
Known limits: rows without a visible date count as not updated (国办秘函〔2019〕19号), with little confidence, for it
may be our reading that failed. An empty list is the business of ``column_blank``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from facts.column_dates import ColumnDates, ItemDay
from facts.sources import ColumnSource
from inspection.finding import Case, Confidence, Evidence, Finding, Severity
from inspection.moment import beijing_day
from inspection.outcome import CannotTell
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding


@dataclass(frozen=True, slots=True)
class Params:
    """Whole Beijing days since the newest item: late when more than ``late_after_days``, a warning from
    ``warn_from_days`` on (inclusive).
    """

    late_after_days: int
    warn_from_days: int

    def __post_init__(self) -> None:
        if not 0 < self.warn_from_days <= self.late_after_days:
            raise ValueError("warn_from_days 应大于 0，且不大于 late_after_days")


def check(dates: ColumnDates, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield at most one finding: stale, undated, or about to be stale. Raises ``CannotTell`` for gaps that matter."""
    params, newest, today = rule.params, dates.newest, beijing_day(case.as_of)
    days = (today - newest.day).days if newest else None
    if days is not None and days < params.warn_from_days:
        return
    if dates.gaps and (days is None or days > params.late_after_days):
        raise CannotTell("；".join(dates.gaps[:3]))
    if newest is None or days is None:
        yield _undated(dates, rule, case)
    elif days > params.late_after_days:
        # A row whose date was not read, or lies in the future, might be the newer one.
        sure = not dates.undated and not dates.future
        yield _aged(newest, days, today, rule, case, None, Confidence.HIGH if sure else Confidence.MEDIUM)
    else:
        yield _aged(newest, days, today, rule, case, Severity.WARNING, Confidence.HIGH)


def _aged(
    newest: ItemDay,
    days: int,
    today: date,
    rule: Rule[Params],
    case: Case,
    severity: Severity | None,
    confidence: Confidence,
) -> Finding:
    limit = rule.params.late_after_days
    left = f"，还剩{limit - days}天到期" if severity is Severity.WARNING else ""
    inherited = f"（子栏目“{newest.column}”）" if newest.column != case.subject.title else ""
    message = (
        f"“{case.subject.title}”栏目{inherited}最近更新为{_chinese(newest.day)}，"
        f"至{_chinese(today)}已{days}天未更新{left}，要求{limit}天内更新。"
    )
    return finding(
        case,
        rule,
        message,
        key=newest.day.isoformat(),
        severity=severity,
        confidence=confidence,
        quote=newest.title,
        evidence=(
            Evidence("最近更新的条目", f"{newest.title} {newest.day.isoformat()}", newest.url),
            Evidence("列表页快照", url=newest.page_url, sha256=newest.sha256),
        ),
        measured={"newest": newest.day.isoformat(), "days": days, "limit": limit, "days_left": limit - days},
    )


def _undated(dates: ColumnDates, rule: Rule[Params], case: Case) -> Finding:
    if dates.future:
        raise CannotTell("只有日期晚于检查日的条目，无法确定最近更新时间")
    if not dates.undated:
        raise CannotTell("栏目无内容，由空白栏目规则判断")
    limit = rule.params.late_after_days
    return finding(
        case,
        rule,
        f"“{case.subject.title}”栏目的{dates.undated}条内容均没有可见日期，按未更新认定，要求{limit}天内更新。",
        key="undated",
        confidence=Confidence.LOW,
        measured={"newest": None, "days": None, "limit": limit, "days_left": None},
    )


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


MONITOR = Monitor(id="column_stale", source=ColumnSource, needs=ColumnDates, params=Params, check=check)
