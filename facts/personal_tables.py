"""Tables whose rows are about people: which column holds the name, and what stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from facts.document import Document, once
from facts.headings import Heading, heading
from facts.leader_names import person_name
from facts.page_tables import PageTable, line_tables, page_tables

#: A head stands among the first rows; below it further heads may follow (a list of several villages).
_HEAD_ROWS = 8
_HIDDEN_NAME = re.compile(r"[\u4e00-\u9fff](?:[*＊×xX某○〇●]{1,3}[\u4e00-\u9fff]?|[\u4e00-\u9fff][*＊×某○〇●])")
#: What else stands in a column of names.
_NO_NAME = re.compile(
    r"[合小总共]计|累计|汇总|姓名|序号|备注|其他|无$|公司|单位|中心|学校|小学|中学|合作社|农场|医院|办事处|委员会|[镇村组局站队厂店部会社]$"
    r"|性别|民族|籍贯|学历|出生|政治|面貌|身份|年龄|编号|日期|账号|电话|手机|配偶|父亲|母亲|子女|关系|情况|状况|意见|签[名字章]|住址|地址"
    r"|人数|人员|对象|家庭|平均|以上|以下|男性|女性|[一二三四五六七八九十]级|类别|等级|残疾"
)
_QUICK = re.compile(
    r"姓\s*名|户\s*主|申请人|对象|受助人|持卡人|承租人|残疾人|患者|学生|考生|家长|领[取款]人|享受人|特困人员|老人|孤儿|参保人|当事人|农\s*户"
)


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """One row: ``row`` counts the table's rows from 1; ``name`` as printed; ``hidden``: the name is masked already.

    ``values`` are the row's cells by column.
    """

    row: int
    name: str
    hidden: bool
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class PersonTable:
    """``heads`` by column (empty where the head says nothing), ``kinds`` of columns, people in reading order."""

    place: str
    heads: tuple[str, ...]
    kinds: tuple[Heading | None, ...]
    people: tuple[Person, ...]

    def columns(self, *wanted: Heading) -> tuple[int, ...]:
        return tuple(place for place, kind in enumerate(self.kinds) if kind in wanted)

    def holds(self, *wanted: Heading) -> bool:
        return bool(self.columns(*wanted))


@once
def person_tables(document: Document) -> tuple[PersonTable, ...]:
    """All tables with a name column and at least one row with a person's name, also those that stand as lines."""
    if not _QUICK.search(document.html):
        return ()
    found: list[PersonTable] = []
    for table in page_tables(document):
        found += _read(table) or _form(table)
    known = {person.values for table in found for person in table.people}
    for table in line_tables(document):
        found += [lines for lines in _read(table) if not known.issuperset(person.values for person in lines.people)]
    return tuple(found)


def masked_name(name: str) -> str:
    """Only the surname's first character left: ``周**``."""
    return name[:1] + "*" * (len(name) - 1)


def _read(table: PageTable) -> list[PersonTable]:
    """The table as it stands, or on its side: whichever names more columns."""
    upright = list(_sections(table))
    if upright or len(table.rows) > 40:
        return upright
    return list(_sections(table.turned()))


def _sections(table: PageTable) -> Iterator[PersonTable]:
    """A new section begins at each row of heads."""
    kinds: tuple[Heading | None, ...] = ()
    heads: tuple[str, ...] = ()
    people: list[Person] = []
    for number, row in enumerate(table.rows, 1):
        read = _head_kinds(row) if number <= _HEAD_ROWS or Heading.NAME in map(heading, row) else ()
        if read:
            if people:
                yield PersonTable(table.place, heads, kinds, tuple(people))
                people = []
            kinds, heads = read, row
        elif kinds and kinds.count(Heading.NAME):
            person = _person(row, kinds, number, headed=True)
            people += [person] if person else []
    if people:
        yield PersonTable(table.place, heads, kinds, tuple(people))


def _head_kinds(row: tuple[str, ...]) -> tuple[Heading | None, ...]:
    """The kinds of a row of heads: one names a person and another names something else; else ``()``."""
    kinds = tuple(map(heading, row))
    others = {cell for cell, kind in zip(row, kinds, strict=True) if kind and kind is not Heading.NAME}
    if Heading.NAME not in kinds or not others or any(re.search(r"\d{4}", cell) for cell in row):
        return ()
    return kinds


def _person(
    row: tuple[str, ...], kinds: tuple[Heading | None, ...], number: int, *, headed: bool = False
) -> Person | None:
    """The person of a row; ``headed``: the names stand below their head, so that a rare surname will do."""
    for place, kind in enumerate(kinds):
        if kind is not Heading.NAME:
            continue
        printed = re.sub(r"[（(].*", "", row[place])
        if _HIDDEN_NAME.fullmatch(printed):
            return Person(number, printed, True, row)
        if (person_name(printed) or (headed and _named_by_head(printed))) and not heading(printed):
            return Person(number, printed, False, row)
    return None


def _named_by_head(printed: str) -> bool:
    """Under a head that says 姓名, any short word that is no sum is a name, however rare its surname."""
    return bool(re.fullmatch(r"[\u4e00-\u9fff]{2,4}", printed)) and not _NO_NAME.search(printed)


def _form(table: PageTable) -> list[PersonTable]:
    """One person's form: heads and values side by side, over all rows."""
    pairs: dict[str, str] = {}
    for row in table.rows:
        cells = [cell for place, cell in enumerate(row) if not place or cell != row[place - 1]]
        for label, value in pairwise(cells):
            if heading(label.rstrip("：:")) and value and not heading(value):
                pairs.setdefault(label.rstrip("：:"), value)
    heads, values = tuple(pairs), tuple(pairs.values())
    kinds = tuple(map(heading, heads))
    person = _person(values, kinds, 1) if Heading.NAME in kinds and len(heads) > 1 else None
    return [PersonTable(table.place, heads, kinds, (person,))] if person else []
