"""The ledger as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from db import ledger_pages
from db.engine import Connection
from db.ledger_pages import LedgerRow, Mark, Wanted
from inspection.moment import beijing_day
from inspection.registry import District
from jobs.rule_words import title_of
from jobs.workspace import Workspace
from reports.long_table import write_long_table
from web.ledger import words

#: Rows of one workbook.
MOST_ROWS = 10_000
_CHUNK = 500
_HEADER = (
    ("编号", 18), ("单位", 18), ("规则", 22), ("级别", 8), ("问题", 46), ("标题", 30), ("地址", 34), ("状态", 16),
    ("期限", 12), ("超期工作日", 10), ("延期次数", 8), ("复发次数", 8), ("首次发现", 12), ("最近发现", 12),
)  # fmt: skip
_MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def ledger_book(work: Workspace, wanted: Wanted, today: date) -> FileResponse:
    """The wanted findings in the ledger's order, at most ``MOST_ROWS`` of them, as a file to download."""
    folder = TemporaryDirectory(prefix="xunjian-export-")
    path = Path(folder.name) / "ledger.xlsx"
    with work.database.reading() as cx:
        number = ledger_pages.count(cx, wanted, MOST_ROWS + 1)
        note = f"只导出了前 {MOST_ROWS} 行，请用筛选条件分批导出。" if number > MOST_ROWS else ""
        rows = (_cells(work.district, row, today) for row in _rows(cx, wanted))
        write_long_table(path, "问题台账", today, _HEADER, rows, note)
    name = f"ledger-{today:%Y%m%d}.xlsx"
    return FileResponse(path, filename=name, media_type=_MEDIA, background=BackgroundTask(folder.cleanup))


def _rows(cx: Connection, wanted: Wanted) -> Iterator[LedgerRow]:
    after: Mark | None = None
    left = MOST_ROWS
    while left > 0:
        found = ledger_pages.page(cx, wanted, after=after, size=min(_CHUNK, left))
        yield from found.rows
        left -= len(found.rows)
        if not found.older:
            return
        after = found.rows[-1].mark


def _cells(district: District, row: LedgerRow, today: date) -> Sequence[str | int]:
    standing = row.standing
    return (
        row.id, words.unit_words(district, row.subject.unit_id), title_of(row.rule), words.GRADES[row.severity],
        row.message, words.shown(row.subject.title), words.shown(row.subject.url), standing.label(today),
        standing.due.isoformat() if standing.due else "", words.terms().late_days(standing, today),
        standing.extensions, standing.recurrences, beijing_day(row.first_seen_at).isoformat(),
        beijing_day(row.last_seen_at).isoformat(),
    )  # fmt: skip
