"""Who a site shows as its unit's head, and who 任免 documents say it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from urllib.parse import urldefrag

from facts.appointments import Appointment, read_appointments
from facts.article import full_text, main_text, title_of
from facts.document import Document
from facts.leader_names import Holder, head_title, read_holders
from facts.leader_tokens import read_tokens
from facts.list_rows import read_list
from facts.masking import mask_personal
from facts.publish_date import read_publish_date
from facts.sources import ColumnSource, SiteSource
from facts.usable_page import usable
from inspection.moment import beijing_day
from inspection.outcome import Missing
from inspection.registry import Column, ColumnKind

_STATED_NAME = re.compile(r"(?:单位|机构)名称[：:]\s*([\u4e00-\u9fff]{3,25})")
_OFFICE = re.compile(r"[\u4e00-\u9fff]{2,20}(?:局|委员会|委|办公室|镇|街道|中心|支队)")


@dataclass(frozen=True, slots=True)
class Shown:
    """A head as a page shows them: ``title`` is 局长, 书记 … or 负责人 for a label without a title."""

    name: str
    title: str
    quote: str


@dataclass(frozen=True, slots=True)
class LeaderPage:
    """What stands on a leader or functions page. ``heads`` is empty when the page names no head.

    ``url`` and ``page_title`` are the page's own (an article in a list column), ``updated`` its shown day.
    """

    column: Column
    url: str
    page_title: str
    updated: date | None
    heads: tuple[Shown, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class SiteLeaders:
    """Both pages, each missing on its own, and the unit's appointments in order of day."""

    leaders: LeaderPage | Missing
    functions: LeaderPage | Missing
    appointments: tuple[Appointment, ...]

    @classmethod
    def extract(cls, source: SiteSource) -> Self | Missing:
        leaders = _page(source, ColumnKind.LEADERS)
        functions = _page(source, ColumnKind.FUNCTIONS)
        if isinstance(leaders, Missing) and isinstance(functions, Missing):
            return Missing(f"{leaders.reason}；{functions.reason}")
        names = _full_names(source)
        found = (
            appointment
            for column, document in source.articles
            if column.kind not in {ColumnKind.LEADERS, ColumnKind.FUNCTIONS}
            for appointment in read_appointments(document, names, source.as_of)
        )
        return cls(leaders, functions, tuple(sorted(dict.fromkeys(found), key=lambda one: (one.day, one.made))))


def _page(source: SiteSource, kind: ColumnKind) -> LeaderPage | Missing:
    label = "领导信息" if kind is ColumnKind.LEADERS else "机构职能"
    columns = [column for column in _flat(source.columns) if column.column.kind is kind]
    if not columns:
        return Missing(f"没有登记{label}类栏目")
    names = _full_names(source)
    pages = [page for column in columns for page in _readable(column, source, names)]
    if not pages:
        return Missing(f"{label}类栏目的页面没有读到")
    return next((page for page in pages if page.heads), pages[0])


def _flat(columns: tuple[ColumnSource, ...]) -> list[ColumnSource]:
    return [one for column in columns for one in (column, *_flat(column.children))]


def _readable(column: ColumnSource, source: SiteSource, names: tuple[str, ...]) -> list[LeaderPage]:
    """The column's own first page, then its listed articles, newest first (one page for a leaders column)."""
    own = [page for read in column.pages if isinstance(page := usable(read), Document)]
    listed = {urldefrag(row.url)[0] for page in own for row in read_list(page, source.as_of).rows}
    articles = [
        document
        for registered, document in source.articles
        if registered.kind is column.column.kind and _belongs(registered, document, column.column, listed)
    ]
    articles.sort(key=lambda document: _shown_day(document, source.as_of) or date.min, reverse=True)
    if column.column.kind is ColumnKind.FUNCTIONS:
        return [_read(column.column, document, source, names) for document in [*own, *articles]]
    read = [_read(column.column, document, source, names) for document in [*own, *articles]]
    if not read:
        return []
    heads = read[0].heads or tuple(dict.fromkeys(head for page in read[1:] for head in page.heads))
    updated = max((page.updated for page in read if page.updated), default=None)
    first = own[0] if own else articles[0]
    registered = column.column
    return [LeaderPage(registered, registered.url, registered.name, updated, heads, first.page.sha256)]


def _belongs(registered: Column, document: Document, column: Column, listed: set[str]) -> bool:
    """Articles of this column that its list still shows; a former head's page may lie in the store for years."""
    if listed:
        return document.url in listed or document.page.url in listed
    return registered.id == column.id


def _read(column: Column, document: Document, source: SiteSource, names: tuple[str, ...]) -> LeaderPage:
    title = title_of(document)
    heads = _heads(read_holders(main_text(document) or full_text(document), title), names)
    if not heads and document.tree.body is not None:
        heads = _heads(read_tokens(document.tree.body), names)
    return LeaderPage(
        column, document.url, title or column.name, _shown_day(document, source.as_of), heads, document.page.sha256
    )


def _heads(holders: tuple[Holder, ...], names: tuple[str, ...]) -> tuple[Shown, ...]:
    return tuple(dict.fromkeys(shown for holder in holders if (shown := _shown(holder, names))))


def _shown(holder: Holder, names: tuple[str, ...]) -> Shown | None:
    title = head_title(holder.post, names)
    return Shown(holder.name, title, mask_personal(holder.quote)) if title else None


def _shown_day(document: Document, as_of: datetime) -> date | None:
    value = read_publish_date(document, as_of).value
    return beijing_day(value) if isinstance(value, datetime) else value


def _full_names(source: SiteSource) -> tuple[str, ...]:
    """The unit's names, also with the district before them as the site's own name (SiteName) gives it.

    Without registered names (single pages handed in) the pages' own: 单位名称 and titles that are an office's name.
    """
    pages = [page for column in source.columns for page in column.pages if isinstance(page, Document)]
    if isinstance(source.home, Document):
        pages.append(source.home)
    pages += [document for column, document in source.articles if column.kind is ColumnKind.FUNCTIONS]
    site_name = next((name for page in pages if (name := page.meta("SiteName"))), "")
    district = re.match(r"((?:.{2,4}[省市])?)(.{1,5}[区县市])人民政府", site_name)
    prefixes = (district[1] + district[2], district[2]) if district else ()
    names = set(source.unit_names or _own_names(pages))
    for name in tuple(names):
        rest = name.removeprefix("区").removeprefix("县").removeprefix("市")
        names |= {prefix + rest for prefix in prefixes if not name.startswith(prefixes)}
        names |= {kind + name.removeprefix(prefix) for prefix in prefixes for kind in "区县" if name.startswith(prefix)}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def _own_names(pages: list[Document]) -> Iterator[str]:
    for page in pages:
        stated = _STATED_NAME.search(main_text(page))
        if stated:
            yield stated[1]
        title = title_of(page)
        if _OFFICE.fullmatch(title):
            yield title
