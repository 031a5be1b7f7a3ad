"""CSV and text files, and pages of HTML that call themselves workbooks (many systems export those)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from facts.attachments.part import MAX_CHARS, MAX_COLUMNS, MAX_ROWS, Clock, Part, Unreadable
from facts.attachments.xlsx import squared
from facts.decoding import decode
from facts.nesting import limit_nesting
from facts.plain_text import plain_text


def read_text(body: bytes, _clock: Clock) -> Iterator[Part]:
    """The whole text as one part."""
    yield Part("正文", text=_decoded(body))


def read_csv(body: bytes, _clock: Clock) -> Iterator[Part]:
    """One table; ``;`` and tabs separate too."""
    text = _decoded(body)
    head = text[:2000]
    mark = max(",\t;", key=head.count)
    rows = []
    try:
        for row in csv.reader(io.StringIO(text.replace("\0", "")), delimiter=mark):
            rows.append(row[:MAX_COLUMNS])
            if len(rows) > MAX_ROWS:
                raise Unreadable("表格过大")
    except csv.Error as problem:
        raise Unreadable("表格格式损坏") from problem
    yield Part("表格", squared(rows))


def read_html(body: bytes, _clock: Clock) -> Iterator[Part]:
    """Lines of text as one part: a table's row is a line, its cells are set apart."""
    text = _decoded(body)
    root = LexborHTMLParser(limit_nesting(text)).body
    rows = [
        [cell.text(strip=True) for cell in row.css("td, th")][:MAX_COLUMNS] for row in (root.css("tr") if root else [])
    ]
    if rows:
        yield Part("表格", squared(rows[:MAX_ROWS]))
    elif root is not None:
        yield Part("正文", text=plain_text(root))


def _decoded(body: bytes) -> str:
    decoded = decode(body, None)
    if not decoded.readable:
        raise Unreadable("文字编码无法识别")
    if len(decoded.text) > MAX_CHARS:
        raise Unreadable("文字过多")
    return decoded.text
