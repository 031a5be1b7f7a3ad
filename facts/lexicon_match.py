"""Finds the wrong words of a lexicon in a text, and leaves alone those that are part of a longer right word.

An Aho-Corasick automaton reads a text once for all words, so that 50,000 rows cost what 700 do. Beside the wrong words
it holds what may cover them: exceptions, right words and proper names. Without word segmentation that is what tells
大足交通 (an account) from the word inside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ahocorasick_rs import AhoCorasick

from facts.ordinary_words import reaches_in, runs_on
from inspection.lexicon import Lexicon, WrongWord


@dataclass(frozen=True, slots=True)
class WordMatch:
    """``text[start:end]`` is ``word.wrong`` and nothing longer makes it right."""

    word: WrongWord
    start: int
    end: int


class LexiconMatcher:
    """The automaton of one lexicon; build it once."""

    def __init__(self, lexicon: Lexicon) -> None:
        rows: defaultdict[str, list[WrongWord]] = defaultdict(list)
        for word in lexicon.words:
            rows[word.wrong].append(word)
        self._rows = [tuple(of_one) for of_one in rows.values()]
        longer = {cover for word in lexicon.words for cover in (word.right, *word.exceptions)}
        self._names_from = len(rows) + len(longer - rows.keys())
        patterns = [*rows, *sorted(longer - rows.keys()), *sorted(set(lexicon.names))]
        self._longest = max(map(len, patterns), default=0)
        self._automaton = AhoCorasick(patterns)

    def matches(self, text: str, day: date | None) -> Iterator[WordMatch]:
        """Wrong words of ``text`` in order of their ends; ``day`` is the publication day, ``None`` where unknown.

        Rows with a first day are left out before it, and where the day is unknown.
        """
        hits = self._automaton.find_matches_as_indexes(text, overlapping=True)
        wrong = [(row, start, end) for row, start, end in hits if row < len(self._rows)]
        if not wrong:
            return
        ends: dict[int, int] = {}  # by start: where the longest known string from there ends
        named: dict[int, int] = {}  # the same for proper names
        for row, start, end in hits:
            ends[start] = max(ends.get(start, 0), end)
            if row >= self._names_from:
                named[start] = max(named.get(start, 0), end)
        for row, start, end in wrong:
            word = _in_force(self._rows[row], day)
            if word and not self._covered(start, end, ends, named) and not _of_two_words(text, start, end, word):
                yield WordMatch(word, start, end)

    def _covered(self, start: int, end: int, ends: dict[int, int], named: dict[int, int]) -> bool:
        """A longer string stands around the wrong one; a proper name may also be the wrong word itself."""
        if named.get(start, 0) >= end or ends[start] > end:
            return True
        return any(ends.get(begin, 0) >= end for begin in range(start - self._longest, start))


def _of_two_words(text: str, start: int, end: int, word: WrongWord) -> bool:
    """The characters belong to ordinary words beside the wrong one."""
    return reaches_in(text, start) or (word.renamed and runs_on(text, end))


def _in_force(rows: tuple[WrongWord, ...], day: date | None) -> WrongWord | None:
    """The row with the latest first day not after ``day``."""
    usable = [word for word in rows if word.valid_from is None or (day is not None and word.valid_from <= day)]
    return max(usable, key=lambda word: word.valid_from or date.min, default=None)
