"""When a page says it was published, which clue said so, and what the other clues say.

Clues, strongest first: meta PubDate, a labelled date by the title or beside the body (head tables, foot lines), an
unlabelled date in the bar under the title, what the markup says to machines (a publication meta, a ``time`` element,
JSON-LD, the script of 微信), the day in the address. Decoys (field practice): 页面生成时间 and meta Maketime, ``alt``
texts of a template, side bars and related lists, footers, picture names, days of adoption, update and deadline. The
signature date at the end of the text and 成文日期 are normally earlier than publication: rivals, never the answer.
General extractors find a "date" on lists too; a list or home page has none here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from facts.article import full_text, main_node, main_text, title_of
from facts.chinese_dates import find_days, read_date
from facts.document import Document, once
from facts.machine_dates import Rival, machine_dates
from facts.page_kind import Kind, classify
from facts.page_tables import page_tables
from facts.plain_text import plain_text
from facts.trs_address import read_address


@dataclass(frozen=True, slots=True)
class PublishDate:
    """``value`` is an aware Beijing moment, a day where no time is shown, or ``None`` (then ``clue`` is ``""``).

    ``clue``: ``meta PubDate``, ``visible label``, ``info bar``, ``meta <name>``, ``time element``, ``json-ld``,
    ``script`` or ``address``. ``rivals`` are all other clues in order of strength, those that agree included; further
    clue names there: ``body`` (signature), ``label <label>`` (a labelled date of another meaning, such as 成文日期).
    """

    value: datetime | date | None
    clue: str
    rivals: tuple[Rival, ...]


_NONE = PublishDate(None, "", ())
_DATELESS = frozenset((Kind.LIST, Kind.HOME, Kind.STUB, Kind.BLOCKED))
_RANKED = ("visible label", "info bar", "meta ", "time element", "json-ld", "script", "address")
#: Nothing was published on the web before; 1970 and 1900 are empty fields of a database.
_FIRST_YEAR = 1995
#: How far below the title the date may stand, in characters of plain text.
_BAR_CHARS = 1500
_LEAD_CHARS = 200
#: Where no title marks the bar: so many of the lines above the body, the empty one at its edge included.
_BAR_LINES = 3
_SIGNATURE_CHARS = 80
_LONGEST_BAR = 60

_LABELLED = re.compile(
    r"(?P<label>[\u4e00-\u9fff]{0,4}(?:日\s{0,4}期|时\s{0,4}间)"
    r"|[发公][ \u3000][布开][ \u3000][日时][ \u3000]{1,4}[期间]|发布于|发表于|发布)[\]】）)\s]{0,3}[:：]?[\s\[【]{0,4}"
    r"(?P<date>(?:19|20)\d\d\s?[-/.年／－][\d\s:：月日号时点分T/.／－-]{3,24})"
)
_PUBLISHED = re.compile(
    r"(?:发布|发稿|发文|公开|公布|发表|刊发|上传|信息|录入|上网|稿件|添加|刊登|登载|推送)(?:日期|时间)|发布于?|发表于"
)
_BARE = frozenset(("日期", "时间"))
#: A document is issued first and published then: only where nothing better stands.
_ISSUED = re.compile("发文(?:日期|时间)")
#: A sentence that goes on; a day on which something else happened; a day on which the page was changed.
_SENTENCE = re.compile(r"[ \t]{0,9}[，、；。至—～~]")
_OTHER_DAY = re.compile(
    r"[^\n]{0,30}(?:通过|批准|修订|修正|公布|印发|施行)|\s{0,3}(?:最后)?(?:更新|修改)|\s{0,3}[至—～~]"
)
_UPDATED = re.compile(r"(?<![\d日])(?:更新|修改|截止|截至|打印)[^\d]{0,6}$|[至到—～~][ \t]{0,3}$")
_TIME_CHARS = 24
_NO_TEXT = frozenset(("script", "style", "-text", "-comment"))
_ADDRESS_DAY = re.compile(r"/(?:art/)?(20\d\d)(?:([-/])(\d{1,2})\2(\d{1,2})|(?:[-/]?|/[a-z]{2,20}_)(\d\d)[-/]?(\d\d))/")


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
    first = next((rival for rival in found if rival.clue.startswith(_RANKED)), None)
    if first is None:
        return PublishDate(None, "", tuple(found))
    rivals = tuple(rival for rival in found if rival is not first)
    return PublishDate(_afternoon(first.value, rivals), first.clue, rivals)


def _afternoon(value: datetime | date, rivals: tuple[Rival, ...]) -> datetime | date:
    """A meta that a template wrote with a 12-hour clock: the shown time of the same day says which half it was."""
    if isinstance(value, datetime) and value.hour < 12:
        later = value + timedelta(hours=12)
        shown = [rival.value for rival in rivals if rival.clue == "visible label" and isinstance(rival.value, datetime)]
        if any((later.date(), later.hour, later.minute) == (one.date(), one.hour, one.minute) for one in shown):
            return later
    return value


def _clues(document: Document, as_of: datetime) -> Iterator[Rival]:
    for rival in _all_clues(document, as_of):
        if rival.value.year >= _FIRST_YEAR:
            yield rival


def _all_clues(document: Document, as_of: datetime) -> Iterator[Rival]:
    for text in document.metas.get("pubdate", ()):
        value = read_date(text, as_of)
        if value:
            yield Rival(value, "meta PubDate")
    visible, others = _visible(document, as_of)
    yield from visible
    yield from machine_dates(document)
    day = read_address(document.url).day or _day_in_path(document.url)
    if day:
        yield Rival(day, "address")
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
    text = bar + lead
    for found in _LABELLED.finditer(text):
        label = "".join(found["label"].split())
        value = read_date(text[found.start("date") : found.end("date") + _TIME_CHARS], as_of)
        if value is None:
            continue
        spans.append(found.span())
        if found.start() >= len(bar) and not _alone(text, found):
            continue  # a sentence of the text, such as the announcement of a meeting
        if _ISSUED.fullmatch(label[-4:]):
            bare.append(Rival(value, "visible label"))
        elif _PUBLISHED.fullmatch(label[-4:]) or _PUBLISHED.fullmatch(label):
            published.append(Rival(value, "visible label"))
        elif found.start() >= len(bar) and label in _BARE:
            continue  # 时间：… at the head of a text announces a meeting
        elif label in _BARE:
            bare.append(Rival(value, "visible label"))
        else:
            others.append(Rival(value, f"label {label}"))
    if not published:
        published = list(_beside(document, as_of)) or list(_under_head(document, as_of))
    unlabelled = [] if published or bare else list(_unlabelled(bar, spans, as_of))
    return [*published, *bare, *unlabelled], others


def _alone(text: str, found: re.Match[str]) -> bool:
    """Whether label and date are a line or field of their own, not the beginning of a sentence."""
    return not _SENTENCE.match(text, found.end())


def _beside(document: Document, as_of: datetime) -> Iterator[Rival]:
    """Labelled publication dates in the block around the body: the table above a document, the line below a text."""
    body = main_node(document)
    block = body.parent if body is not None else None
    if body is None or block is None or block.tag in ("body", "html"):
        return
    node = block.child
    while node is not None:
        text = plain_text(node)[-_BAR_CHARS:] if node.mem_id != body.mem_id and node.tag not in _NO_TEXT else ""
        for found in _LABELLED.finditer(text):
            label = "".join(found["label"].split())
            value = read_date(text[found.start("date") : found.end("date") + _TIME_CHARS], as_of)
            if value and _PUBLISHED.fullmatch(label[-4:]) and not _ISSUED.fullmatch(label[-4:]):
                yield Rival(value, "visible label")
        node = node.next


def _under_head(document: Document, as_of: datetime) -> Iterator[Rival]:
    """A table of two rows, heads above and values below, as catalogues of open information print them."""
    for table in page_tables(document) if "<table" in document.html else ():
        for label, text in zip(*table.rows, strict=True) if len(table.rows) == 2 else ():
            value = read_date(text, as_of) if _PUBLISHED.fullmatch(label) and not _ISSUED.fullmatch(label) else None
            if value:
                yield Rival(value, "visible label")


def _unlabelled(bar: str, spans: list[tuple[int, int]], as_of: datetime) -> Iterator[Rival]:
    """The first date of the bar that belongs to no label."""
    for _, start, end in find_days(bar):
        if any(start < stop and end > begin for begin, stop in spans):
            continue
        if _OTHER_DAY.match(bar, end) or _UPDATED.search(bar[max(start - 8, 0) : start]):
            continue
        value = read_date(bar[start : end + _TIME_CHARS], as_of)
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
        if inside >= 0:  # a head table may stand above the title, and a short line of the bar below it
            below = text[inside + len(title) : inside + len(title) + _LEAD_CHARS]
            line, _, _ = below.lstrip("\n").partition("\n")
            first = f"\n{line}" if len(line) <= _LONGEST_BAR and "。" not in line else ""
            return f"{text[body_at:inside]}{first}", below[len(first) :]
    if body_at > 0 and title not in text:  # a page that never repeats its window title
        return "\n".join(text[max(body_at - _LEAD_CHARS, 0) : body_at].split("\n")[-_BAR_LINES:]), body[:_LEAD_CHARS]
    return "", body[:_LEAD_CHARS]


def _day_in_path(url: str) -> date | None:
    """The day in other portals' addresses: ``/art/2016/11/22/art_…``, ``/2012-06/04/content_…``, ``/2021/0507/``."""
    found = _ADDRESS_DAY.search(url)
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[3] or found[5]), int(found[4] or found[6]))
    except ValueError:
        return None
