"""Page numbers of an official document. Source: GB/T 9704-2012, 7.5: 4号半角宋体, a dash on either side, below the type
area; at the right on odd pages, at the left on even ones, one character from the edge.

On a lying page the number stands where it would if the sheet stood: at its left edge, turned with the sheet.
"""

from __future__ import annotations

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section, _Footer

from reports.docx_frame import (
    FOOT,
    FOOTER_DISTANCE,
    LEFT,
    PAGE_NUMBER_FONT,
    SIZE_4,
    TEXT_WIDTH,
    element,
    fonts,
)  # fmt: skip

_ONE_CHARACTER = 280
_BOX_WIDTH = 400
_EMU = 635  # per twip
_BOX = """<w:r {namespaces}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0" locked="1"
 layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="page"><wp:posOffset>{left}</wp:posOffset></wp:positionH>
<wp:positionV relativeFrom="page"><wp:posOffset>{top}</wp:posOffset></wp:positionV>
<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>
<wp:docPr id="{id}" name="页码"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>
<wps:txbx><w:txbxContent/></wps:txbx>
<wps:bodyPr vert="vert" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"><a:noAutofit/></wps:bodyPr>
</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>"""
_NAMESPACES = (
    nsdecls("w", "wp", "a")
    + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    + ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def number_pages(section: Section, *, lying: bool = False) -> None:
    """Write the footers of a section: of its odd pages and of its even ones."""
    for footer, odd in ((section.footer, True), (section.even_page_footer, False)):
        footer.is_linked_to_previous = False
        _write(footer, _number(odd=odd), lying=lying, odd=odd)


def _write(footer: _Footer, number: BaseOxmlElement, *, lying: bool, odd: bool) -> None:
    for paragraph in footer.paragraphs:
        paragraph._p.getparent().remove(paragraph._p)
    if not lying:
        footer._element.append(number)
        return
    box = parse_xml(
        _BOX.format(
            namespaces=_NAMESPACES,
            id=1 if odd else 2,
            left=FOOTER_DISTANCE * _EMU,
            top=LEFT * _EMU,
            width=_BOX_WIDTH * _EMU,
            height=TEXT_WIDTH * _EMU,
        )
    )
    next(box.iter(qn("w:txbxContent"))).append(number)
    holder = OxmlElement("w:p")
    holder.append(box)
    footer._element.append(holder)


def _number(*, odd: bool) -> BaseOxmlElement:
    paragraph = OxmlElement("w:p")
    properties = element("pPr")
    properties.append(element("pStyle", val=FOOT.name))
    properties.append(element("ind", right=_ONE_CHARACTER) if odd else element("ind", left=_ONE_CHARACTER))
    properties.append(element("jc", val="right" if odd else "left"))
    paragraph.append(properties)
    paragraph.append(_run("— "))
    for kind in ("begin", "separate", "end"):
        run = _run("")
        run.append(element("fldChar", fldCharType=kind))
        paragraph.append(run)
        if kind == "begin":
            instruction = element("instrText")
            instruction.text = "PAGE"
            run = _run("")
            run.append(instruction)
            paragraph.append(run)
        elif kind == "separate":
            paragraph.append(_run("1"))
    paragraph.append(_run(" —"))
    return paragraph


def _run(text: str) -> BaseOxmlElement:
    run = OxmlElement("w:r")
    properties = element("rPr")
    properties.append(fonts(PAGE_NUMBER_FONT, PAGE_NUMBER_FONT))
    properties.append(element("sz", val=SIZE_4))
    run.append(properties)
    if text:
        shown = element("t")
        shown.text = text
        shown.set(qn("xml:space"), "preserve")
        run.append(shown)
    return run
