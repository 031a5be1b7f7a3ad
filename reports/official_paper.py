"""An official document in the making: title, numbered sections, tables, annexes, signature. Source: GB/T 9704-2012."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from docx.enum.section import WD_SECTION
from docx.oxml.text.paragraph import CT_P
from docx.oxml.xmlchemy import BaseOxmlElement

from reports.docx_file import blank_document, document_bytes
from reports.docx_footer import number_pages
from reports.docx_frame import (
    ANNEX_MARK,
    BODY,
    BODY_FONT,
    CENTERED,
    CHARACTER,
    FLUSH,
    LEVEL_1,
    LEVEL_2,
    NOTE,
    PICTURE,
    RIGHT_ALIGNED,
    TEXT_HEIGHT,
    TEXT_WIDTH,
    TITLE,
    Look,
    element,
    prepare_styles,
    set_page,
)
from reports.docx_letterhead import imprint, letterhead
from reports.docx_table import Row, add_picture, add_table, paragraph_of, run_of, table_widths

#: Characters between a sealed document's date and the right edge (7.3.5.1).
_DATE_FROM_RIGHT = 4


class OfficialPaper:
    """Appends to a document from top to bottom; ``bytes`` ends it. Texts may come from strangers."""

    def __init__(self, title: str, author: str, day: date) -> None:
        self._document = blank_document(title, author, day)
        prepare_styles(self._document)
        self._document.settings.odd_and_even_pages_header_footer = True
        set_page(self._document.sections[0])
        number_pages(self._document.sections[0])
        self._width = TEXT_WIDTH

    def letterhead(self, mark: str, number: str) -> None:
        """版头: the issuer's mark in red, the document's number, the red line; the title follows."""
        for paragraph in letterhead(mark, number):
            self._insert(paragraph)

    def imprint(self, copies: str, printed_by: str, day: date) -> None:
        """版记 at the foot of the page that the document ends on; nothing may follow."""
        self._insert(imprint(copies, printed_by, chinese_day(day)))
        self._append("", NOTE)

    def text(self, text: str, look: Look = BODY, *, keep: bool = False) -> None:
        """One paragraph; a line feed in it is a blank. ``keep``: on one page with what follows."""
        self._append(text, look, keep=keep)

    def title(self, *lines: str) -> None:
        """The title, one paragraph a line, with an empty line below."""
        for line in lines:
            self._append(line, TITLE)
        self.blank()

    def level_1(self, text: str) -> None:
        """一、 …"""
        self._append(text, LEVEL_1)

    def level_2(self, text: str, rest: str = "") -> None:
        """（一） …; ``rest`` goes on in the same paragraph as body text."""
        paragraph = self._append(text, LEVEL_2)
        if rest:
            paragraph.append(run_of(rest, BODY_FONT))

    def blank(self) -> None:
        self._append("", FLUSH)

    def gap(self) -> None:
        """Half a line between two tables, which would grow together without it."""
        self._append("", NOTE)

    def centered(self, text: str) -> None:
        self._append(text, CENTERED)

    def note(self, text: str) -> None:
        """Small text below a table."""
        self._append(text, NOTE)

    def annex_names(self, names: Sequence[str]) -> None:
        """附件说明: below the text after an empty line, two characters in; a single annex has no number (7.3.4)."""
        self.blank()
        for number, name in enumerate(names, start=1):
            mark = "附件：" if number == 1 else "　　　"
            words = f"{mark}{number}. {name}" if len(names) > 1 else f"{mark}{name}"
            hang = CHARACTER * (6 if len(names) > 1 else 5)
            paragraph = self._append(words, FLUSH)
            paragraph.get_or_add_pPr().append(element("ind", left=hang, hanging=hang - 2 * CHARACTER))

    def signature(self, issuer: str, day: date | None) -> None:
        """署名 above 成文日期: the date four characters from the right edge, the issuer centred over it (7.3.5.1)."""
        self.blank()
        shown = chinese_day(day) if day else "　　　　年　月　日"
        centre = _DATE_FROM_RIGHT + _characters(shown) / 2
        for words in (issuer, shown):
            right = max(0.0, centre - _characters(words) / 2)
            paragraph = self._append(words, RIGHT_ALIGNED)
            paragraph.get_or_add_pPr().append(element("ind", right=round(right * CHARACTER)))

    def annex(self, number: int | None, heading: str, *, lying: bool = False) -> None:
        """Begin an annex on a new page: 附件N at the top left, its title two lines below (7.3.7)."""
        section = self._document.add_section(WD_SECTION.NEW_PAGE)
        set_page(section, lying=lying)
        number_pages(section, lying=lying)
        self._width = TEXT_HEIGHT if lying else TEXT_WIDTH
        self._append(f"附件{number}" if number else "附件", ANNEX_MARK)
        self.blank()
        self._append(heading, TITLE)

    def table(self, shares: Sequence[float], rows: Sequence[Row], *, header: int = 1, together: bool = False) -> None:
        """A table over the whole width, its columns in proportion to ``shares``; else as ``docx_table.add_table``."""
        add_table(self._document, table_widths(shares, self._width), rows, header=header, together=together)

    def picture(self, png: bytes, height: int = 9000) -> None:
        """A picture in its own paragraph, at most ``height`` twips high."""
        add_picture(self._document, self._append("", PICTURE), png, self._width, height)

    def bytes(self) -> bytes:
        """The finished .docx file."""
        return document_bytes(self._document)

    def _append(self, text: str, look: Look, *, keep: bool = False) -> CT_P:
        paragraph = paragraph_of(text, look, keep=keep)
        self._insert(paragraph)
        return paragraph

    def _insert(self, made: BaseOxmlElement) -> None:
        self._document.element.body.insert_element_before(made, "w:sectPr")


def chinese_day(day: date) -> str:
    """2021年4月27日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _characters(text: str) -> float:
    """Width in Chinese characters; a Latin letter or digit takes half of one."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)
