"""Flag a site with too many silent, blank or unmaintained columns.

Why: one late column is a slip; five are a site that nobody looks after.
Source: 国办秘函〔2019〕19号, 网站单项否决“栏目不更新”: at least 5 columns of 动态要闻 silent for 2 weeks and 通知公告、
政策文件 silent for 6 months, counted together; or at least 10 columns long unmaintained; or at least 5 blank ones.
Operators warn at 6 stale and 2 blank columns (field practice).
Known limits: "long" is defined nowhere: a year is our assumption. A column without any date counts as none of these.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from facts.site_freshness import ColumnState, SiteFreshness
from facts.sources import SiteSource
from inspection.finding import Case, Finding, Severity
from inspection.moment import beijing_day
from inspection.outcome import CannotTell
from inspection.registry import ColumnKind
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding

_QUICK = frozenset({ColumnKind.NEWS})
_SLOW = frozenset({ColumnKind.NOTICE, ColumnKind.POLICY})
_WORDS = {"stale": "超期未更新", "blank": "空白", "unmaintained": "长期未更新"}


@dataclass(frozen=True, slots=True)
class Params:
    """``count``: which columns; ``at_least`` of them are a finding, ``warn_at_least`` a warning.

    Full days without an item that are still in time: ``quick_days`` for 动态要闻, ``slow_days`` for 通知公告 and
    政策文件 (``stale``); ``long_days`` for every column (``unmaintained``).
    """

    count: Literal["stale", "blank", "unmaintained"]
    at_least: int
    warn_at_least: int
    quick_days: int = 14
    slow_days: int = 180
    long_days: int = 365


def check(site: SiteFreshness, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield at most one finding. Raises ``CannotTell`` when columns that could not be read might tip the count."""
    params, today = rule.params, beijing_day(case.as_of)
    relevant = [column for column in site.columns if _asked(column, params)]
    counted = [column for column in relevant if not column.unknown and _counts(column, params, today)]
    unknown = [column for column in relevant if column.unknown]
    if len(counted) < params.at_least <= len(counted) + len(unknown):
        raise CannotTell(f"有{len(unknown)}个栏目无法读取，无法确定是否达到{params.at_least}个（{unknown[0].unknown}）")
    if len(counted) < params.warn_at_least:
        return
    late = len(counted) >= params.at_least
    names = "、".join(f"“{column.name}”" for column in counted)
    yield finding(
        case,
        rule,
        f"“{case.subject.title}”有{len(counted)}个栏目{_WORDS[params.count]}（{names}），达到{params.at_least}个即单项否决。",
        key=f"{params.count}:{','.join(sorted(column.name for column in counted))}",
        severity=None if late else Severity.WARNING,
        measured={
            "columns": [column.name for column in counted],
            "limit": params.at_least,
            "late": [
                {"column": column.name, "newest": column.newest.isoformat(), "limit": _limit(column, params)}
                for column in counted
                if column.newest
            ],
        },
    )


def _asked(column: ColumnState, params: Params) -> bool:
    return params.count != "stale" or column.kind in _QUICK | _SLOW


def _counts(column: ColumnState, params: Params, today: date) -> bool:
    if params.count == "blank":
        return column.blank
    if column.newest is None:
        return False
    return (today - column.newest).days > _limit(column, params)


def _limit(column: ColumnState, params: Params) -> int:
    if params.count == "unmaintained":
        return params.long_days
    return params.quick_days if column.kind in _QUICK else params.slow_days


MONITOR = Monitor(id="columns_neglected", source=SiteSource, needs=SiteFreshness, params=Params, check=check)
