"""The page of an official document: A4, type area, line grid, fonts by name. Source: GB/T 9704-2012, clauses 5 and 7.

Lengths are twips (1/20 point) as the file format counts them. The type area of 156 mm × 225 mm holds 22 lines of 28
characters: a line of 579 twips, and characters of 16 points set a quarter of a point closer, as 28 of them are 158 mm.
They are set closer by their style, not by a character grid: LibreOffice gives a character that is wider than its cell
two cells.
"""

from __future__ import annotations

from dataclasses import dataclass

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Twips

#: A4 and its margins: 上 37 mm, 左 28 mm; right and bottom are what the type area leaves (26 mm, 35 mm).
PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838
TOP, LEFT, RIGHT, BOTTOM = 2098, 1587, 1474, 1984
#: The type area as pages stand, and as pages for wide tables lie.
TEXT_WIDTH, TEXT_HEIGHT = PAGE_WIDTH - LEFT - RIGHT, PAGE_HEIGHT - TOP - BOTTOM
LINE_PITCH = 579
#: What is taken off the 16 points of a character, and what it then is wide.
_CLOSER = 5
CHARACTER = 320 - _CLOSER
#: From the paper's edge to the page number's line: its dash stands 7 mm below the type area.
FOOTER_DISTANCE = 1270

TITLE_FONT = "方正小标宋简体"
HEADING_FONT = "黑体"
SUBHEADING_FONT = "楷体_GB2312"
BODY_FONT = "仿宋_GB2312"
PAGE_NUMBER_FONT = "宋体"
#: Digits and Latin letters between Chinese ones.
LATIN_FONT = "Times New Roman"

#: 2号, 3号, 4号, 五号, 小五 in half points.
SIZE_2, SIZE_3, SIZE_4, SIZE_5, SIZE_SMALL_5 = 44, 32, 28, 21, 18


@dataclass(frozen=True, slots=True)
class Look:
    """A paragraph style: ``size`` in half points, ``indent`` of the first line and ``right`` in characters.

    ``line`` is the exact height in twips, ``None`` for as high as the text needs; ``level`` is that of a heading in the
    outline, from 0.
    """

    name: str
    font: str = BODY_FONT
    size: int = SIZE_3
    align: str = "both"
    indent: int = 0
    line: int | None = LINE_PITCH
    level: int | None = None
    keep_next: bool = False


TITLE = Look("公文标题", TITLE_FONT, SIZE_2, "center", line=680, level=0)
LEVEL_1 = Look("一级标题", HEADING_FONT, indent=2, level=1, keep_next=True)
LEVEL_2 = Look("二级标题", SUBHEADING_FONT, indent=2, level=2)
BODY = Look("公文正文", indent=2)
FLUSH = Look("公文顶格", align="left")
CENTERED = Look("公文居中", align="center")
RIGHT_ALIGNED = Look("公文落款", align="right")
ANNEX_MARK = Look("附件标识", HEADING_FONT, align="left", level=0)
PICTURE = Look("图片", align="center", line=None)
CELL = Look("表格文字", size=SIZE_5, align="left", line=None)
CELL_CENTERED = Look("表格居中", size=SIZE_5, align="center", line=None)
CELL_HEADER = Look("表头", HEADING_FONT, SIZE_SMALL_5, "center", line=None)
NOTE = Look("表注", size=SIZE_5, align="left", line=320)
LETTERHEAD = Look("发文机关标志", TITLE_FONT, SIZE_2, "center", line=None)
IMPRINT = Look("版记", size=SIZE_4, align="left", line=460)
FOOT = Look("页码", PAGE_NUMBER_FONT, SIZE_4, "left", line=320)
_LOOKS = (
    TITLE, LEVEL_1, LEVEL_2, BODY, FLUSH, CENTERED, RIGHT_ALIGNED, ANNEX_MARK, PICTURE, CELL, CELL_CENTERED,
    CELL_HEADER, NOTE, LETTERHEAD, IMPRINT, FOOT,
)  # fmt: skip
#: Styles of the library's template that a document of ours needs; the rest of it is taken out.
_KEPT_STYLES = frozenset({"Normal", "DefaultParagraphFont", "TableNormal", "NoList"})


def element(name: str, **attributes: str | int) -> BaseOxmlElement:
    """``<w:name w:key="value"/>``."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def fonts(chinese: str, latin: str = LATIN_FONT) -> BaseOxmlElement:
    """The fonts of a run or style, by name; quotation marks and dashes are Chinese ones (``hint``)."""
    return element("rFonts", hint="eastAsia", ascii=latin, hAnsi=latin, eastAsia=chinese, cs=latin)


def prepare_styles(document: Document) -> None:
    """Replace the template's styles with ours."""
    styles = document.styles.element
    for style in list(styles.style_lst):
        if style.get(qn("w:styleId")) not in _KEPT_STYLES:
            styles.remove(style)
    defaults = styles.find(qn("w:docDefaults"))
    if defaults is not None:
        styles.remove(defaults)
    for child in styles.findall(qn("w:latentStyles")):
        styles.remove(child)
    normal = document.styles["Normal"].element
    for old in (normal.find(qn("w:pPr")), normal.find(qn("w:rPr"))):
        if old is not None:
            normal.remove(old)
    normal.append(_run_properties(BODY_FONT, SIZE_3))
    for look in _LOOKS:
        _add_style(document, look)


def _add_style(document: Document, look: Look) -> None:
    style = document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    properties = style.element.get_or_add_pPr()
    # The order is the one the schema asks for.
    if look.keep_next:
        properties.append(element("keepNext"))
    if look.line is None:
        properties.append(element("snapToGrid", val=0))
        properties.append(element("spacing", before=0, after=0, line=240, lineRule="auto"))
    else:
        properties.append(element("spacing", before=0, after=0, line=look.line, lineRule="exact"))
    if look.indent:
        properties.append(element("ind", firstLineChars=look.indent * 100, firstLine=look.indent * CHARACTER))
    properties.append(element("jc", val=look.align))
    if look.level is not None:
        properties.append(element("outlineLvl", val=look.level))
    latin = PAGE_NUMBER_FONT if look is FOOT else LATIN_FONT
    style.element.append(_run_properties(look.font, look.size, latin))


def _run_properties(font: str, size: int, latin: str = LATIN_FONT) -> BaseOxmlElement:
    properties = OxmlElement("w:rPr")
    properties.append(fonts(font, latin))
    if size == SIZE_3:
        properties.append(element("spacing", val=-_CLOSER))
    properties.append(element("sz", val=size))
    properties.append(element("szCs", val=size))
    properties.append(element("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"))
    return properties


def set_page(section: Section, *, lying: bool = False) -> None:
    """Paper, margins and grid of a section. A lying page is a standing one turned to the left: its margins turn too."""
    section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
    margins = (LEFT, TOP, RIGHT, BOTTOM) if lying else (TOP, RIGHT, BOTTOM, LEFT)
    section.page_width, section.page_height = (
        (Twips(PAGE_HEIGHT), Twips(PAGE_WIDTH)) if lying else (Twips(PAGE_WIDTH), Twips(PAGE_HEIGHT))
    )
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Twips, margins)
    section.header_distance, section.footer_distance = Twips(850), Twips(FOOTER_DISTANCE if not lying else 600)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    properties.append(element("docGrid", type="lines", linePitch=LINE_PITCH))
