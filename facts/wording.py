"""Wrong words of a page: those of the packaged word lists, less what the context makes right."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Self

from facts.document import Document
from facts.former_names import of_the_past
from facts.packaged_lexicon import matcher_in_use
from facts.page_wording import Passage, day_of, edited_text, passage
from facts.publish_date import read_publish_date
from facts.sources import PageSource
from facts.usable_page import usable
from inspection.lexicon import WrongWord
from inspection.outcome import Missing

#: A page made of wrong words is not counted to its end.
MOST_MATCHES = 1000


@dataclass(frozen=True, slots=True)
class Slip:
    """A wrong word of the page: how often it stands there, and the first passage.

    ``where`` counts characters of the page's title and body from 1, inclusive. ``quoted``: every time inside “…” or
    beside 错/误, so that the page may be speaking about the mistake.
    """

    word: WrongWord
    count: int
    passage: Passage
    where: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """``slips`` in reading order, one for each wrong word."""

    slips: tuple[Slip, ...]

    @classmethod
    def extract(cls, source: PageSource) -> Self | Missing:
        document = usable(source.read)
        if isinstance(document, Missing):
            return document
        return cls(_slips(document, source))


def _slips(document: Document, source: PageSource) -> tuple[Slip, ...]:
    text, matcher = edited_text(document), matcher_in_use(source.names)
    found: dict[WrongWord, list[tuple[int, int, Passage]]] = {}
    for match in islice(matcher.matches(text, day_of(source, document)), MOST_MATCHES):
        around = passage(text, match.start, match.end)
        if match.word.renamed and of_the_past(around, match.word, read_publish_date(document, source.as_of)):
            continue
        found.setdefault(match.word, []).append((match.start, match.end, around))
    slips = []
    for word, places in found.items():
        start, end, around = places[0]
        quoted = all(_speaks_about(one, word) for _, _, one in places)
        slips.append(Slip(word, len(places), around, f"字符 {start + 1}–{end}", quoted))
    return tuple(slips)


def _speaks_about(around: Passage, word: WrongWord) -> bool:
    """Whether the sentence is about the mistake itself: a list of errors, an erratum, a wording that is rejected."""
    rejected = any(
        hint in around.sentence for hint in ("误写", "错写", "错别字", "写成", "误作", "应为", "更正", "勘误")
    )
    return rejected or (
        word.right in around.sentence and any(hint in around.sentence for hint in ("不是", "而非", "错"))
    )
