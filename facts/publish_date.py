"""When a page says it was published, which clue said so, and what the other clues say.

Clues, strongest first: meta PubDate, a labelled date by the title, an unlabelled date in the bar under the title, the
day in the address, other publication metas. Decoys (field practice): 页面生成时间 and meta Maketime, ``alt`` texts of a
template, side bars and related lists, footers, picture names. The signature date at the end of the text and 成文日期
are normally earlier than publication: rivals, never the answer. General extractors find a "date" on lists too; a list
or home page has none here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from facts.article import full_text, main_text, title_of
from facts.chinese_dates import find_days, read_date
from facts.document import Document, once
from facts.page_kind import Kind, classify
from facts.trs_address import read_address


@dataclass(frozen=True, slots=True)
class Rival:
    """What another clue says: an aware Beijing moment, or a day where the clue shows no time."""

    value: datetime | date
    clue: str


@dataclass(frozen=True, slots=True)
class PublishDate:
    """``value`` is an aware Beijing moment, a day where no time is shown, or ``None`` (then ``clue`` is ``""``).

    ``clue``: ``meta PubDate``, ``visible label``, ``info bar``, ``address`` or ``meta <name>``. ``rivals`` are all
    other clues in order of strength, those that agree included; further clue names there: ``body`` (signature),
    ``label <label>`` (a labelled date of another meaning, such as 成文日期).
    """

    value: datetime | date | None
    clue: str
    rivals: tuple[Rival, ...]


_NONE = PublishDate(None, "", ())
_DATELESS = frozenset((Kind.LIST, Kind.HOME, Kind.STUB, Kind.BLOCKED))
#: Metas that tell the publication; Maketime, lastmodified and the like tell when a file was written.
_OTHER_METAS = (
    "publishdate",
    "publish_date",
    "pubtime",
    "publishtime",
    "firstpublishedtime",
    "article:published_time",
    "og:published_time",
    "datepublished",
)
_RANKED = ("meta PubDate", "visible label", "info bar", "address")
#: How far below the title the date may stand, in characters of plain text.
_BAR_CHARS = 1500
_LEAD_CHARS = 200
_SIGNATURE_CHARS = 80

_LABELLED = re.compile(
    r"(?P<label>[\u4e00-\u9fff]{0,4}(?:日\s{0,4}期|时\s{0,4}间)|发布于|发表于|发布)[\]】）)\s]{0,3}[:：]?[\s\[【]{0,4}"
    r"(?P<date>(?:19|20)\d\d\s?[-/.年／－][\d\s:：月日号时点分T/.／－-]{3,24})"
)
_PUBLISHED = re.compile(r"(?:发布|发稿|发文|公开|公布|发表|刊发|上传|信息|录入|上网|稿件)(?:日期|时间)|发布于?|发表于")
_BARE = frozenset(("日期", "时间"))
_ADDRESS_DAY = re.compile(r"/(?:art/)?(20\d\d)[-/](\d{1,2})[-/](\d{1,2})/")


@once
def read_publish_date(document: Document, as_of: datetime) -> PublishDate:
    """Read the publication date of an article page; ``value`` is ``None`` on lists, home pages and on no pages.

    Dates after ``as_of`` are kept: judging them is not reading them.
    """
    if classify(document).kind in _DATELESS:
        return _NONE
    found = list(dict.fromkeys(_clues(document, as_of)))
    if not found:
        return _NONE
    first = next((rival for rival in found if rival.clue in _RANKED or rival.clue.startswith("meta ")), None)
    if first is None:
        return PublishDate(None, "", tuple(found))
    return PublishDate(first.value, first.clue, tuple(rival for rival in found if rival is not first))


def _clues(document: Document, as_of: datetime) -> Iterator[Rival]:
    for text in document.metas.get("pubdate", ()):
        value = read_date(text, as_of)
        if value:
            yield Rival(value, "meta PubDate")
    visible, others = _visible(document, as_of)
    yield from visible
    day = read_address(document.url).day or _day_in_path(document.url)
    if day:
        yield Rival(day, "address")
    for name in _OTHER_METAS:
        other = document.meta(name) or _property(document, name)
        value = read_date(other, as_of) if other else None
        if value:
            yield Rival(value, f"meta {name}")
    yield from others
    signed = list(find_days(main_text(document)[-_SIGNATURE_CHARS:]))
    if signed:
        yield Rival(signed[-1][0], "body")


def _visible(document: Document, as_of: datetime) -> tuple[list[Rival], list[Rival]]:
    """Dates a reader sees between title and text: those of publication (best first), and those of other meaning."""
    bar, lead = _bar(document)
    published: list[Rival] = []
    bare: list[Rival] = []
    others: list[Rival] = []
    spans: list[tuple[int, int]] = []
    for found in _LABELLED.finditer(bar + lead):
        label = "".join(found["label"].split())
        value = read_date(found["date"], as_of)
        if value is None:
            continue
        spans.append(found.span())
        if _PUBLISHED.fullmatch(label[-4:]) or _PUBLISHED.fullmatch(label):
            published.append(Rival(value, "visible label"))
        elif found.start() >= len(bar):
            continue  # 时间：… inside the text announces a meeting
        elif label in _BARE:
            bare.append(Rival(value, "visible label"))
        else:
            others.append(Rival(value, f"label {label}"))
    unlabelled = [] if published or bare else list(_unlabelled(bar, spans, as_of))
    return [*published, *bare, *unlabelled], others


def _unlabelled(bar: str, spans: list[tuple[int, int]], as_of: datetime) -> Iterator[Rival]:
    """The first date of the bar that belongs to no label."""
    for _, start, end in find_days(bar):
        if any(start < stop and end > begin for begin, stop in spans):
            continue
        value = read_date(bar[start : end + 24], as_of)
        if value:
            yield Rival(value, "info bar")
            return


def _bar(document: Document) -> tuple[str, str]:
    """The text between title and body, and the first characters of the body. Either may be empty."""
    text, body, title = full_text(document), main_text(document), title_of(document)
    body_at = text.find(body[:40]) if body else -1
    title_at = text.rfind(title, 0, body_at) if body_at >= 0 else text.find(title)
    if title and title_at >= 0:
        begin = title_at + len(title)
        end = body_at if body_at >= 0 else begin + _LEAD_CHARS
        return text[max(begin, end - _BAR_CHARS) : end], body[:_LEAD_CHARS]
    if title and body_at >= 0:  # the block that was taken for the body begins with the title
        inside = text.find(title, body_at, body_at + _BAR_CHARS)
        if inside >= 0:
            return "", text[inside + len(title) : inside + len(title) + _LEAD_CHARS]
    return "", body[:_LEAD_CHARS]


def _day_in_path(url: str) -> date | None:
    """The day in other portals' addresses: ``/art/2016/11/22/art_…``, ``/2012-06/04/content_…``."""
    found = _ADDRESS_DAY.search(url)
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _property(document: Document, name: str) -> str | None:
    if ":" not in name:
        return None
    node = document.tree.css_first(f'meta[property="{name}"]')
    return node.attrs.get("content") if node else None
