"""Publication dates that a page's markup says to machines: metas, ``time`` elements, JSON-LD, a 微信 page's script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from selectolax.lexbor import LexborNode

from facts.chinese_dates import find_days, read_date, read_machine_moment
from facts.document import Document
from inspection.moment import BEIJING


@dataclass(frozen=True, slots=True)
class Rival:
    """What a clue says: an aware Beijing moment, or a day where the clue shows no time."""

    value: datetime | date
    clue: str


#: Metas that tell the publication; Maketime, lastmodified and the like tell when a file was written.
_METAS = (
    "publishdate",
    "publish_date",
    "pubtime",
    "publishtime",
    "firstpublishedtime",
    "article:published_time",
    "og:published_time",
    "og:release_date",
    "datepublished",
)
#: Marks of the ``time`` element that holds an article's own date; comments carry the element without them.
_OWN_TIME = re.compile(
    r"(?:^|[\s_-])(?:published|entry-date|post-date|pubdate|datepublished)(?:$|[\s_-])", re.IGNORECASE
)
_MAX_DEPTH = 12
_JSON_LD = re.compile(r"\"datePublished\"\s{0,9}:\s{0,9}\"([^\"]{8,40})\"")
_WEIXIN_SECONDS = re.compile(r"(?<![\w$])ct\s{0,4}=\s{0,4}[\"'](\d{10})[\"']")
_WEIXIN_TEXT = re.compile(r"(?<![\w$])createTime\s{0,4}=\s{0,4}[\"']([\d\s:-]{10,20})[\"']")


def machine_dates(document: Document) -> Iterator[Rival]:
    """Every publication date meant for machines, the most explicit first."""
    yield from _metas(document)
    yield from _time_elements(document)
    yield from _json_ld(document)
    yield from _weixin(document)


def _metas(document: Document) -> Iterator[Rival]:
    found: dict[str, str] = {}
    for node in document.tree.css("meta[content]"):
        attributes = node.attributes
        for attribute in ("name", "property", "itemprop"):
            name = (attributes.get(attribute) or "").strip().lower()
            if name in _METAS:
                found.setdefault(name, attributes.get("content") or "")
    for name in _METAS:
        value = _value(found.get(name, ""), document)
        if value:
            yield Rival(value, f"meta {name}")


def _time_elements(document: Document) -> Iterator[Rival]:
    for node in document.tree.css("time[datetime]"):
        marks = f"{node.attrs.get('class') or ''} {node.attrs.get('itemprop') or ''}"
        own = ("pubdate" in node.attrs or _OWN_TIME.search(marks)) and not _aside(node)
        value = _value(node.attrs.get("datetime") or "", document) if own else None
        if value:
            yield Rival(value, "time element")
            return


def _aside(node: LexborNode) -> bool:
    """Whether ``node`` belongs to another article: an item of a list, a side bar, the foot."""
    parent = node.parent
    for _ in range(_MAX_DEPTH):
        if parent is None:
            return False
        if parent.tag in ("aside", "li", "nav", "footer"):
            return True
        parent = parent.parent
    return False


def _json_ld(document: Document) -> Iterator[Rival]:
    for node in document.tree.css('script[type="application/ld+json"]'):
        found = _JSON_LD.search(node.text())
        value = _value(found[1], document) if found else None
        if value:
            yield Rival(value, "json-ld")
            return


def _weixin(document: Document) -> Iterator[Rival]:
    """An article of 微信 writes its time by script into an element that is empty in the page."""
    if document.tree.css_first("#js_content") is None or "publish_time" not in document.html:
        return
    script = "\n".join(node.text() for node in document.tree.css("script"))
    seconds, text = _WEIXIN_SECONDS.search(script), _WEIXIN_TEXT.search(script)
    if seconds:
        yield Rival(datetime.fromtimestamp(int(seconds[1]), BEIJING), "script")
    value = _value(text[1], document) if text else None
    if value:
        yield Rival(value, "script")


def _value(text: str, document: Document) -> datetime | date | None:
    """A moment with its zone where one is written; a bare day stays a day."""
    if any(True for _ in find_days(text)) and "T" not in text:
        return read_date(text, document.fetched_at)
    return read_machine_moment(text) or read_date(text, document.fetched_at)
