"""PDF files: the text layer, page by page."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator

from facts.attachments.part import MAX_CHARS, Clock, Part, Unreadable

MAX_PAGES = 300
#: Drawing instructions of one page; maps and scans with vector noise reach this, texts stay below a tenth.
_MAX_CONTENT = 6_000_000


def read_pdf(body: bytes, clock: Clock) -> Iterator[Part]:
    """One part for each page with text; raises ``Unreadable`` for scans, locks and damage.

    A page without text between pages with text raises too, after the others were given: a scanned page may hold
    anything.
    """
    from pypdf import PdfReader  # noqa: PLC0415 - only pages with PDF files pay
    from pypdf.errors import FileNotDecryptedError  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells each oddity of each file
    reader = PdfReader(io.BytesIO(body))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable("已加密，不能读取")
    empty: list[int] = []
    chars = 0
    try:
        for number, page in enumerate(reader.pages, 1):
            clock.check()
            if number > MAX_PAGES:
                raise Unreadable(f"页数过多，只读了前{MAX_PAGES}页")
            contents = page.get_contents()
            if contents is not None and len(contents.get_data()) > _MAX_CONTENT:
                raise Unreadable(f"第{number}页内容过于复杂")
            text = _clean(page.extract_text())
            chars += len(text)
            if chars > MAX_CHARS:
                raise Unreadable("文字过多")
            if text:
                yield Part(f"第{number}页", text=text)
            elif contents is not None and b" Do" in contents.get_data():
                empty.append(number)
    except FileNotDecryptedError as problem:
        raise Unreadable("已加密，不能读取") from problem
    if empty and not chars:
        raise Unreadable("扫描件，没有文字层")
    if empty:
        raise Unreadable(f"第{'、'.join(map(str, empty[:5]))}页是图片，没有文字层")
    if not chars:
        raise Unreadable("没有可读的文字")


def _clean(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]", "", text).strip()
