"""The red head and the imprint of an official document (版头, 版记). Source: GB/T 9704-2012, 7.2 and 7.4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P
from docx.oxml.xmlchemy import BaseOxmlElement

from reports.docx_frame import CENTERED, IMPRINT, LETTERHEAD, TEXT_WIDTH, TITLE_FONT, element, fonts
from reports.docx_table import paragraph_of

_RED = "FF0000"
#: From the type area to the top of the issuer's mark: 35 mm.
_MARK_FROM_TOP = 1984
#: Half points: no mark is larger than that of a superior organ (62 points, usually).
_LARGEST = 124
#: The red line: 4 mm below the number, as wide as the type area; in points and eighths of a point.
_LINE_BELOW, _LINE = 11, 12
#: The outer lines of the imprint are 0.35 mm, the inner one 0.25 mm.
_THICK, _THIN = 8, 6
_INDENT = 280


def letterhead(mark: str, number: str) -> tuple[CT_P, ...]:
    """发文机关标志 in red, as large as one line allows; 发文字号 two lines below; the red line; two empty lines."""
    head = paragraph_of(mark, LETTERHEAD)
    head.get_or_add_pPr().append(element("spacing", before=_MARK_FROM_TOP, after=0))
    size = min(_LARGEST, int(2 * TEXT_WIDTH / 20 / max(len(mark), 1)))
    for run in head.findall(qn("w:r")):
        properties = OxmlElement("w:rPr")
        properties.append(fonts(TITLE_FONT))
        properties.append(element("color", val=_RED))
        properties.append(element("sz", val=size))
        run.replace(run[0], properties)
    told = paragraph_of(number, CENTERED)
    borders = OxmlElement("w:pBdr")
    borders.append(element("bottom", val="single", sz=_LINE, space=_LINE_BELOW, color=_RED))
    style = told.get_or_add_pPr()
    style.insert(1, borders)
    blanks = [paragraph_of("", CENTERED) for _ in range(4)]
    return head, *blanks[:2], told, *blanks[2:]


def imprint(copies: str, printed_by: str, day: str) -> BaseOxmlElement:
    """抄送机关 (where there are any), then 印发机关 and 印发日期, between lines, at the foot of its page."""
    table = OxmlElement("w:tbl")
    properties = OxmlElement("w:tblPr")
    properties.append(
        element("tblpPr", leftFromText=0, rightFromText=0, vertAnchor="margin", horzAnchor="margin", tblpX=0,
                tblpYSpec="bottom")
    )  # fmt: skip
    properties.append(element("tblW", w=TEXT_WIDTH, type="dxa"))
    lines = OxmlElement("w:tblBorders")
    for side, size in (("top", _THICK), ("bottom", _THICK), ("insideH", _THIN)):
        lines.append(element(side, val="single", sz=size, space=0, color="000000"))
    properties.append(lines)
    properties.append(element("tblLayout", type="fixed"))
    table.append(properties)
    grid = OxmlElement("w:tblGrid")
    widths = (round(TEXT_WIDTH * 0.54), TEXT_WIDTH - round(TEXT_WIDTH * 0.54))
    for width in widths:
        grid.append(element("gridCol", w=width))
    table.append(grid)
    for row in _rows(copies, printed_by, day, widths):
        table.append(row)
    return table


def _rows(copies: str, printed_by: str, day: str, widths: Sequence[int]) -> Iterator[BaseOxmlElement]:
    if copies:
        yield _row([(f"抄送：{copies}。", TEXT_WIDTH, "left", 3)], span=2)
    yield _row([(printed_by, widths[0], "left", 0), (f"{day}印发", widths[1], "right", 0)])


def _row(cells: Sequence[tuple[str, int, str, int]], span: int = 1) -> BaseOxmlElement:
    """Cells as text, width, side, and how many characters further in the second line begins."""
    row = OxmlElement("w:tr")
    for text, width, side, hanging in cells:
        cell = OxmlElement("w:tc")
        properties = OxmlElement("w:tcPr")
        properties.append(element("tcW", w=width, type="dxa"))
        if span > 1:
            properties.append(element("gridSpan", val=span))
        cell.append(properties)
        paragraph = paragraph_of(text, IMPRINT)
        hang = hanging * _INDENT
        style = paragraph.get_or_add_pPr()
        style.append(element("ind", left=_INDENT + hang, right=_INDENT, hanging=hang))
        style.append(element("jc", val=side))
        cell.append(paragraph)
        row.append(cell)
    return row
