"""Files that a page offers for download: where they are, and what the page calls them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborNode

from facts.document import Document
from facts.links import base_url, resolve

#: What ``facts.attachment_text`` reads (wps and et are old Word and Excel files by another name) …
READABLE = frozenset(("xls", "xlsx", "et", "doc", "docx", "wps", "pdf", "zip", "csv", "txt"))
#: … and what is only named: no reader is at hand.
UNREADABLE = frozenset(("rar", "7z", "ppt", "pptx", "dps", "ofd", "rtf"))
#: Links looked at on one page; a page with more is a machine's, or hostile.
MAX_LINKS = 200
_LONGEST_NAME = 80
_ANY = "|".join(sorted(READABLE | UNREADABLE))
_MENTIONED = re.compile(rf"\.(?:{_ANY})(?![a-z0-9])".encode(), re.IGNORECASE)
_NAMED = re.compile(rf"\.(?:{_ANY})(?![a-z0-9])", re.IGNORECASE)
#: At the end of a path, or of a value of the query (``down.jsp?filename=a.xlsx&id=3``).
_AT_END = re.compile(rf"\.({_ANY})(?=$|&)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """``url`` absolute; ``name`` is the link's words (or the end of the address) and ends with the suffix.

    ``suffix``: lower case, without the dot.
    """

    url: str
    name: str
    suffix: str

    @property
    def readable(self) -> bool:
        return self.suffix in READABLE


def mentions_files(body: bytes) -> bool:
    """Whether a page may link to files at all: asked before it is parsed, in microseconds."""
    return _MENTIONED.search(body) is not None


def suffix_of(url: str) -> str:
    """The suffix of the file that ``url`` names, or ``""``."""
    parts = urlsplit(url)
    found = _AT_END.search(parts.path) or _AT_END.search(parts.query)
    return found[1].lower() if found else ""


def linked_files(document: Document) -> Iterator[LinkedFile]:
    """The files that ``document`` links to, each address once, in document order; at most ``MAX_LINKS``."""
    base = base_url(document)
    seen: set[str] = set()
    for node in document.tree.css("a[href]"):
        href = node.attrs.get("href") or ""
        url = resolve(base, href) if _NAMED.search(href) else None
        suffix = suffix_of(url) if url else ""
        if not url or not suffix or url in seen:
            continue
        seen.add(url)
        yield LinkedFile(url, named(_words(node), url, suffix), suffix)
        if len(seen) >= MAX_LINKS:
            return


def named(words: str, url: str, suffix: str) -> str:
    """``words``, or the end of ``url`` without any, with the suffix."""
    name = words or PurePosixPath(unquote(urlsplit(url).path)).name
    if not name.lower().endswith(f".{suffix}"):
        name = f"{name[:_LONGEST_NAME]}.{suffix}"
    return name if len(name) <= _LONGEST_NAME + len(suffix) + 1 else f"{name[:_LONGEST_NAME]}.{suffix}"


def _words(node: LexborNode) -> str:
    return " ".join((node.text() or node.attrs.get("title") or "").split())
