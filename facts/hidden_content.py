"""What somebody else put into a page: advertising links kept out of sight, frames, a replaced title, scripts.

Field practice: every one of these has an innocent twin (menus, tabs, counters, police news), so a link counts by its
words and its stranger of a target, not by being hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from selectolax.lexbor import LexborNode

from facts.article import full_text
from facts.document import Document
from facts.foreign_hosts import dubious, host_of, stranger
from facts.hiding import Hidden, hidden, no_size
from facts.page_kind import Kind, classify
from facts.page_scripts import PlantedScript, planted_scripts
from facts.sources import PageSource
from facts.spam_text import SpamText, advertising, mentions_crime_or_law, read_spam
from inspection.fetched import FetchProblem
from inspection.outcome import Missing

_SHORT_LABEL = 6
_FEWEST_VISIBLE = 2
_LONGEST_PARAGRAPH = 400
#: What intruders leave where they replaced a whole page; a longer page reports on it.
_DEFACED = re.compile(r"\b(?:hacked|h4ck[e3]d|defaced|pwned|owned)\s+by\b[^\n]{0,40}", re.IGNORECASE)
_LONGEST_DEFACED = 600
_STUFFED_METAS = ("keywords", "description", "articletitle", "columnkeywords", "columndescription")
_REFRESH = re.compile(r"^\s*[\d.]*\s*[;,]?\s*url\s*=\s*[\"']?\s*([^\"'\s]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlantedLink:
    """A link to a stranger with an advertiser's words; ``text`` its words, ``host`` its target."""

    host: str
    text: str
    hidden: bool
    courted: bool = False  # the paragraph around it advertises as well


@dataclass(frozen=True, slots=True)
class Stuffing:
    """A title or meta that advertises: ``place`` is Chinese, ``words`` the advertiser's."""

    place: str
    text: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HiddenContent:
    """All that was planted. ``frames``: hidden frames to hosts whose names speak against them; ``doubtful_frames``:
    hidden frames to strangers of whom nothing is known; ``moved_to``: the advertiser a whole page only sends on to.
    """

    links: tuple[PlantedLink, ...]
    frames: tuple[str, ...]
    doubtful_frames: tuple[str, ...]
    stuffing: tuple[Stuffing, ...]
    scripts: tuple[PlantedScript, ...]
    moved_to: str = ""
    defaced: str = ""  # the intruder's words on a page that was replaced as a whole

    @classmethod
    def extract(cls, source: PageSource) -> Self | Missing:
        """Missing when no page came, or a firewall's instead; a page that only sends readers on is read nonetheless."""
        if isinstance(source.read, FetchProblem):
            return Missing(source.read.reason)
        kind = classify(source.read)
        if kind.kind is Kind.BLOCKED:
            return Missing(kind.reason)
        found = cls.read(source.read)
        if kind.kind is Kind.STUB and not found.planted:
            return Missing(kind.reason)
        return found

    @classmethod
    def read(cls, document: Document) -> Self:
        frames, doubtful = _frames(document)
        stuffing = tuple(_stuffing(document))
        return cls(
            tuple(_links(document)),
            frames,
            doubtful,
            stuffing,
            planted_scripts(document),
            _moved_to(document, stuffing),
            _defaced(document),
        )

    @property
    def planted(self) -> bool:
        return bool(self.links or self.frames or self.stuffing or self.scripts or self.moved_to or self.defaced)


def _links(document: Document) -> Iterator[PlantedLink]:
    """Hidden advertising links; visible ones when there are several, for one may be a matter of taste."""
    visible: list[PlantedLink] = []
    faint: list[PlantedLink] = []
    for node, host, text, spam in _spam_links(document):
        how = hidden(document, node)
        link = PlantedLink(host, text, hidden=how is not None, courted=how is None and _courted(node))
        if spam.strong and how:
            yield link
        elif spam.strong:
            visible.append(link)
        elif how is Hidden.TUCKED and len(text) <= _SHORT_LABEL:
            yield link
        elif how:
            faint.append(link)
    for few in (visible, faint):
        if len({link.text for link in few}) >= _FEWEST_VISIBLE:
            yield from few
        elif few is visible:
            yield from (link for link in few if link.courted)


def _spam_links(document: Document) -> Iterator[tuple[LexborNode, str, str, SpamText]]:
    for node in document.tree.css("a[href]"):
        host = host_of(node.attributes.get("href") or "")
        if not host or not stranger(host, document.url):
            continue
        text = " ".join((node.text() or "").split()) or _of_picture(node)
        spam = read_spam(text)
        if (spam.strong or spam.weak) and not spam.innocent:
            yield node, host, text[:60], spam


def _courted(link: LexborNode) -> bool:
    """Whether the words around a link, in the element that holds it, are an advertisement of several words."""
    around = link.parent
    text = (around.text() or "") if around is not None else ""
    spam = read_spam(text)
    return len(text) <= _LONGEST_PARAGRAPH and len(spam.strong) > _FEWEST_VISIBLE and spam.advertises


def _of_picture(node: LexborNode) -> str:
    picture = node.css_first("img[alt]")
    return (node.attributes.get("title") or (picture.attributes.get("alt") if picture else "") or "").strip()


def _frames(document: Document) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Addresses of hidden frames to strangers: those with a bad name, and the others."""
    bad: list[str] = []
    doubtful: list[str] = []
    for node in document.tree.css("iframe[src], frame[src]"):
        address = (node.attributes.get("src") or "").strip()
        host = host_of(address)
        if host and stranger(host, document.url) and (no_size(node) or hidden(document, node)):
            (bad if dubious(host) else doubtful).append(address)
    return tuple(dict.fromkeys(bad)), tuple(dict.fromkeys(doubtful))


def _stuffing(document: Document) -> Iterator[Stuffing]:
    """Title and metas that advertise, unless the page's own text reports on crime and names the same things."""
    title = document.tree.css_first("title")
    places = [("标题", title.text() if title else "")]
    places += [(f"标签 {name}", value) for name in _STUFFED_METAS for value in document.metas.get(name, ())]
    found = [Stuffing(place, text.strip(), advertising(text)) for place, text in places]
    found = [one for one in found if one.words]
    if found and not mentions_crime_or_law(full_text(document)):
        yield from found


def _defaced(document: Document) -> str:
    text = full_text(document)
    node = document.tree.css_first("title")
    found = _DEFACED.search(f"{node.text() if node else ''}\n{text}") if len(text) <= _LONGEST_DEFACED else None
    return found[0].strip() if found else ""


def _moved_to(document: Document, stuffing: tuple[Stuffing, ...]) -> str:
    for node in document.tree.css("meta[http-equiv]"):
        target = _REFRESH.match(node.attributes.get("content") or "")
        if target and (node.attributes.get("http-equiv") or "").lower() == "refresh":
            host = host_of(target[1])
            if stranger(host, document.url) and (stuffing or dubious(host)):
                return host
    return ""
