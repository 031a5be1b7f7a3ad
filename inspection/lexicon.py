"""Word lists: which wording is wrong, what is right, how grave it is, and where it is lawful."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class WordGrade(StrEnum):
    SEVERE = "严重"  # one is a national veto
    COMMON = "一般"


class WordClass(StrEnum):
    """What kind of wording a row is about."""

    LEADER_TITLE = "领导人职务"
    INSTITUTION = "机构名称"
    MEETING = "会议与提法"
    PLACE = "行政区划"
    LAW = "法律法规名称"
    WORD = "常用词"
    MARK = "标点与日期"


@dataclass(frozen=True, slots=True)
class WrongWord:
    """One row: ``wrong`` should read ``right`` on pages published on ``valid_from`` or later (``None``: always).

    Each of ``exceptions`` contains ``wrong``; where the text has the longer string, nothing is wrong.
    """

    wrong: str
    right: str
    grade: WordGrade
    word_class: WordClass
    exceptions: tuple[str, ...]
    valid_from: date | None
    source: str

    @property
    def renamed(self) -> bool:
        """Whether the wording was once right: the former name of an institution."""
        return self.word_class is WordClass.INSTITUTION and self.valid_from is not None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """``words`` in file order; ``names`` are proper names (units, sites, accounts) in which nothing is wrong."""

    words: tuple[WrongWord, ...]
    names: tuple[str, ...] = ()
