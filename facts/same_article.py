"""Whether a page that was mended is still the page it was: the other half of "the wrong words are gone"."""

from __future__ import annotations

import re

from facts.document import Document
from facts.plain_text import plain_text

_SPACES = re.compile(r"\s+")
_MASK = re.compile(r"[*＊●×]{2,}|…")
#: A corrected title shares most of its pairs of characters with the wrong one.
_SHARED = 0.6


def shows(document: Document, words: str) -> bool:
    """Whether ``words`` stand on the page, white space aside."""
    return bool(words) and _bare(words) in _bare(_text(document))


def comparable(quote: str) -> bool:
    """Whether a stored quote can be looked for: a masked or shortened one stands nowhere."""
    return len(_bare(quote)) >= 2 and not _MASK.search(quote)


def is_same_article(document: Document, title: str) -> bool:
    """Whether the page still carries ``title``, or one that differs in a few characters. An empty one says nothing."""
    pairs = _pairs(title)
    if not pairs:
        return True
    text = _bare(_text(document))
    return sum(pair in text for pair in pairs) / len(pairs) >= _SHARED


def _text(document: Document) -> str:
    node = document.tree.body
    head = document.tree.css_first("head title")
    return (plain_text(node) if node else "") + "\n" + (head.text() if head else "")


def _bare(text: str) -> str:
    return _SPACES.sub("", text)


def _pairs(title: str) -> set[str]:
    bare = _bare(title).rstrip(".…")
    return {bare[at : at + 2] for at in range(len(bare) - 1)}
