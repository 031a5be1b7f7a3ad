"""Tables of an official document: merged cells, header rows that come again on each page, fixed widths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import cast

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Twips
from docx.text.paragraph import Paragraph

from reports.cell_text import printable
from reports.docx_frame import CELL, PICTURE, Look, element, fonts

_BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")
#: Between a cell's border and its text.
_MARGIN = 57
_AIR = 30
#: 100 mm: with this a problem's table and the head of its annex fit on one page.
_PICTURE_HEIGHT = 5670


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: ``across`` columns wide, and ``down`` rows high (the rows below hold ``None`` in its place).

    A line feed in ``text`` begins a paragraph. ``picture`` is a PNG, shown below the text.
    """

    text: str
    look: Look = CELL
    across: int = 1
    down: int = 1
    picture: bytes | None = None


Row = Sequence[Cell | None]


def table_widths(shares: Sequence[float], total: int) -> list[int]:
    """Twips of each column, in proportion to ``shares``; together exactly ``total``."""
    edges = [round(total * sum(shares[:at]) / sum(shares)) for at in range(len(shares) + 1)]
    return [right - left for left, right in pairwise(edges)]


def add_table(
    document: Document, widths: Sequence[int], rows: Sequence[Row], *, header: int = 0, together: bool = False
) -> None:
    """Append a table. The first ``header`` rows are repeated on every page; no row is parted between pages.

    ``widths`` are twips; every row fills them exactly, else ``ValueError``. ``together``: all rows on one page, where
    a page can hold them.
    """
    table = OxmlElement("w:tbl")
    table.append(_table_properties(sum(widths)))
    grid = OxmlElement("w:tblGrid")
    for width in widths:
        grid.append(element("gridCol", w=width))
    table.append(grid)
    for number, cells in enumerate(rows):
        keep = together and number < len(rows) - 1
        table.append(_row(document, widths, cells, header=number < header, keep=keep))
    document.element.body.insert_element_before(table, "w:sectPr")


def _table_properties(total: int) -> BaseOxmlElement:
    properties = OxmlElement("w:tblPr")
    properties.append(element("tblW", w=total, type="dxa"))
    properties.append(element("jc", val="center"))
    lines = OxmlElement("w:tblBorders")
    for side in _BORDERS:
        lines.append(element(side, val="single", sz=4, space=0, color="000000"))
    properties.append(lines)
    properties.append(element("tblLayout", type="fixed"))
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", _AIR), ("left", _MARGIN), ("bottom", _AIR), ("right", _MARGIN)):
        margins.append(element(side, w=width, type="dxa"))
    properties.append(margins)
    return properties


def _row(document: Document, widths: Sequence[int], cells: Row, *, header: bool, keep: bool) -> BaseOxmlElement:
    row = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    properties.append(element("cantSplit"))
    if header:
        properties.append(element("tblHeader"))
    row.append(properties)
    at = 0
    for cell in cells:
        across = cell.across if cell else 1
        row.append(_cell(document, sum(widths[at : at + across]), cell, keep=keep))
        at += across
    if at != len(widths):
        raise ValueError(f"a row fills {at} of {len(widths)} columns")
    return row


def _cell(document: Document, width: int, cell: Cell | None, *, keep: bool) -> BaseOxmlElement:
    made = OxmlElement("w:tc")
    properties = OxmlElement("w:tcPr")
    properties.append(element("tcW", w=width, type="dxa"))
    if cell and cell.across > 1:
        properties.append(element("gridSpan", val=cell.across))
    if cell is None:
        properties.append(element("vMerge"))
    elif cell.down > 1:
        properties.append(element("vMerge", val="restart"))
    properties.append(element("vAlign", val="center"))
    made.append(properties)
    for paragraph in _paragraphs(document, width, cell, keep=keep):
        made.append(paragraph)
    return made


def _paragraphs(document: Document, width: int, cell: Cell | None, *, keep: bool) -> Iterator[BaseOxmlElement]:
    if cell is None:
        yield paragraph_of("", CELL, keep=keep)
        return
    lines = cell.text.split("\n") if cell.text or cell.picture is None else []
    for line in lines:
        yield paragraph_of(line, cell.look, keep=keep)
    if cell.picture is not None:
        holder = paragraph_of("", PICTURE, keep=keep)
        add_picture(document, holder, cell.picture, width - 2 * _MARGIN, _PICTURE_HEIGHT)
        yield holder


def paragraph_of(text: str, look: Look, *, keep: bool = False) -> CT_P:
    """A paragraph in a style; long words (addresses) break anywhere rather than leave half a line empty.

    ``keep``: on one page with what follows.
    """
    made = cast("CT_P", OxmlElement("w:p"))
    properties = OxmlElement("w:pPr")
    properties.append(element("pStyle", val=look.name))
    if keep:
        properties.append(element("keepNext"))
    properties.append(element("wordWrap", val=0))
    made.append(properties)
    if text:
        made.append(run_of(text))
    return made


def run_of(text: str, font: str | None = None) -> BaseOxmlElement:
    """Words of a paragraph, in its own font or another Chinese one."""
    run = OxmlElement("w:r")
    properties = OxmlElement("w:rPr")
    # The hint makes quotation marks, dashes and ellipses Chinese ones.
    properties.append(fonts(font) if font else element("rFonts", hint="eastAsia"))
    run.append(properties)
    shown = element("t")
    shown.text = printable(text).replace("\n", " ")
    shown.set(qn("xml:space"), "preserve")
    run.append(shown)
    return run


def add_picture(document: Document, holder: BaseOxmlElement, png: bytes, width: int, height: int = 9000) -> None:
    """Put a picture into a paragraph: as large as ``width`` and ``height`` (twips) allow, never enlarged.

    Raises ``docx.image.exceptions.UnrecognizedImageError`` for bytes that are no picture.
    """
    shape = Paragraph(holder, document._body).add_run().add_picture(BytesIO(png))
    scale = min(1.0, Twips(width) / shape.width, Twips(height) / shape.height)
    shape.width, shape.height = round(shape.width * scale), round(shape.height * scale)
    for side in "TBLR":  # left out, LibreOffice takes them for an eighth of an inch
        shape._inline.set(f"dist{side}", "0")
    shape._inline.docPr.set("descr", "截图")
