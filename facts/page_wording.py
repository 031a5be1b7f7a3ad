"""The text of a page that its editors wrote, sentence by sentence: what all checks of wording read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from facts.article import full_text, main_text, title_of
from facts.document import Document, once
from facts.page_kind import Kind, classify
from facts.publish_date import read_publish_date
from facts.sources import PageSource
from inspection.moment import beijing_day
from inspection.registry import ColumnKind

#: Columns whose pages are kept up to date and carry no date: what they say, they say today.
STANDING = frozenset({ColumnKind.OVERVIEW, ColumnKind.FUNCTIONS, ColumnKind.LEADERS, ColumnKind.MAILBOX})
_SENTENCE_END = re.compile(r"[。！？!?；;\n]")
_QUOTED = 30  # characters on each side, at most
_READS_BACK = 200


@once
def edited_text(document: Document) -> str:
    """Title and body of an article, one below the other; of any other page all it shows."""
    if classify(document).kind is not Kind.ARTICLE:
        return full_text(document)
    title, body = title_of(document), main_text(document)
    return body if body.startswith(title) else f"{title}\n{body}"


def day_of(source: PageSource, document: Document) -> date | None:
    """The Beijing day whose wording the page must keep to: publication, or today for a standing page, or unknown."""
    value = read_publish_date(document, source.as_of).value
    if isinstance(value, datetime):
        return beijing_day(value)
    if value is None and source.column_kind in STANDING:
        return beijing_day(source.as_of)
    return value


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence and the span ``[start, end)`` of the words in question inside it."""

    sentence: str
    start: int
    end: int

    @property
    def before(self) -> str:
        return self.sentence[: self.start]

    @property
    def after(self) -> str:
        return self.sentence[self.end :]

    @property
    def quote(self) -> str:
        """The words in question with their neighbours; not masked yet."""
        return self.sentence[max(self.start - _QUOTED, 0) : self.end + _QUOTED].strip()


def passage(text: str, start: int, end: int) -> Passage:
    """The sentence of ``text`` around ``[start, end)``, at most 200 characters on each side."""
    begin = max(start - _READS_BACK, 0)
    for stop in _SENTENCE_END.finditer(text, begin, start):
        begin = stop.end()
    found = _SENTENCE_END.search(text, end, end + _READS_BACK)
    stop_at = found.start() if found else min(end + _READS_BACK, len(text))
    return Passage(text[begin:stop_at], start - begin, end - begin)
