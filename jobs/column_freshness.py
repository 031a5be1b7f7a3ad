"""How fresh a column is, as the pages say that were read to judge it."""

from __future__ import annotations

import logging

from facts.column_dates import ColumnDates
from facts.masking import mask_personal
from facts.sources import ColumnSource
from inspection.finding import SubjectKind
from inspection.freshness import Freshness
from inspection.outcome import Missing

log = logging.getLogger(__name__)


def column_freshness(source: ColumnSource) -> Freshness:
    """What the column's list pages, and those of its children, show."""
    column = source.column
    try:
        dates = ColumnDates.extract(source)
    except Exception as problem:  # as in the runner: one odd page must not hide the answers about all others
        log.exception("the dates of column %s could not be read", column.id)
        dates = Missing(f"检查程序出错（{type(problem).__name__}）")
    if isinstance(dates, Missing):
        return Freshness(SubjectKind.COLUMN, column.id, column.site_id, source.as_of, None, mask_personal(dates.reason))
    gap = mask_personal("；".join(dates.gaps[:3]))
    if dates.newest is None:
        gap = gap or ("条目没有可见日期" if dates.undated else "栏目没有内容")
    newest = dates.newest.day if dates.newest else None
    return Freshness(SubjectKind.COLUMN, column.id, column.site_id, source.as_of, newest, gap)
