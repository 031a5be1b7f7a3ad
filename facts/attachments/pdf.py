"""PDF files: the text layer, page by page; the pictures of pages without one where the extra ``ocr`` is installed."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

from facts import ocr
from facts.attachments.part import MAX_CHARS, Clock, Part, Unreadable

MAX_PAGES = 300
#: Drawing instructions of one page; maps and scans with vector noise reach this, texts stay below a tenth.
_MAX_CONTENT = 6_000_000
#: Pictures of one page that are read, and the points all of them may have: more is a bomb or no scan.
_MOST_PICTURES = 4
_MAX_POINTS = 60_000_000


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
            scanned = not text and contents is not None and b" Do" in contents.get_data()
            text = text or (_clean(_scanned(page)) if scanned else "")
            chars += len(text)
            if chars > MAX_CHARS:
                raise Unreadable("文字过多")
            if text:
                yield Part(f"第{number}页{'（图片中的文字）' if scanned else ''}", text=text)
            elif scanned:
                empty.append(number)
    except FileNotDecryptedError as problem:
        raise Unreadable("已加密，不能读取") from problem
    if empty and not chars:
        raise Unreadable("扫描件，没有文字层")
    if empty:
        raise Unreadable(f"第{'、'.join(map(str, empty[:5]))}页是图片，没有文字层")
    if not chars:
        raise Unreadable("没有可读的文字")


def _scanned(page: Any) -> str:
    """What stands in the page's pictures; ``""`` where pictures cannot be read here, or are too many or too large."""
    if not ocr.available():
        return ""
    objects = page.get("/Resources", {}).get_object().get("/XObject", {}).get_object().values()
    pictures = [one for one in (each.get_object() for each in objects) if one.get("/Subtype") == "/Image"]
    points = sum(int(one.get("/Width", 0)) * int(one.get("/Height", 0)) for one in pictures)
    if not pictures or len(pictures) > _MOST_PICTURES or points > _MAX_POINTS:
        return ""
    return "\n".join(ocr.picture_text(picture.data) for picture in page.images)


def _clean(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]", "", text).strip()
