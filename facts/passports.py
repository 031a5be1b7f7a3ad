"""Passport numbers that stand open beside a person. Source: 国办秘函〔2019〕19号 (personal privacy must be masked)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from facts.article import full_text
from facts.document import Document
from facts.exposure import Exposures, Found, around, gathered, place_in
from facts.headings import Heading
from facts.masking import plain
from facts.page_tables import page_tables
from facts.personal_tables import masked_name, person_tables
from facts.sources import PageSource
from facts.usable_page import usable
from inspection.outcome import Missing

#: Ordinary, electronic, diplomatic, service and public affairs passports; the old ones of 1992 and 1997 (14…, 15…).
_NUMBER = r"(?:E[A-HJ-NP-Z][0-9]{7}|[EGDSKH][0-9]{8}|[DSP]E?[0-9]{7}|1[45][0-9]{7})"
_PASSPORT = re.compile(rf"(?<![0-9A-Za-z*]){_NUMBER}(?![0-9A-Za-z*])", re.IGNORECASE)
_LABEL = re.compile(
    r"护\s*照(?:证件|证)?(?:号码|编号|证号|号)?[\s:：（(为是]*(?:证号|号码|证件号码|编号|No\.?)?[\s:：为是]*$"
    r"|passport\s*(?:no|number)?[.:：\s]*$",
    re.IGNORECASE,
)
#: A head of a column (cells hold no white space), and what foreign passports carry.
_HEAD = re.compile(
    r"(?:外国)?护照(?:号码?|证?件?号码?|编号)?(?:[（(]?Passport.{0,10})?|passport(?:no|number)?[.:：)）]*",
    re.IGNORECASE,
)
_HEAD_ROWS = 4
_ANY_STATE = re.compile(r"[A-Z]{1,2}\d{6,8}")
_EXAMPLE = re.compile(r"样例|示例|例如|样式|格式|样本|填写说明|如[：:]?\s*$|以.{0,6}开头|护照号段")


@dataclass(frozen=True, slots=True)
class Passports(Exposures):
    """Open passport numbers."""

    @classmethod
    def extract(cls, source: PageSource) -> Self | Missing:
        document = usable(source.read)
        if isinstance(document, Missing):
            return document
        text = full_text(document)
        relevant = "护照" in text or "passport" in text.lower()
        return cls(*gathered(document, _found(document, text) if relevant else iter(())))


def _found(document: Document, text: str) -> Iterator[Found]:
    for table in person_tables(document):
        for person in table.people:
            passport_row = any("护照" in value for value in person.values)  # 证件类型 护照, 证件号码 E…
            for column in table.columns(Heading.PASSPORT, *((Heading.ID,) if passport_row else ())):
                number = _PASSPORT.fullmatch(plain(person.values[column]))
                if number:
                    masked = _masked(number[0])
                    quote = f"{masked_name(person.name)} {masked}"
                    yield Found(number[0].upper(), masked, f"{table.place}第{person.row}行", quote, True)
    yield from _under_heads(document)
    folded = text.translate(_ASCII)
    for number in _PASSPORT.finditer(folded):
        before = folded[max(folded.rfind("\n", 0, number.start()) + 1, number.start() - 60) : number.start()]
        if _LABEL.search(before[-24:]) and not _EXAMPLE.search(before):
            masked = _masked(number[0].upper())
            quote = around(text, *number.span(), masked)
            yield Found(number[0].upper(), masked, place_in(document, *number.span()), quote, True)


def _under_heads(document: Document) -> Iterator[Found]:
    """Numbers of any state below a head that says passport number; a name of any alphabet stands beside them."""
    for table in page_tables(document):
        columns: set[int] = set()
        for number, row in enumerate(table.rows, 1):
            columns |= (
                {place for place, cell in enumerate(row) if _HEAD.fullmatch(cell)} if number <= _HEAD_ROWS else set()
            )
            for place in sorted(columns):
                value = plain(row[place]).upper()
                if _ANY_STATE.fullmatch(value):
                    masked = _masked(value)
                    yield Found(value, masked, f"{table.place}第{number}行", masked, True)


#: Full-width letters and digits, one for one.
_ASCII = {code + 0xFEE0: code for code in range(0x21, 0x7F) if chr(code).isalnum()}


def _masked(value: str) -> str:
    return f"{value[:2]}{'*' * (len(value) - 4)}{value[-2:]}"
