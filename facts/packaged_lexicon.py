"""The packaged word lists, read once per process and turned into one automaton.

They are no input of a judgement as a page or a day is, but part of the program's version, like the rules' code: a page
is judged the same however often it is asked. The files are read here as data, because a monitor must not come to know
``config`` through its facts; ``config.lexicons`` checks the same files for the people who edit them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from facts.lexicon_match import LexiconMatcher
from inspection.lexicon import Lexicon, WordClass, WordGrade, WrongWord

_CONFIG = Path(__file__).parents[1] / "config"
#: Where a district's own names stand: a wrong word inside a registered name is no fault.
_NAME_FILES = ("units.csv", "sites.csv", "accounts.csv")


@lru_cache(maxsize=8)
def matcher_in_use(names: tuple[str, ...] = ()) -> LexiconMatcher:
    """The automaton of the packaged word lists; ``names`` are those of a district that need not be packaged.

    Raises ``ValueError`` for a row that ``config.lexicons`` refuses.
    """
    lexicon = packaged_lexicon()
    further = tuple(name for name in names if name not in set(lexicon.names))
    if names and not further:
        return matcher_in_use()
    return LexiconMatcher(replace(lexicon, names=(*lexicon.names, *further)))


def packaged_lexicon() -> Lexicon:
    """The packaged word lists with the own names of every packaged district."""
    words = (_word(row) for path in sorted((_CONFIG / "lexicons").glob("*.csv")) for row in _rows(path))
    return Lexicon(tuple(words), tuple(dict.fromkeys(_own_names())))


def _own_names() -> Iterator[str]:
    for folder in sorted(path.parent for path in (_CONFIG / "districts").glob("*/district.yaml")):
        for file in _NAME_FILES:
            for row in _rows(folder / file):
                yield row["名称"].strip()
                yield from filter(None, row.get("别名", "").strip().split("、"))


def _word(row: dict[str, str]) -> WrongWord:
    day = row["起始日期"].strip()
    return WrongWord(
        row["错误"].strip(),
        row["正确"].strip(),
        WordGrade(row["程度"].strip()),
        WordClass(row["类别"].strip()),
        tuple(filter(None, row["例外"].strip().split("、"))),
        date.fromisoformat(day) if day else None,
        row["来源"].strip(),
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
