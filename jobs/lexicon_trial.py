"""Tries a word for the lexicon on the articles that the last scans stored: what would be called wrong there?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from db import scans, visits
from facts.document import Document
from facts.lexicon_match import LexiconMatcher
from facts.masking import mask_personal
from facts.page_wording import edited_text, passage
from inspection.lexicon import Lexicon, WordClass, WordGrade, WrongWord
from inspection.visit import Role, Visit
from jobs.scheduled_done import Done
from jobs.stored_pages import read_visit
from jobs.workspace import Workspace

#: Scans whose articles are read, and the most of them.
_SCANS, _MOST = 100, 5000
#: Hits that are shown.
_SHOWN = 30
_SHORTEST, _LONGEST = 2, 30
_BETWEEN = "|"


class TrialError(ValueError):
    """The word cannot be tried; the text (Chinese) says why."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried; as text it is one word for a task: wrong, right and exceptions, ``|`` between them."""

    wrong: str
    right: str
    exceptions: tuple[str, ...] = ()

    def __str__(self) -> str:
        return _BETWEEN.join((self.wrong, self.right, *self.exceptions))

    @classmethod
    def read(cls, text: str) -> Trial:
        """Raises ``TrialError`` for what the word lists would refuse."""
        wrong, _, rest = text.partition(_BETWEEN)
        right, *exceptions = rest.split(_BETWEEN)
        words = (wrong, right, *exceptions)
        if any(not _SHORTEST <= len(word) <= _LONGEST or not word.isprintable() for word in words):
            raise TrialError(f"每个词应为 {_SHORTEST} 到 {_LONGEST} 个字，太短会处处误报")
        if wrong == right:
            raise TrialError("错误和正确的写法相同")
        for one in exceptions:
            if wrong not in one or wrong == one:
                raise TrialError(f"例外“{one}”应是包含“{wrong}”的更长的词")
        return cls(wrong, right, tuple(exceptions))

    @property
    def row(self) -> str:
        """The line for a word list, without class and source."""
        return f"{self.wrong},{self.right},一般,常用词,{'、'.join(self.exceptions)},,"


def try_word(work: Workspace, trial: Trial, at: datetime, tell: Callable[[int, int], None]) -> Done:
    """Read the articles that the last scans before ``at`` stored. The note lists the first hits, masked."""
    stored = _articles(work, at)
    if not stored:
        return Done(0, note="还没有完成过扫描，没有可试查的文章")
    word = WrongWord(trial.wrong, trial.right, WordGrade.COMMON, WordClass.WORD, trial.exceptions, None, "试查")
    matcher = LexiconMatcher(Lexicon((word,), work.district.names))
    hits: list[str] = []
    pages = unread = 0
    for number, visit in enumerate(stored, start=1):
        page = read_visit(visit, work.snapshots)
        tell(number, len(stored))
        if not isinstance(page, Document):
            unread += 1
            continue
        found = list(_hits(matcher, edited_text(page)))
        pages += bool(found)
        hits += [f"{visit.target.url}：……{one}……" for one in found[:2]]
    told = [f"读了最近的扫描存下的 {len(stored) - unread} 篇文章，{pages} 篇命中", *hits[:_SHOWN]]
    told += ["（只列出一部分）"] if len(hits) > _SHOWN else []
    told += [f"没有误报的话，可请维护人员把这一行加入词表（补上来源）：{trial.row}"]
    return Done(len(stored), unread, mask_personal("\n".join(told)))


def _articles(work: Workspace, at: datetime) -> list[Visit]:
    """The newest visit of each article in the last scans; a scan asks only for articles that are new or changed."""
    found: dict[str, Visit] = {}
    with work.database.reading() as cx:
        judged = [one for one in scans.before(cx, work.district.id, at) if one.state == "judged"]
        for scan in judged[: -_SCANS - 1 : -1]:
            for visit in visits.of_scan(cx, scan.id, roles=[Role.ARTICLE]):
                if visit.sha256 is not None and len(found) < _MOST:
                    found.setdefault(visit.target.url, visit)
    return list(found.values())


def _hits(matcher: LexiconMatcher, text: str) -> Iterator[str]:
    for match in matcher.matches(text, None):
        yield passage(text, match.start, match.end).sentence.replace("\n", " ")
