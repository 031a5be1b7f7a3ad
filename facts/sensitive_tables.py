"""Tables that set health, disability or the cause of poverty beside people's names.

Source: 国办秘函〔2019〕19号 (personal privacy must be masked); 个人信息保护法 第28条 (sensitive personal information).
Names and amounts of 低保 are published by law (社会救助暂行办法): such a column alone leaves the question to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from facts.article import full_text
from facts.document import Document
from facts.exposure import Exposures, Found, gathered
from facts.headings import Heading
from facts.personal_tables import PersonTable, masked_name, person_tables
from facts.sources import PageSource
from facts.usable_page import usable
from inspection.outcome import Missing

#: Some character of every head that counts here: many pages hold none and are not read further.
_WORDS = re.compile("[健残病困诊伤婚孕艾贫康因精染低五救障身]")
_BLANK = re.compile(r"[/\\\-—－无*＊×xX■□]*|无此项|略|合格|正常")


@dataclass(frozen=True, slots=True)
class SensitiveTables(Exposures):
    """Open names beside sensitive columns: one exposure for each person, ``masked`` is name and column."""

    @classmethod
    def extract(cls, source: PageSource) -> Self | Missing:
        document = usable(source.read)
        if isinstance(document, Missing):
            return document
        relevant = _WORDS.search(full_text(document))
        return cls(*gathered(document, _found(document) if relevant else iter(())))


def _found(document: Document) -> Iterator[Found]:
    for table in person_tables(document):
        if table.holds(Heading.SENSITIVE):
            yield from _people(table, Heading.SENSITIVE)
        elif table.holds(Heading.RELIEF):
            yield from _people(table, Heading.RELIEF)


def _people(table: PersonTable, kind: Heading) -> Iterator[Found]:
    for person in table.people:
        shown = [place for place in table.columns(kind) if not _BLANK.fullmatch(person.values[place])]
        if shown and not person.hidden:
            masked = f"{masked_name(person.name)}（{table.heads[shown[0]]}）"
            where = f"{table.place}第{person.row}行"
            strong = True if kind is Heading.SENSITIVE else None
            yield Found("\x1f".join(person.values), masked, where, masked, strong)
