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
        self._automaton = AhoCorasick([*rows, *sorted(longer - rows.keys()), *sorted(set(lexicon.names))])

    def matches(self, text: str, day: date | None) -> Iterator[WordMatch]:
        """Wrong words of ``text`` in order of their ends; ``day`` is the publication day, ``None`` where unknown.

        Rows with a first day are left out before it, and where the day is unknown.
        """
        hits = self._automaton.find_matches_as_indexes(text, overlapping=True)
        wrong = [(row, start, end) for row, start, end in hits if row < len(self._rows)]
        if not wrong:
            return
        for row, start, end in wrong:
            word = _in_force(self._rows[row], day)
            if word and not any(self._covers(hit, start, end) for hit in hits):
                yield WordMatch(word, start, end)

    def _covers(self, hit: tuple[int, int, int], start: int, end: int) -> bool:
        """A longer word around the wrong one; a proper name may also be the wrong word itself."""
        row, begin, stop = hit
        around = begin <= start and end <= stop
        return around and (stop - begin > end - start or row >= self._names_from)


def _in_force(rows: tuple[WrongWord, ...], day: date | None) -> WrongWord | None:
    """The row with the latest first day not after ``day``."""
    usable = [word for word in rows if word.valid_from is None or (day is not None and word.valid_from <= day)]
    return max(usable, key=lambda word: word.valid_from or date.min, default=None)
