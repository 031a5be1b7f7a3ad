"""The circular of the printed quarter as a document: sections, annexes, pictures, the same bytes, and on paper."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from docx.document import Document
from office import Page, needs_office, pages, picture, to_pdf
from PIL import Image
from printed_quarter import ANNEX_3, printed, printed_quarter
from test_circular_text import DRAFT, FACTS

from inspection.circular import CircularForm
from inspection.score import Problem, ProblemGroup
from reports.circular import render_circular
from reports.circular_facts import CircularFacts, ShownPicture


def png(width: int = 1200, height: int = 600) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), "#ccddee").save(file, "PNG")
    return file.getvalue()


REASONS = [
    reason
    for group in FACTS.scores.problems
    for section in group.sections
    for problem in section.problems
    for reason in problem.reasons
]
PICTURES = {
    REASONS[0]: ShownPicture(png(), "", "ab" * 32),
    REASONS[1]: ShownPicture(None, "截图含个人信息，不附；见证据清单 7，查阅须登记", "cd" * 32),
}


def opened(facts: CircularFacts = FACTS, text: str = DRAFT) -> Document:
    return docx.Document(BytesIO(render_circular(facts, text)))


@pytest.fixture(scope="module")
def document() -> Document:
    return opened(replace(FACTS, pictures=PICTURES))


def texts(document: Document, style: str) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.style and paragraph.style.name == style]


def test_the_head_and_the_signature_are_the_districts(document: Document) -> None:
    assert texts(document, "公文居中")[0] == "大足府办发〔2021〕46号"
    assert texts(document, "公文标题")[:3] == [
        "重庆市大足区人民政府办公室", "关于2021年第一季度全区政府网站和", "政府系统政务新媒体检查情况的通报",
    ]  # fmt: skip
    assert "各镇街人民政府（办事处），区政府各部门，有关单位：" in texts(document, "公文顶格")
    assert texts(document, "公文落款") == ["重庆市大足区人民政府办公室", "2021年4月27日"]
    assert "（此件主动公开）" in texts(document, "公文正文")


def test_sections_are_numbered_headings(document: Document) -> None:
    assert texts(document, "一级标题") == ["一、检查情况", "二、存在问题", "三、工作要求"]
    runs = [
        [run.text for run in paragraph.runs]
        for paragraph in document.paragraphs
        if paragraph.style and paragraph.style.name == "二级标题" and paragraph.text.startswith("（")
    ]
    assert [heading for heading, *_ in runs] == [
        "（一）检查范围。", "（二）检查结果。", "（一）政府网站专栏。", "（二）政务新媒体。", "（一）按期完成整改。",
        "（二）守住更新时限。", "（三）把好发布关口。", "（四）保持日常巡查。",
    ]  # fmt: skip
    assert all(len(one) == 2 for one in runs)  # the rest of the paragraph is body text


@pytest.mark.parametrize(("annex", "lines", "columns"), [(1, 65, 15), (2, 34, 14)])
def test_the_annexes_hold_every_printed_line(document: Document, annex: int, lines: int, columns: int) -> None:
    table = document.tables[annex - 1]
    assert (len(table.rows), len(table.columns)) == (lines + 2, columns)
    for row, golden in zip(table.rows[2:], printed(annex), strict=True):
        shown = [cell.text for cell in row.cells]
        assert shown[:-1] == list(golden.values())[:-1]  # the printed rank of annex 1 follows a rule of its own
    assert "内容更新\n（" in table.rows[0].cells[4 if annex == 1 else 6].text


def test_annex_3_tells_each_problem_with_its_proof(document: Document) -> None:
    tables = document.tables[2:]
    assert len(tables) == len(ANNEX_3)
    for table, (_, _, at, _, title, url, message) in zip(tables, ANNEX_3, strict=True):
        told = {row.cells[0].text.strip(): row.cells[-1].text for row in table.rows}
        assert told["检测时间"] == f"{at:%Y-%m-%d %H:%M:%S}"
        assert {title, url} <= set(told.values())
        assert told["快照地址"] == f"snapshot:sha256:{'ab' * 32}"
        assert told["问题描述"] == f"{message}（扣10分）"
    first, second, third = ({row.cells[0].text: row.cells[-1].text for row in table.rows} for table in tables)
    assert first["证据校验值"] == f"SHA-256 {'ab' * 32}"
    assert len(document.inline_shapes) == 1
    assert second["问题页面截图"] == PICTURES[REASONS[1]].note
    assert third["问题页面截图"] == "尚未取证，没有截图"


def test_each_annex_begins_a_section_and_wide_ones_lie(document: Document) -> None:
    assert [section.page_width > section.page_height for section in document.sections] == [False, True, True, False]
    assert texts(document, "附件标识") == ["附件1", "附件2", "附件3"]
    named = [text for text in texts(document, "公文顶格") if "检查情况统计表" in text or "检测报告" in text]
    assert [text.strip("　附件：") for text in named] == [
        f"{number}. {heading}" for number, heading in enumerate(texts(document, "公文标题")[3:], start=1)
    ]


def test_the_edited_text_is_what_is_printed() -> None:
    body = [paragraph.text for paragraph in opened(FACTS, "一、情况\n# 不印\n都好。\n").paragraphs]
    assert "都好。" in body
    assert not [text for text in body if "不印" in text or "存在问题" in text]


def test_red_head_and_imprint_are_drawn_where_the_district_asks_for_them(document: Document) -> None:
    form = replace(FACTS.form, letterhead="某某区人民政府办公室文件", copies="区委各部门", printed_by="某某区政府办")
    drawn = opened(replace(FACTS, form=form))
    (mark,) = (one for one in drawn.paragraphs if one.style and one.style.name == "发文机关标志")
    assert (mark.text, str(mark.runs[0].font.color.rgb)) == ("某某区人民政府办公室文件", "FF0000")
    assert mark.runs[0].font.size is not None
    assert 12 * mark.runs[0].font.size.pt <= 156 / 25.4 * 72  # one line
    assert mark.paragraph_format.space_before is not None
    assert millimetres(mark.paragraph_format.space_before) == 35
    assert [[cell.text for cell in row.cells] for row in drawn.tables[-1].rows] == [
        ["抄送：区委各部门。"] * 2,
        ["某某区政府办", "2021年4月27日印发"],
    ]
    assert not texts(document, "发文机关标志")
    assert not texts(document, "版记")


def millimetres(length: int) -> int:
    return round(length / 36_000)


def test_what_the_district_does_not_say_is_left_blank() -> None:
    shown = [paragraph.text for paragraph in opened(replace(FACTS, form=CircularForm())).paragraphs]
    assert {"（发文字号）", "（发文机关）", "（主送机关）："} <= set(shown)


def test_the_same_quarter_gives_the_same_bytes() -> None:
    again = replace(FACTS, scores=printed_quarter(), pictures=PICTURES)
    assert render_circular(again, DRAFT) == render_circular(replace(FACTS, pictures=PICTURES), DRAFT)


def test_titles_of_pages_cannot_reach_the_documents_markup() -> None:
    attack = '</w:t></w:r></w:p><w:p><w:r><w:t>"&\x00\x1b=cmd|'
    group = FACTS.scores.problems[0]
    section = group.sections[0]
    problem: Problem = replace(section.problems[0], title=attack, url=f"javascript:{attack}", description=attack)
    changed: ProblemGroup = replace(group, name=attack, sections=(replace(section, problems=(problem,)),))
    document = opened(replace(FACTS, scores=replace(FACTS.scores, problems=(changed,))))
    told = [row.cells[-1].text for row in document.tables[2].rows]
    assert sum(text.endswith('<w:t>"&  =cmd|') for text in told) == 3


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Page]]:
    place = tmp_path_factory.mktemp("circular") / "circular.docx"
    place.write_bytes(render_circular(replace(FACTS, pictures=PICTURES), DRAFT))
    pdf = to_pdf(place)
    return pdf, pages(pdf)


@needs_office
def test_on_paper_nothing_leaves_the_type_area(paper: tuple[Path, list[Page]]) -> None:
    for page in paper[1]:
        lying = page.width > page.height
        left, right, top, bottom = (35, 297 - 37, 28, 210 - 26) if lying else (28, 210 - 26, 37, 297 - 35)
        words = [word for word in page.words if not (word.left < left - 2 or word.top > bottom)]
        assert len(words) >= len(page.words) - 3  # the number and its dashes
        # Punctuation at the end of a line may hang out by one character, as Chinese printing does it.
        hanging = {word: 5.6 * (word.text[-1] in "，。；、：）") for word in words}
        assert [word for word in words if word.left < left - 1 or word.right - hanging[word] > right + 1] == []
        assert [word for word in words if word.top < top - 1 or word.bottom > bottom + 1] == []


@needs_office
def test_on_paper_every_line_of_the_annexes_is_there_once(paper: tuple[Path, list[Page]]) -> None:
    text = "".join(page.text for page in paper[1])
    for line in FACTS.scores.sites:
        assert line.name.replace(" ", "") in text
    assert 12 <= len(paper[1]) <= 16
    assert sum("周扫描" in page.text for page in paper[1] if page.width > page.height) == sum(
        page.width > page.height for page in paper[1]
    )


@needs_office
def test_on_paper_no_word_crosses_a_rule_of_the_tables(paper: tuple[Path, list[Page]]) -> None:
    """Between the words of two neighbouring cells runs a line: no cell overflows into the next."""
    pdf, every = paper
    number = next(at for at, page in enumerate(every, start=1) if page.width > page.height)
    shown = picture(pdf, number, 100)
    scale = 100 / 25.4
    rows: dict[int, list[tuple[float, float]]] = {}
    for word in every[number - 1].words:
        if word.text == "合格" or word.text.replace(".", "").isdigit():
            rows.setdefault(round(word.top), []).append((word.left, word.right))
    full = {top: sorted(words) for top, words in rows.items() if len(words) >= 4}
    assert len(full) > 8
    for top, words in full.items():
        y = round((top + 2) * scale)
        for (_, end), (start, _) in pairwise(words):
            between = [shown.getpixel((x, y)) for x in range(round(end * scale), round(start * scale) + 1)]
            assert min(between) < 160, (top, end, start)


@needs_office
def test_on_paper_a_picture_fills_its_cell_and_stays_in_it(paper: tuple[Path, list[Page]]) -> None:
    pdf, every = paper
    number = next(at for at, page in enumerate(every, start=1) if "问题页面截图" in page.text)
    tinted = picture(pdf, number, 75).point(lambda grey: 255 if 205 < grey < 230 else 0)
    left, _, right, _ = (edge * 25.4 / 75 for edge in tinted.getbbox() or (0, 0, 0, 0))
    assert left == pytest.approx(28 + 1, abs=1)
    assert right == pytest.approx(210 - 26 - 1, abs=1)
