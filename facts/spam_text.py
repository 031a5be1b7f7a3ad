"""Whether a short text advertises gambling, pornography, quack medicine or illicit services.

Field practice: police and health news name the same things; beside a word of crime, law or health no word counts.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from facts.spam_words import INNOCENT, LAWFUL, PARKING, PROMOTION, STRONG, WEAK

_BLANK = re.compile("[\\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_PARTS = re.compile(r"[_|]|\s[-–—]\s|--+|——")
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class SpamText:
    """Distinct words found, in order. ``innocent``: the text speaks of crime, law or health, or of a lawful lottery."""

    strong: tuple[str, ...]
    weak: tuple[str, ...]
    promoted: bool
    innocent: bool

    @property
    def advertises(self) -> bool:
        """Two strong words, or one beside a word of courtship, and nothing innocent."""
        return not self.innocent and (len(self.strong) > 1 or (bool(self.strong) and self.promoted))


_NOTHING = SpamText((), (), False, False)


@lru_cache(maxsize=4096)
def read_spam(text: str) -> SpamText:
    """What the first 2,000 characters of ``text`` say."""
    folded = _BLANK.sub("", unicodedata.normalize("NFKC", text[:_LONGEST])).lower()
    strong = tuple(dict.fromkeys(_matcher(STRONG).find_matches_as_strings(folded)))
    weak = tuple(dict.fromkeys(_matcher(WEAK).find_matches_as_strings(folded)))
    if not strong and not weak:
        return _NOTHING
    lawful = not strong and _says(LAWFUL, folded)
    rest = folded
    for word in strong:
        rest = rest.replace(word, "\n")
    return SpamText(strong, weak, _says(PROMOTION, rest), lawful or _says(INNOCENT, folded))


def advertising(text: str) -> tuple[str, ...]:
    """The strong words by which ``text`` (a title, a meta) or one of its parts advertises; none when it does not.

    A hijacker appends to the old title: the parts around ``_``, ``|`` and dashes are read on their own too.
    """
    for part in (text, *_PARTS.split(text[:_LONGEST])):
        read = read_spam(part)
        if read.advertises:
            return read.strong
    return ()


def mentions_crime_or_law(text: str) -> bool:
    """Whether ``text`` names spam words and, somewhere, crime, law or health: then it reports on them."""
    folded = _BLANK.sub("", text).lower()
    return bool(_matcher(STRONG).find_matches_as_indexes(folded)) and _says(INNOCENT, folded)


def offers_domain(text: str) -> str:
    """The words by which ``text`` offers a domain for sale, or ``""``."""
    folded = _BLANK.sub("", unicodedata.normalize("NFKC", text[:_LONGEST])).lower()
    return next(iter(_matcher(PARKING).find_matches_as_strings(folded)), "")


def _says(words: tuple[str, ...], folded: str) -> bool:
    return bool(_matcher(words).find_matches_as_indexes(folded))


@cache
def _matcher(words: tuple[str, ...]) -> AhoCorasick:
    return AhoCorasick(list(words), matchkind=MatchKind.LeftmostLongest)
