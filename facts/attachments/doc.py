"""Documents of Word 97 to 2003: the text by its piece table.

Source: [MS-DOC] 2.4.1 (retrieving text): FibBase, fcClx and lcbClx, Pcdt, PlcPcd.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator

from facts.attachments.part import MAX_CHARS, Clock, Part, Unreadable
from facts.attachments.xlsx import squared

_MAGIC = 0xA5EC
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_CLX_AT = 0x01A2
#: Field codes between 0x13 and 0x14 are not shown; what stands between 0x14 and 0x15 is.
_FIELD_CODE = re.compile("\x13[^\x13\x14\x15]{0,2000}[\x14\x15]")
_CELL = "\x07"
_MOST_COLUMNS = 30


def read_doc(body: bytes, clock: Clock) -> Iterator[Part]:
    """Paragraphs and tables in reading order; raises ``Unreadable``."""
    import olefile  # noqa: PLC0415 - only pages with old documents pay

    with olefile.OleFileIO(io.BytesIO(body)) as ole:
        if not ole.exists("WordDocument"):
            raise Unreadable("已加密，不能读取" if ole.exists("EncryptedPackage") else "不是Word文档")
        word = ole.openstream("WordDocument").read()
        magic, flags = struct.unpack_from("<H", word)[0], struct.unpack_from("<H", word, 10)[0]
        if magic != _MAGIC:
            raise Unreadable("Word文档结构损坏")
        if flags & _ENCRYPTED:
            raise Unreadable("已加密，不能读取")
        table = ole.openstream("1Table" if flags & _TABLE_1 else "0Table").read()
    clock.check()
    text = "".join(_pieces(word, table))
    if len(text.strip("\r\x07 ")) < 1:
        raise Unreadable("没有可读的文字")
    yield from _parts(_FIELD_CODE.sub("", text))


def _pieces(word: bytes, table: bytes) -> Iterator[str]:
    start, size = struct.unpack_from("<II", word, _CLX_AT)
    clx = table[start : start + size]
    at = 0
    while at < len(clx) and clx[at] == 1:  # property modifiers before the pieces
        at += 3 + struct.unpack_from("<h", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != 2 or at + 5 > len(clx):
        raise Unreadable("Word文档结构损坏")
    length = struct.unpack_from("<I", clx, at + 1)[0]
    plc = clx[at + 5 : at + 5 + length]
    count = (len(plc) - 4) // 12
    if count < 1 or len(plc) < length:
        raise Unreadable("Word文档结构损坏")
    ends = struct.unpack_from(f"<{count + 1}I", plc)
    if ends[-1] > MAX_CHARS or list(ends) != sorted(ends):
        raise Unreadable("Word文档结构损坏")
    for place in range(count):
        position = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * place + 2)[0]
        chars = ends[place + 1] - ends[place]
        narrow, position = bool(position & 0x40000000), position & 0x3FFFFFFF
        raw = word[position // 2 :][:chars] if narrow else word[position:][: 2 * chars]
        if len(raw) < (chars if narrow else 2 * chars):
            raise Unreadable("Word文档不完整")
        yield raw.decode("cp1252" if narrow else "utf-16-le", "replace")


def _parts(text: str) -> Iterator[Part]:
    lines: list[str] = []
    tables = 0
    for block in re.split("\r", text):
        # a paragraph may end a run of cells: cells and row ends are marked alike
        cells = block.split(_CELL)
        rows = _rows(cells[:-1]) if len(cells) > 1 else ()
        if rows:
            if lines:
                yield Part("正文", text="\n".join(lines))
                lines = []
            tables += 1
            yield Part(f"第{tables}个表格", rows)
        rest = cells[-1] if rows else " ".join(cells)
        clean = re.sub(r"[\x00-\x08\x0e-\x1f]", "", rest.replace("\x0b", " ").replace("\x0c", " ")).strip()
        lines += [clean] if clean else []
    if lines:
        yield Part("正文", text="\n".join(lines))


def _rows(cells: list[str]) -> tuple[tuple[str, ...], ...]:
    """Cells cut into rows: the mark of a row's end looks like one more, empty cell."""
    clean = [re.sub(r"[\x00-\x1f]", "", cell).strip() for cell in cells]
    for width in range(1, _MOST_COLUMNS):
        if len(clean) % (width + 1) == 0 and not any(clean[width :: width + 1]):
            return tuple(tuple(clean[start : start + width]) for start in range(0, len(clean), width + 1))
    rows: list[list[str]] = [[]]
    for cell in clean:  # rows of different widths: an empty cell ends one
        if cell:
            rows[-1].append(cell)
        elif rows[-1]:
            rows.append([])
    return squared([row for row in rows if row])
