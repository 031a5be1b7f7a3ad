"""A CSV or XLSX sheet that the unit fills in: 发布时间, 标题, and where known 链接, 置顶, 批次, 可评论.

One row that cannot be read leaves the whole sheet unread, with the row number: half a sheet would accuse the unit.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from crawler.feeds.assembling import Unreadable, assemble, fingerprint, plain, web_address
from crawler.feeds.moments import moment
from crawler.feeds.workbook import MAX_COLUMNS, MAX_ROWS, workbook_rows
from inspection.moment import BEIJING
from inspection.post import FeedReading, Post

_ZIP_MARK = b"PK\x03\x04"
_OLD_EXCEL_MARK = b"\xd0\xcf\x11\xe0"
_REQUIRED = ("发布时间", "标题")
_YES = frozenset({"是", "1", "true", "y", "yes", "√", "置顶"})
_NO = frozenset({"", "否", "0", "false", "n", "no", "×"})

Row = Sequence[object]


def read(body: bytes, as_of: datetime, _content_type: str | None) -> FeedReading:
    """Posts of the sheet; raises ``Unreadable`` with the row number (1 = first line of the sheet) of a bad row."""
    if body.startswith(_OLD_EXCEL_MARK):
        raise Unreadable("不支持旧版 .xls 文件，请另存为 .xlsx 或 .csv")
    rows = enumerate(workbook_rows(body) if body.startswith(_ZIP_MARK) else _csv_rows(body), start=1)
    filled = ((number, row) for number, row in rows if any(_words(cell) for cell in row))
    heads = [_words(cell) for cell in next(filled, (0, ()))[1]]
    for required in _REQUIRED:
        if heads.count(required) != 1:
            raise Unreadable(f"表头应有且只有一列“{required}”（可用的表头：发布时间、标题、链接、置顶、批次、可评论）")
    return assemble(None, [_post(number, dict(zip(heads, row, strict=False)), as_of) for number, row in filled])


def _words(cell: object) -> str:
    return "" if cell is None else plain(str(cell), 2000)


def _csv_rows(body: bytes) -> Iterator[Row]:
    text = _decoded(body)
    first_line = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first_line else ",", strict=True)
    try:
        for row in reader:
            if reader.line_num > MAX_ROWS:
                raise Unreadable(f"表格超过 {MAX_ROWS} 行，未读取")
            yield row[:MAX_COLUMNS]
    except csv.Error as problem:
        raise Unreadable(f"第{reader.line_num}行：不是合格的 CSV") from problem


def _decoded(body: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue  # Excel saves CSV in GB18030 on Chinese Windows
    raise Unreadable("表格既不是 UTF-8 也不是 GB18030 编码")


def _post(number: int, row: dict[str, object], as_of: datetime) -> Post:
    when = _when(row["发布时间"], as_of) if "发布时间" in row else None
    if when is None:
        raise Unreadable(f"第{number}行：发布时间“{_words(row.get('发布时间'))[:40]}”无法识别，请写成 2021-02-25 10:30")
    title = _words(row.get("标题"))
    if not title:
        raise Unreadable(f"第{number}行：标题为空")
    pinned, open_to_comments = _mark(row, "置顶", number), _mark(row, "可评论", number)
    url = web_address(row.get("链接"))
    if _words(row.get("链接")) and not url:
        raise Unreadable(f"第{number}行：链接不是 http 或 https 地址")
    key = url or fingerprint(title, when.isoformat())
    batch = _words(row.get("批次")) or None
    return Post(key, title[:120], url, when, bool(pinned), batch=batch, open_to_comments=open_to_comments)


def _mark(row: dict[str, object], head: str, number: int) -> bool | None:
    """What stands under ``head``, ``None`` for nothing."""
    mark = _words(row.get(head)).lower()
    if mark not in _YES | _NO:
        raise Unreadable(f"第{number}行：{head}应填“是”或“否”，现为“{mark[:20]}”")
    return mark in _YES if mark else None


def _when(cell: object, as_of: datetime) -> datetime | None:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=BEIJING) if cell.tzinfo is None else cell.astimezone(BEIJING)
    if isinstance(cell, date):
        return datetime.combine(cell, time(), BEIJING)
    return moment(cell, as_of)
