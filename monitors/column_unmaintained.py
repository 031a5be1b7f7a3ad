"""Flag a column that has had no new item for a year or more.

Why: ten such columns are a national veto (``columns_neglected``); the unit should know each of them.
Source: 国办秘函〔2019〕19号, 栏目不更新: 长期未更新 (how long is defined nowhere: a year is our assumption).
Known limits: standing texts (概况, 机构职能, 领导信息) have no window; the rule row names the kinds it holds for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.column_dates import ColumnDates
from facts.sources import ColumnSource
from inspection.finding import Case, Evidence, Finding
from inspection.moment import beijing_day
from inspection.outcome import CannotTell
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding


@dataclass(frozen=True, slots=True)
class Params:
    """``late_after_days`` full days without a new item are still in time."""

    late_after_days: int


def check(dates: ColumnDates, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield at most one finding. Raises ``CannotTell`` when something unread might be newer, or nothing is dated."""
    newest, today = dates.newest, beijing_day(case.as_of)
    if newest is None:
        raise CannotTell(dates.gaps[0] if dates.gaps else "栏目内容没有可见日期")
    days = (today - newest.day).days
    if days <= rule.params.late_after_days:
        return
    if dates.gaps:
        raise CannotTell(dates.gaps[0])
    yield finding(
        case,
        rule,
        f"“{case.subject.title}”栏目最近更新为{newest.day:%Y年%-m月%-d日}，至{today:%Y年%-m月%-d日}已{days}天未更新，属长期未维护。",
        key=newest.day.isoformat(),
        evidence=(Evidence("最近一条", quote=newest.title, url=newest.page_url, sha256=newest.sha256),),
        measured={"newest": newest.day.isoformat(), "days": days, "limit": rule.params.late_after_days},
    )


MONITOR = Monitor(id="column_unmaintained", source=ColumnSource, needs=ColumnDates, params=Params, check=check)
