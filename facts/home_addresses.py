"""Homes of private people, to the door number, beside their names.

Source: 国办秘函〔2019〕19号 (personal privacy must be masked); field practice: a village or group without a door
number, and the address of an office or company, are lawful.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from facts.article import full_text
from facts.document import Document
from facts.exposure import Exposures, Found, gathered, place_in
from facts.headings import Heading
from facts.leader_names import person_name
from facts.people_in_text import people_in
from facts.personal_tables import masked_name, person_tables
from facts.sources import PageSource
from facts.usable_page import usable
from inspection.outcome import Missing

_N = "[0-9０-９一二三四五六七八九十百]"
_DOOR = re.compile(
    rf"(?:[路街巷道弄里区园苑村组社湾城坊院坝沟镇乡]|大道|小区|花园|公寓|家园|新村|[0-9０-９]组){_N}{{1,5}}(?:附{_N}{{1,3}})?号"
    rf"|{_N}{{1,4}}(?:号楼|栋|幢|座|单元|号附)[^，。；\n]{{0,12}}?{_N}{{1,5}}(?:号|室|户|[-－—]{_N}+)?"
    rf"|{_N}{{1,4}}[-－—]{_N}{{1,4}}(?:[-－—]{_N}{{1,4}})+|{_N}{{3,4}}室"
)
_LIVES = re.compile(
    r"(?:家庭住址|家庭地址|现居住地址|居住地址|户籍地址|户籍所在地|户籍地|现居住地|现住地|常住地|户口所在地|常住地址|家庭详细地址|现住址|住址|家住|现住|居住在|居住于|住所地?|"
    r"住(?=[^房建院宿宅户所址进院在]))(?:为|是|在|于)?[：:\s]*([^，。；;\n\s（(]{4,50})"
)
_UNIT = re.compile(
    r"公司|办公|政府|机关|局|委员会|中心|学校|医院|单位|企业|注册|经营|住宿|住院|服务部|经营部|商行|合作社|事务所|药房|门市"
)
_NAME_LINE = re.compile(
    r"(?:姓名|申请人|户主|来信人|写信人|反映人|当事人)[：: ]*([\u4e00-\u9fff·]{2,8})\n(?:[^\n]{0,30}\n)?$"
)
_HIDDEN = re.compile(r"[*＊×某○●xX]")


@dataclass(frozen=True, slots=True)
class HomeAddresses(Exposures):
    """Open home addresses."""

    @classmethod
    def extract(cls, source: PageSource) -> Self | Missing:
        document = usable(source.read)
        if isinstance(document, Missing):
            return document
        text = full_text(document)
        relevant = "住" in text or "户籍" in text or "户口" in text or "家庭" in text
        return cls(*gathered(document, _found(document, text) if relevant and _DOOR.search(text) else iter(())))


def _found(document: Document, text: str) -> Iterator[Found]:
    for table in person_tables(document):
        for person in table.people:
            for column in table.columns(Heading.ADDRESS):
                value = person.values[column]
                if not person.hidden and _to_the_door(value):
                    quote = f"{masked_name(person.name)} {masked_address(value)}"
                    yield Found(value, masked_address(value), f"{table.place}第{person.row}行", quote, True)
    for home in _LIVES.finditer(text):
        value = home[1]
        name = _dweller(text, home) if _to_the_door(value) else None
        if name:
            masked = masked_address(value)
            where = place_in(document, home.start(1), home.end(1))
            yield Found(value, masked, where, f"{masked_name(name)} {masked}", True)


def _dweller(text: str, home: re.Match[str]) -> str | None:
    """The person who is said to live there: named in the same sentence, or on a labelled line right above."""
    before = text[max(text.rfind("\n", 0, home.start()) + 1, home.start() - 80) : home.start()]
    if not before.strip():
        labelled = _NAME_LINE.search(text[max(home.start() - 60, 0) : home.start()])
        return labelled[1] if labelled and person_name(labelled[1]) else None
    before = re.split(r"[。；;]", before)[-1]
    names = people_in(before)
    if not names:
        return None
    start, name = names[-1]
    # an organisation named first is the one that resides there, the person is its representative
    if _UNIT.search(before[:start]) or (home[0].startswith("住所") and _UNIT.search(before)):
        return None
    return name


def _to_the_door(value: str) -> bool:
    return bool(_DOOR.search(value)) and not _HIDDEN.search(value) and not _UNIT.search(value)


def masked_address(value: str) -> str:
    """Only the first six characters and no digit left."""
    return re.sub(_N, "*", value[:6]) + "*" * min(len(value) - 6, 8)
