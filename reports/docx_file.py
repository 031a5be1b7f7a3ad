"""A document as bytes: the same for the same content, without clock, random names and what its template left."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.opc.rel import Relationships

from reports.cell_text import printable

#: The oldest time a zip file can tell: parts of the file carry it, whenever they are written.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
#: Parts of the library's template that a document of ours does not need.
_LEFT_OVER = (
    "thumbnail",
    "customXml",
    "numbering",
    "stylesWithEffects",
    "webSettings",
    "fontTable",
    "extended-properties",
)


def blank_document(title: str, author: str, day: date) -> Document:
    """A document without content; its properties tell ``title``, ``author`` and ``day`` as the time of making."""
    document = docx.Document()
    body = document.element.body
    for paragraph in list(body.p_lst):
        body.remove(paragraph)
    for relationships in (document.part.package.rels, document.part.rels):
        _clear(relationships)
    told = document.core_properties
    told.title, told.author, told.last_modified_by = printable(title)[:255], printable(author)[:255], ""
    told.created = told.modified = datetime.combine(day, time(), UTC)
    told.comments = told.keywords = told.subject = told.category = ""
    told.language, told.revision = "zh-CN", 1
    return document


def document_bytes(document: Document) -> bytes:
    """The .docx file."""
    written, packed = BytesIO(), BytesIO()
    document.save(written)
    with ZipFile(written) as source, ZipFile(packed, "w") as target:
        for entry in source.infolist():
            info = ZipInfo(entry.filename, _ZIP_TIME)
            info.external_attr, info.create_system = 0o644 << 16, 3
            target.writestr(info, source.read(entry), ZIP_DEFLATED)
    return packed.getvalue()


def _clear(relationships: Relationships) -> None:
    for name, relationship in list(relationships.items()):
        if relationship.reltype.rpartition("/")[2] in _LEFT_OVER:
            del relationships[name]
