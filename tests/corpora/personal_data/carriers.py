"""Small files of every format that offices attach, made of rows of text; the same rows give the same bytes.

A first row with one cell is a title. ``doc`` and ``xls`` are written by hand, as the formats' specifications say
([MS-CFB], [MS-DOC], [MS-XLS]): no library writes them any more.
"""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import xlsxwriter

Rows = Sequence[Sequence[str]]
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def xlsx(rows: Rows, *, hidden_column: int | None = None, hidden_sheet: bool = False) -> bytes:
    """``rows`` on a sheet 名单; hidden behind an innocent first sheet when ``hidden_sheet``."""
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True})
    book.set_properties({"created": datetime(2021, 4, 1, tzinfo=UTC)})
    if hidden_sheet:
        book.add_worksheet("说明").write(0, 0, "请各镇街核对。")
    sheet = book.add_worksheet("名单")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    if hidden_column is not None:
        sheet.set_column(hidden_column, hidden_column, 10, None, {"hidden": True})
    if hidden_sheet:
        sheet.hide()
    book.close()
    return memory.getvalue()


def docx(rows: Rows, header: str = "") -> bytes:
    """A title paragraph and a table."""
    body = "".join(_paragraph(row[0]) for row in rows if len(row) == 1)
    body += "<w:tbl>" + "".join(_table_row(row) for row in rows if len(row) > 1) + "</w:tbl>"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{_WORD_TYPE}"/></Types>',
        "_rels/.rels": _relation("word/document.xml", "officeDocument"),
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
    }
    if header:
        parts["word/_rels/document.xml.rels"] = _relation("header1.xml", "header")
        parts["word/header1.xml"] = f'<w:hdr xmlns:w="{_WORD}">{_paragraph(header)}</w:hdr>'
    return zipped({name: ('<?xml version="1.0" encoding="UTF-8"?>' + text).encode() for name, text in parts.items()})


def zipped(members: dict[str, bytes]) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2021, 4, 1, 0, 0, 0)), body, zipfile.ZIP_DEFLATED)
    return memory.getvalue()


def csv_file(rows: Rows) -> bytes:
    """GBK, as spreadsheet programs write it."""
    memory = io.StringIO()
    csv.writer(memory).writerows(rows)
    return memory.getvalue().encode("gb18030")


def pdf(rows: Rows) -> bytes:
    """One page; cells of a row are set apart by blanks. Characters are two-byte codes with a map to Unicode."""
    lines = [" ".join(cell for cell in row if cell) for row in rows]
    shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -20 Td " for line in lines)
    stream = f"BT /F1 12 Tf 50 780 Td {shown}ET".encode()
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        b"1 beginbfrange <0000> <FFFF> <0000> endbfrange\nendcmap end end"
    )
    return pdf_objects(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        _stream(stream),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /Identity-H /DescendantFonts [6 0 R] "
        b"/ToUnicode 7 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /DW 1000 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        _stream(cmap),
    )


def scan() -> bytes:
    """A page that is one picture."""
    return pdf_objects(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /XObject << /I 5 0 R >> >> >>",
        _stream(b"q 595 0 0 842 0 0 cm /I Do Q"),
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>"
        b"\nstream\n\xff\nendstream",
    )


def pdf_objects(*objects: bytes) -> bytes:
    """A file of these objects, the first being the catalogue."""
    out = b"%PDF-1.4\n"
    offsets = []
    for number, text in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, len(out))
    )


def doc(rows: Rows, *, encrypted: bool = False) -> bytes:
    """One piece of text; a cell ends with 0x07, a row with one more."""
    text = "".join(row[0] + "\r" if len(row) == 1 else "".join(cell + "\x07" for cell in row) + "\x07" for row in rows)
    text += "\r"
    head = bytearray(0x800)
    struct.pack_into("<HH", head, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", head, 10, 0x0200 | (0x0100 if encrypted else 0))
    pieces = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, len(head), 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<II", head, 0x01A2, 0, len(clx))
    return compound({"1Table": clx, "WordDocument": bytes(head) + text.encode("utf-16-le")})


def xls(rows: Rows, *, hidden_column: int | None = None) -> bytes:
    """BIFF8 with one sheet 名单 of labels."""
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    if hidden_column is not None:
        sheet += _record(0x007D, struct.pack("<HHHHHH", hidden_column, hidden_column, 2560, 0, 1, 0))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
            sheet += _record(0x0204, struct.pack("<HHH", number, column, 0) + text)
    sheet += _record(0x000A, b"")
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    start += _record(0x0042, struct.pack("<H", 1200))
    name = "名单".encode("utf-16-le")
    size = len(start) + 4 + 8 + len(name) + 4
    start += _record(0x0085, struct.pack("<IBBBB", size, 0, 0, 2, 1) + name) + _record(0x000A, b"")
    return compound({"Workbook": start + sheet})


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file ([MS-CFB] version 3); streams are padded past the limit of the mini stream."""
    padded = {name: body + b"\0" * max(4096 - len(body), -len(body) % 512) for name, body in streams.items()}
    fat = [0xFFFFFFFD, 0xFFFFFFFE]
    starts = {}
    for name, body in padded.items():
        starts[name] = len(fat)
        sectors = len(body) // 512
        fat += [*range(len(fat) + 1, len(fat) + sectors), 0xFFFFFFFE]
    names = list(padded)
    entries = _entry("Root Entry", 5, 1, 0xFFFFFFFE, 0, 0xFFFFFFFF)
    for place, name in enumerate(names):
        right = place + 2 if place + 1 < len(names) else 0xFFFFFFFF
        entries += _entry(name, 2, 0xFFFFFFFF, starts[name], len(padded[name]), right)
    head = struct.pack("<8s16xHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
                       0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)  # fmt: skip
    head += struct.pack("<108I", *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", *fat, *[0xFFFFFFFF] * (128 - len(fat)))
    return head + table + entries.ljust(512, b"\0") + b"".join(padded.values())


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    return struct.pack("<64sHBBIII16xI8x8xIQ", encoded, len(encoded), kind, 1, 0xFFFFFFFF, right, child, 0, start, size)


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _stream(body: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body)


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def _table_row(row: Sequence[str]) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"


def _relation(target: str, kind: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )
