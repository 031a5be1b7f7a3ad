"""The frame of official documents after GB/T 9704-2012: page, fonts, page numbers, annexes, tables, hostile text."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from office import Page, needs_office, pages, picture, to_pdf
from PIL import Image

from reports.docx_frame import BODY, CELL_HEADER, FLUSH
from reports.docx_table import Cell, table_widths
from reports.official_paper import OfficialPaper

DAY = date(2021, 4, 27)
HEADER = [
    [Cell("序号", CELL_HEADER, down=2), Cell("内容更新\n（50分）", CELL_HEADER, across=2)],
    [None, Cell("周扫描", CELL_HEADER), Cell("季度检查", CELL_HEADER)],
]


def paper(lines: int = 3, rows: int = 60, *texts: str) -> OfficialPaper:
    made = OfficialPaper("检查情况的通报", "某区人民政府办公室", DAY)
    made.title("某区人民政府办公室", "关于检查情况的通报")
    made.text("各镇街人民政府：", FLUSH)
    made.level_1("一、检查情况")
    made.level_2("（一）网站。")
    for text in texts or ["国" * 28 * lines]:
        made.text(text, FLUSH if not texts else BODY)
    made.annex_names(["统计表", "报告"])
    made.signature("某区人民政府办公室", DAY)
    made.annex(1, "统计表", lying=True)
    made.table([1, 2, 2], [*HEADER, *([Cell(str(row)), Cell("10"), Cell("")] for row in range(rows))], header=2)
    made.annex(2, "报告")
    made.text("正文")
    return made


def parts(body: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(body)) as file:
        return {name: file.read(name).decode() for name in file.namelist() if name.endswith((".xml", ".rels"))}


def millimetres(length: int) -> float:
    return round(length / 36_000, 1)


def test_the_type_area_is_156_by_225_with_the_margins_of_the_standard() -> None:
    standing, lying, last = docx.Document(BytesIO(paper().bytes())).sections
    for section in (standing, last):
        assert [millimetres(one) for one in (section.page_width, section.page_height)] == [210.0, 297.0]
        assert [millimetres(one) for one in (section.top_margin, section.left_margin)] == [37.0, 28.0]
        assert millimetres(section.page_width - section.left_margin - section.right_margin) == 156.0
        assert millimetres(section.page_height - section.top_margin - section.bottom_margin) == pytest.approx(
            225, abs=0.1
        )
    assert [millimetres(one) for one in (lying.page_width, lying.page_height)] == [297.0, 210.0]
    assert (lying.top_margin, lying.right_margin) == (standing.left_margin, standing.top_margin)  # turned to the left


@pytest.mark.parametrize(
    ("style", "font", "points"),
    [
        ("公文标题", "方正小标宋简体", 22), ("一级标题", "黑体", 16), ("二级标题", "楷体_GB2312", 16),
        ("公文正文", "仿宋_GB2312", 16), ("公文顶格", "仿宋_GB2312", 16), ("附件标识", "黑体", 16),
        ("页码", "宋体", 14), ("Normal", "仿宋_GB2312", 16),
    ],
)  # fmt: skip
def test_fonts_are_named_as_the_standard_names_them(style: str, font: str, points: int) -> None:
    properties = docx.Document(BytesIO(paper().bytes())).styles[style].element.rPr
    assert properties.find(qn("w:rFonts")).get(qn("w:eastAsia")) == font
    assert properties.find(qn("w:sz")).get(qn("w:val")) == str(2 * points)


def test_page_numbers_stand_right_on_odd_pages_and_left_on_even_ones() -> None:
    document = docx.Document(BytesIO(paper().bytes()))
    assert document.settings.odd_and_even_pages_header_footer
    for section in document.sections:
        for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
            (paragraph,) = (one for one in footer._element.iter(qn("w:p")) if one.findall(qn("w:r") + "/" + qn("w:t")))
            assert paragraph.pPr.jc_val is not None
            assert paragraph.find(f"{qn('w:pPr')}/{qn('w:jc')}").get(qn("w:val")) == side
            assert "".join(text.text for text in paragraph.iter(qn("w:t"))) == "— 1 —"
            assert [one.text for one in paragraph.iter(qn("w:instrText"))] == ["PAGE"]


def test_tables_merge_their_headings_and_repeat_them() -> None:
    (table,) = docx.Document(BytesIO(paper(rows=2).bytes())).tables
    assert table.cell(0, 0)._tc is table.cell(1, 0)._tc
    assert table.cell(0, 1)._tc is table.cell(0, 2)._tc
    assert [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows] == [
        True,
        True,
        False,
        False,
    ]


def test_columns_fill_the_width_exactly() -> None:
    assert table_widths([1, 1, 1], 100) == [33, 34, 33]
    with pytest.raises(ValueError, match="2 of 3 columns"):
        made = OfficialPaper("表", "", DAY)
        made.table([1, 1, 1], [[Cell("甲"), Cell("乙")]])


HOSTILE = [
    "控制\x00字\x08符\x1b[31m", "</w:t></w:r><w:p/>&amp;<![CDATA[", "半个\ud83d字", "倒\u202e序\ufffe", "两\n行\t文字",
    "{{ 7*7 }} ${jndi:x} =1+1", '" onload="x', "长" * 40_000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(text: str) -> None:
    made = OfficialPaper(text, text, DAY)
    made.title(text)
    made.text(text)
    made.annex_names([text])
    made.annex(1, text)
    made.table([1, 1], [[Cell(text), Cell("乙")]])
    body = made.bytes()
    document = docx.Document(BytesIO(body))
    read = [paragraph.text for paragraph in document.paragraphs] + [document.tables[0].cell(0, 0).text]
    words = re.sub(r"[\x00-\x1f\ud800-\udfff\u202e\ufffe]", " ", text)[:30]
    assert sum(words[:4] in one.replace("\n", " ") for one in read) == 5
    assert len(document.tables[0].columns) == 2
    assert not [name for name, part in parts(body).items() if 'TargetMode="External"' in part]


def test_the_same_content_gives_the_same_bytes_and_names_no_clock() -> None:
    body = paper().bytes()
    assert body == paper().bytes()
    with ZipFile(BytesIO(body)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = docx.Document(BytesIO(body)).core_properties
    assert (properties.created.date(), properties.modified.date()) == (DAY, DAY)
    assert (properties.author, properties.title, properties.comments) == ("某区人民政府办公室", "检查情况的通报", "")
    assert not [name for name in parts(body) if "thumbnail" in name or "customXml" in name]


def test_a_picture_is_made_to_fit_and_never_enlarged() -> None:
    def shown(width: int, height: int) -> tuple[float, float]:
        made = OfficialPaper("图", "", DAY)
        file = BytesIO()
        Image.new("RGB", (width, height)).save(file, "PNG", dpi=(96, 96))
        made.picture(file.getvalue())
        (shape,) = docx.Document(BytesIO(made.bytes())).inline_shapes
        return millimetres(shape.width), millimetres(shape.height)

    assert shown(96, 48) == (25.4, 12.7)
    assert shown(3840, 960) == (156.0, 39.0)
    assert shown(1280, 12_800) == (15.9, 158.8)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Page]]:
    place = tmp_path_factory.mktemp("paper") / "paper.docx"
    place.write_bytes(paper(lines=40).bytes())
    pdf = to_pdf(place)
    return pdf, pages(pdf)


@needs_office
def test_a_page_holds_22_lines_of_28_characters(printed: tuple[Path, list[Page]]) -> None:
    second = printed[1][1]
    lines = [word.text for word in second.words if "国" in word.text]
    assert lines == ["国" * 28] * 22
    assert min(word.left for word in second.words) == pytest.approx(28, abs=0.3)
    assert max(word.right for word in second.words) == pytest.approx(210 - 26, abs=0.6)
    assert max(word.bottom for word in second.words if "国" in word.text) < 297 - 35


@needs_office
def test_the_page_number_stands_below_the_type_area_one_character_from_its_side(
    printed: tuple[Path, list[Page]],
) -> None:
    for number, page in enumerate(printed[1], start=1):
        assert page.text.count(f"—{number}—") == 1
        dashes = [word for word in page.words if word.text == "—"]
        if page.width > page.height:
            continue
        assert all(297 - 35 + 7 - 1.5 < (word.top + word.bottom) / 2 < 297 - 35 + 7 + 3 for word in dashes)
        edge = max(word.right for word in dashes) if number % 2 else min(word.left for word in dashes)
        assert edge == pytest.approx(210 - 26 - 4.9 if number % 2 else 28 + 4.9, abs=1)


@needs_office
def test_every_annex_begins_a_page_and_headings_come_again(printed: tuple[Path, list[Page]]) -> None:
    lying = [page for page in printed[1] if page.width > page.height]
    assert len(lying) > 1
    assert "附件1统计表" in lying[0].text
    assert all(page.text.count(title) == 1 for page in lying for title in ("周扫描", "季度检查"))
    assert printed[1][-1].text.startswith("附件2报告正文")
    for page in lying:
        assert min(word.left for word in page.words if "—" not in word.text and len(word.text) > 1) >= 34
        assert max(word.bottom for word in page.words) <= 210 - 25


@needs_office
def test_the_page_number_of_a_lying_page_stands_at_its_left_edge(printed: tuple[Path, list[Page]]) -> None:
    pdf, every = printed
    first = next(number for number, page in enumerate(every, start=1) if page.width > page.height)
    for number in (first, first + 1):
        sheet = picture(pdf, number)
        shown = sheet.crop((0, 0, 33 * 50 // 25, sheet.height)).point(lambda grey: 255 if grey < 240 else 0)
        left, top, right, bottom = (edge * 25.4 / 50 for edge in shown.getbbox() or (0, 0, 0, 0))
        assert 18 < left < right < 32
        assert (top > 105) == (number % 2 == 1)
        assert bottom - top > 2 * (right - left)  # it is written from top to bottom
