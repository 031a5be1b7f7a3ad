"""Small valid files that hang on some notices and policies."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from functools import cache

from demo.articles import Article, Form
from inspection.registry import ColumnKind

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file beside its article. ``name`` carries the upload day, as TRS does."""

    name: str
    title: str
    kind: str

    @property
    def content_type(self) -> str:
        return _TYPES[self.kind]

    @property
    def body(self) -> bytes:
        return {"xlsx": _workbook, "docx": _document, "pdf": _pdf}[self.kind](self.title)


def attachments_of(article: Article) -> tuple[Attachment, ...]:
    """Every third ordinary notice or policy has one attachment."""
    if article.form is not Form.TEXT or article.column.kind not in (ColumnKind.NOTICE, ColumnKind.POLICY):
        return ()
    if article.docid % 3:
        return ()
    kind = tuple(_TYPES)[article.docid // 3 % 3]
    name = f"P0{article.shown:%Y%m%d}{article.docid % 1000000000:09d}.{kind}"
    return (Attachment(name, f"{article.column.name}附表.{kind}", kind),)


def _zipped(parts: dict[str, str]) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            # A fixed date keeps the bytes the same from run to run.
            package.writestr(zipfile.ZipInfo(name, (2021, 1, 1, 0, 0, 0)), _HEAD + text)
    return memory.getvalue()


def _types(part: str, content_type: str) -> str:
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/{part}" '
        f'ContentType="{content_type}.main+xml"/></Types>'
    )


def _relation(target: str, kind: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


@cache
def _document(title: str) -> bytes:
    text = f"<w:p><w:r><w:t>{title}</w:t></w:r></w:p><w:p><w:r><w:t>填表说明：请如实填写。</w:t></w:r></w:p>"
    return _zipped(
        {
            "[Content_Types].xml": _types("word/document.xml", _TYPES["docx"]),
            "_rels/.rels": _relation("word/document.xml", "officeDocument"),
            "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{text}</w:body></w:document>',
        }
    )


@cache
def _workbook(title: str) -> bytes:
    rows = [("序号", "单位", "金额（万元）"), ("1", title, "12.5")]
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row) + "</row>" for row in rows
    )
    types = _types("xl/workbook.xml", _TYPES["xlsx"]).replace(
        "</Types>",
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.worksheet+xml"/></Types>',
    )
    book = (
        f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/>'
        "</sheets></workbook>"
    )
    return _zipped(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": _relation("xl/workbook.xml", "officeDocument"),
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": _relation("worksheets/sheet1.xml", "worksheet"),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData>{cells}</sheetData></worksheet>',
        }
    )


@cache
def _pdf(title: str) -> bytes:
    hexed = ("\ufeff" + title).encode("utf-16-be").hex()
    stream = b"BT /F1 14 Tf 72 760 Td (Attachment form) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Title <%s> >>" % hexed.encode(),
    ]
    out = b"%PDF-1.4\n"
    offsets = []
    for index, text in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (index, text)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size, start = len(objects) + 1, len(out)
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, start)
    )
