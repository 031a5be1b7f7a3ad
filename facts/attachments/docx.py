"""Documents of Word 2007 and later: body, tables, headers and footers, notes, comments, text boxes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from facts.attachments.packed import open_office
from facts.attachments.part import MAX_CELLS, MAX_CHARS, MAX_COLUMNS, Clock, Part, Unreadable
from facts.attachments.xlsx import squared

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BESIDE = re.compile(r"/word/(header|footer|footnotes|endnotes|comments)\d*\.xml")
_NAMES = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注", "comments": "批注"}


def read_docx(body: bytes, clock: Clock) -> Iterator[Part]:
    """Runs of paragraphs and tables in reading order, then what stands beside the body; raises ``Unreadable``."""
    from docx import Document as WordDocument  # noqa: PLC0415 - only pages with documents pay
    from docx.oxml.parser import parse_xml  # noqa: PLC0415

    open_office(body)
    package = WordDocument(io.BytesIO(body))
    yield from _body(package.element.body, clock)
    for part in package.part.package.iter_parts():
        beside = _BESIDE.fullmatch(str(part.partname))
        if beside:
            text = "\n".join(filter(None, map(_text, parse_xml(part.blob).iter(f"{_W}p"))))
            if text:
                yield Part(_NAMES[beside[1]], text=text)


def _body(body: Any, clock: Clock) -> Iterator[Part]:
    lines: list[str] = []
    tables = chars = 0
    for block in body.iterchildren(f"{_W}p", f"{_W}tbl", f"{_W}sdt"):
        clock.check()
        if block.tag == f"{_W}tbl":
            if lines:
                yield Part("正文", text="\n".join(lines))
                lines = []
            tables += 1
            yield Part(f"第{tables}个表格", _rows(block))
            continue
        text = "\n".join(filter(None, map(_text, block.iter(f"{_W}p"))))
        chars += len(text)
        if chars > MAX_CHARS:
            raise Unreadable("文字过多")
        lines += [text] if text else []
    if lines:
        yield Part("正文", text="\n".join(lines))


def _rows(table: Any) -> tuple[tuple[str, ...], ...]:
    """Cells with merged ones repeated."""
    rows: list[list[str]] = []
    cells = 0
    for row in table.iterchildren(f"{_W}tr"):
        read: list[str] = []
        for cell in row.iter(f"{_W}tc"):
            properties = cell.find(f"{_W}tcPr")
            span = _value(properties, "gridSpan")
            wide = min(int(span), MAX_COLUMNS) if span and span.isdecimal() else 1
            text = "".join(map(_text, cell.iter(f"{_W}p")))
            merged = properties.find(f"{_W}vMerge") if properties is not None else None
            if merged is not None and merged.get(f"{_W}val") != "restart" and rows and len(read) < len(rows[-1]):
                text = rows[-1][len(read)]
            read += [text] * wide
        cells += len(read)
        if cells > MAX_CELLS:
            raise Unreadable("表格过大")
        rows.append(read)
    return squared(rows)


def _value(properties: Any, name: str) -> str | None:
    node = properties.find(f"{_W}{name}") if properties is not None else None
    return node.get(f"{_W}val") if node is not None else None


def _text(paragraph: Any) -> str:
    """Text of one paragraph, with text boxes in it; deleted revisions are no longer shown and stay out."""
    return "".join(
        " " if node.tag in (f"{_W}tab", f"{_W}br") else node.text or ""
        for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br")
    ).strip()
