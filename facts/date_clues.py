"""Everything on a page that speaks for or against its shown publication date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self, TypedDict

from facts.article import main_node, main_text, title_of
from facts.chinese_dates import find_days, read_machine_moment
from facts.document import Document
from facts.exposure import is_attachment
from facts.page_kind import Kind, classify
from facts.publish_date import read_publish_date
from facts.sources import PageSource
from facts.trs_address import read_address
from facts.usable_page import usable
from inspection.moment import beijing_day
from inspection.outcome import Irrelevant, Missing
from inspection.registry import ColumnKind

#: Content systems name an uploaded file after its day: P020210225…, W020210225….
_UPLOAD = re.compile(r"(?:^|/)[PW]0(20\d{2})(\d{2})(\d{2})\d{5,}[^/]*$")
#: Words around a day that make it a plan: meetings, deadlines and validity lie ahead of a notice quite normally.
_AHEAD = re.compile(
    "将|拟|截至|截止|之前|以前|前完成|前报|前提交|起施行|起执行|起实施|有效|期限|至|公示期|定于|计划|预计|报名|上午|下午|—|-|～|~"
)
#: Clues by which a page shows a publication date to its reader, or means to (not its address, not the signature).
_SHOWN_CLUE = re.compile(r"meta |visible label$|info bar$|time element$|json-ld$|script$")
#: Columns of standing texts, which carry no date.
_STANDING = frozenset({ColumnKind.OVERVIEW, ColumnKind.FUNCTIONS, ColumnKind.LEADERS, ColumnKind.MAILBOX})
#: The number of an official paper carries the year it was issued in.
_NUMBERED = re.compile(r"[〔\[［](?<=[\u4e00-\u9fff].)(?P<year>20\d\d)[〕\]］]\s?\d{1,4}\s?号")
_GAZETTE = re.compile(r"公报|汇编|转载|历史|档案|重发|迁移")


@dataclass(frozen=True, slots=True)
class DateClues:
    """The shown day with its clue, and the days that other places on the page name. All days are Beijing days.

    ``created`` is the (earliest, latest) creation day by docid order, inclusive; ``uploads`` the days of files shown in
    the body, ascending; ``told`` days in the text after the shown one that do not read like plans, with their words;
    ``rival_days`` other publication dates that the page shows openly. ``republished``: the title says that an older
    text was printed again or moved. ``first_seen``, ``absent`` and ``earlier`` (another day shown by an earlier crawl,
    and that crawl's day) come from our own crawls, see ``ArticleHistory``. ``sitting`` are the days shown by this and
    the other documents of the column that were created together with it; empty where that is not known.
    ``last_modified`` is what the server says of the file.
    """

    shown: date
    clue: str
    today: date
    column_kind: ColumnKind | None
    address_day: date | None
    docid: int | None
    created: tuple[date, date] | None
    uploads: tuple[date, ...]
    told: tuple[tuple[date, str], ...]
    rival_days: tuple[date, ...]
    republished: bool
    first_seen: date | None = None
    absent: date | None = None
    earlier: tuple[date, date] | None = None
    sitting: tuple[date, ...] = ()
    last_modified: date | None = None

    @classmethod
    def extract(cls, source: PageSource) -> Self | Missing | Irrelevant:
        document = usable(source.read)
        if isinstance(document, Missing):
            return document
        if is_attachment(document):
            return Irrelevant("附件没有发稿日期")
        kind = classify(document).kind
        if kind in {Kind.LIST, Kind.HOME}:
            return Irrelevant("列表或首页没有发稿日期")
        if kind is not Kind.ARTICLE:
            return Missing("页面不是可识别的文章")
        published = read_publish_date(document, source.as_of)
        if published.value is None or not _SHOWN_CLUE.match(published.clue):
            if source.column_kind in _STANDING and read_address(source.url).day is None:
                return Irrelevant("常设页面没有发稿日期")
            return Missing("页面没有显示发布日期")
        shown = _day(published.value)
        address = read_address(source.url)
        created = source.curve.expected(address.docid) if source.curve and address.docid is not None else None
        return cls(
            shown=shown,
            clue=published.clue,
            today=beijing_day(source.as_of),
            column_kind=source.column_kind,
            address_day=address.day,
            docid=address.docid,
            created=created,
            uploads=tuple(sorted(set(_uploads(document)))),
            told=tuple(_told(main_text(document), shown, beijing_day(source.as_of))),
            rival_days=tuple(_day(rival.value) for rival in published.rivals if _SHOWN_CLUE.match(rival.clue)),
            republished=bool(_GAZETTE.search(title_of(document))),
            **_from_crawls(source, shown, address.docid),
            last_modified=_last_modified(document),
        )


class _Crawled(TypedDict):
    first_seen: date | None
    absent: date | None
    earlier: tuple[date, date] | None
    sitting: tuple[date, ...]


def _from_crawls(source: PageSource, shown: date, docid: int | None) -> _Crawled:
    known = source.history
    if known is None:
        return {"first_seen": None, "absent": None, "earlier": None, "sitting": ()}
    together = known.sitting(docid, source.curve) if docid is not None else ()
    return {
        "first_seen": known.first_seen,
        "absent": known.absent,
        "earlier": known.earlier_day(shown),
        "sitting": tuple(sorted((*together, shown))) if together else (),
    }


def _last_modified(document: Document) -> date | None:
    moment = read_machine_moment(document.page.header("last-modified") or "")
    return beijing_day(moment) if moment else None


def _day(value: date | datetime) -> date:
    return beijing_day(value) if isinstance(value, datetime) else value


def _uploads(document: Document) -> Iterator[date]:
    body = main_node(document)
    for node in body.css("img[src], a[href]") if body is not None else ():
        found = _UPLOAD.search(node.attributes.get("src") or node.attributes.get("href") or "")
        if found:
            try:
                yield date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:  # a name that only looks like a day
                continue


def _told(text: str, shown: date, today: date) -> Iterator[tuple[date, str]]:
    for number in _NUMBERED.finditer(text):
        if shown.year < int(number["year"]) <= today.year:
            yield date(int(number["year"]), 1, 1), f"文号{text[max(number.start() - 6, 0) : number.end()]}"
    for day, start, end in find_days(text):
        around = text[max(start - 12, 0) : end + 12].replace("\n", " ")
        if shown < day <= today and not _AHEAD.search(around):
            yield day, re.sub(r"\d{6,}", "…", around)  # may be the head of a personal number
