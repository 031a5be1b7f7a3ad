"""What the targets of a page's links are now: there, gone, in other hands, or not to be verified from here.

Field practice: only 404 and 410 are the server's own word that a page is gone; refusals (401, 403, 429), firewalls,
5xx, time-outs and unknown names may be a matter of our line or our manners. Footer badges time out from many places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from facts.article import full_text
from facts.document import Document
from facts.foreign_hosts import domain_of, host_of, stranger
from facts.links import base_url, resolve
from facts.page_kind import Kind, classify
from facts.sources import LinkAnswer, LinksSource
from facts.spam_text import advertising, mentions_crime_or_law, offers_domain, read_spam
from facts.spam_words import PARKING_HOSTS
from inspection.fetched import FetchFailure, FetchProblem
from inspection.outcome import Irrelevant

_GONE = frozenset((404, 410))
_STATUS = re.compile(r"\d{3}")
#: A page that offers its domain says little else; a longer one is about domains.
_LONGEST_OFFER = 400
#: So many advertiser's words in a target's text speak without its title; fewer where it moved to another domain.
_FEWEST_SAID, _FEWEST_MOVED = 3, 2
_BADGES = re.compile(
    r"(?:^|\.)conac\.cn$|^zfwzgl\.www\.gov\.cn$|(?:^|\.)beian\.(?:miit\.)?gov\.cn$|ipv6|(?:^|[.-])v6\."
)


class State(StrEnum):
    OPENS = "opens"
    GONE = "gone"
    UNVERIFIED = "unverified"


class Hands(StrEnum):
    """Who seems to hold a target that is not what was linked to."""

    ADVERTISER = "advertiser"  # gambling, pornography, quack medicine, illicit services
    FOR_SALE = "for-sale"  # a lapsed domain that is parked or offered


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """One link. ``reason`` (Chinese) is set unless it opens; ``hands`` and ``words`` only for outside targets.

    ``outside``: the host asked belongs neither to the page's site nor to an office nor an ordinary third party.
    """

    url: str
    text: str
    state: State
    reason: str
    final_url: str
    sha256: str
    outside: bool
    hands: Hands | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkTargets:
    """The targets of one page's links, in the order of the page."""

    targets: tuple[LinkTarget, ...]

    @classmethod
    def extract(cls, source: LinksSource) -> Self | Irrelevant:
        """Never missing: that a target could not be had is a fact about the link."""
        targets = tuple(_target(link, source.url) for link in source.links if not is_badge(host_of(link.url)))
        return cls(targets) if targets else Irrelevant("没有需要核对的链接")

    def of(self, state: State) -> Iterator[LinkTarget]:
        return (target for target in self.targets if target.state is state)


def linked(document: Document) -> dict[str, str]:
    """The page's http(s) links: absolute address → what the link says, in document order, badges left out."""
    base, found = base_url(document), dict[str, str]()
    for node in document.tree.css("a[href]"):
        url = resolve(base, node.attributes.get("href") or "")
        if url and url.startswith("http") and not is_badge(host_of(url)):
            found.setdefault(url, " ".join((node.text() or node.attributes.get("title") or "").split())[:60] or url)
    return found


def is_badge(host: str) -> bool:
    """Whether ``host`` serves footer badges or IPv6 proxies, which say nothing about the page that carries them."""
    return bool(_BADGES.search(host))


def _target(link: LinkAnswer, page_url: str) -> LinkTarget:
    outside = stranger(host_of(link.url), page_url)
    state, reason = _state(link.read)
    if isinstance(link.read, FetchProblem):
        return LinkTarget(link.url, link.text, state, reason, link.url, "", outside)
    final = link.read.url
    hands, words = (
        _hands(link.read, page_url) if outside and state is State.OPENS and _is_html(link.read) else (None, ())
    )
    return LinkTarget(link.url, link.text, state, reason, final, link.read.page.sha256, outside, hands, words)


def _state(read: Document | FetchProblem) -> tuple[State, str]:
    if isinstance(read, FetchProblem):
        status = _STATUS.search(read.detail) if read.failure is FetchFailure.HTTP_STATUS else None
        gone = status is not None and int(status[0]) in _GONE
        return (State.GONE if gone else State.UNVERIFIED), read.reason
    if read.page.status >= 400:
        state = State.GONE if read.page.status in _GONE else State.UNVERIFIED
        return state, f"服务器返回错误状态（{read.page.status}）"
    if not _is_html(read):
        return State.OPENS, ""
    kind = classify(read)
    return (State.UNVERIFIED, kind.reason) if kind.kind in (Kind.BLOCKED, Kind.STUB) else (State.OPENS, "")


def _is_html(document: Document) -> bool:
    """Whether there is a body to read: not after HEAD, and not of a picture or attachment."""
    return bool(document.page.body) and "html" in (document.page.header("content-type") or "html").lower()


def _hands(document: Document, page_url: str) -> tuple[Hands | None, tuple[str, ...]]:
    host = host_of(document.url)
    if not stranger(host, page_url):
        return None, ()
    text = full_text(document)
    node = document.tree.css_first("title")
    title = node.text(strip=True) if node else ""
    metas = (value for name in ("keywords", "description") for value in document.metas.get(name, ()))
    words = tuple(dict.fromkeys(word for each in (title, *metas) for word in advertising(each)))
    if words and not mentions_crime_or_law(text):
        return Hands.ADVERTISER, words
    said = read_spam(f"{title}\n{text}")
    moved = domain_of(host) != domain_of(host_of(document.page.url))
    if not said.innocent and len(said.strong) >= (_FEWEST_MOVED if moved else _FEWEST_SAID):
        return Hands.ADVERTISER, said.strong
    if domain_of(host) in PARKING_HOSTS:
        return Hands.FOR_SALE, (host,)
    offered = offers_domain(f"{title}\n{text}") if len(text) <= _LONGEST_OFFER else ""
    return (Hands.FOR_SALE, (offered,)) if offered else (None, ())
