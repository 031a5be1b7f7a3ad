"""Word refuses a file whose elements stand in another order than the schema's; LibreOffice reads it all the same.

The orders are those of ECMA-376 part 1 (CT_PPr, CT_RPr, CT_TblPr, CT_TcPr, CT_TrPr, CT_SectPr, CT_Style), as far as our
documents use them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import etree
from test_circular_document import PICTURES
from test_circular_text import DRAFT, FACTS

from reports.circular import render_circular

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore pBdr wordWrap snapToGrid spacing ind jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b i color spacing sz szCs lang",
    "tblPr": "tblStyle tblpPr tblW jc tblInd tblBorders tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
    "trPr": "cantSplit tblHeader",
    "sectPr": "headerReference footerReference type pgSz pgMar cols titlePg docGrid",
    "style": "name basedOn next link uiPriority semiHidden unhideWhenUsed qFormat locked rsid pPr rPr tblPr",
    "tbl": "tblPr tblGrid tr",
    "tc": "tcPr p",
    "tblCellMar": "top left bottom right",
    "tblBorders": "top left bottom right insideH insideV",
}


def parts() -> Iterator[tuple[str, etree._Element]]:
    form = replace(FACTS.form, letterhead="某某区政府办公室文件", copies="区委办", printed_by="某某区政府办公室")
    with ZipFile(BytesIO(render_circular(replace(FACTS, form=form, pictures=PICTURES), DRAFT))) as file:
        for name in file.namelist():
            if name.endswith(".xml"):
                yield name, etree.fromstring(file.read(name))


PARTS = dict(parts())


@pytest.mark.parametrize("parent", ORDERS)
def test_children_stand_in_the_order_of_the_schema(parent: str) -> None:
    order = {name: at for at, name in enumerate(ORDERS[parent].split())}
    seen = 0
    for root in PARTS.values():
        for element in root.iter(f"{_W}{parent}"):
            names = [str(child.tag).removeprefix(_W) for child in element]
            assert set(names) <= order.keys(), (parent, names)
            assert names == sorted(names, key=order.__getitem__)
            seen += 1
    assert seen


@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "word/settings.xml"])
def test_the_parts_are_there(name: str) -> None:
    assert name in PARTS


def test_every_style_that_is_named_is_there() -> None:
    styles = {one.get(f"{_W}styleId") for one in PARTS["word/styles.xml"].iter(f"{_W}style")}
    used = {
        one.get(f"{_W}val") for root in PARTS.values() for one in root.iter(f"{_W}pStyle", f"{_W}basedOn", f"{_W}next")
    }
    assert used <= styles


def test_every_relation_leads_somewhere_inside() -> None:
    with ZipFile(BytesIO(render_circular(FACTS, DRAFT))) as file:
        names = set(file.namelist())
        for name in [one for one in names if one.endswith(".rels")]:
            folder = name.rpartition("_rels/")[0]
            for relation in etree.fromstring(file.read(name)):
                assert relation.get("TargetMode") is None
                target = str(relation.get("Target"))
                assert (target.lstrip("/") if target.startswith("/") else folder + target) in names


def test_pictures_and_boxes_have_numbers_of_their_own_in_each_part() -> None:
    for root in PARTS.values():
        numbers = Counter(one.get("id") for one in root.iter() if str(one.tag).endswith("}docPr"))
        assert not [number for number, times in numbers.items() if times > 1]
