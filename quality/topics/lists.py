"""Lists in many layouts: are the rows, their days and the next page exactly those that the page shows?

As for publication dates, an answer is an accusation that must be right, a label is what must be found: precision =
right answers / answers, recall = right answers / labels. ``list_rows`` counts rows (title and address must both fit),
``list_dates`` the days of the rows that were found, ``list_next_page`` the address of the page that follows. What is
not there (no rows, no day, no next page) and is not claimed either is a clean thing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import urljoin

import yaml

from facts.document import Document
from facts.list_rows import read_list
from facts.pager import next_page
from inspection.fetched import Page
from inspection.moment import BEIJING
from quality.topic import CORPORA, Judged, Said, Split, Topic

NAME = "lists"
AS_OF = datetime(2021, 6, 8, 18, 0, tzinfo=BEIJING)
_SITE = "http://www.qingxi.gov.cn"
_PAGE = {"layout", "url", "titles", "count", "newest", "step", "href", "rows", "pager", "side", "next", "why"}
_EARLIER, _LATER = timedelta(days=5), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """What a reader sees of one row. ``day`` ``None`` = the row shows none."""

    title: str
    url: str
    day: date | None


@dataclass(frozen=True, slots=True)
class LabelledList:
    """A list page as the wire gave it, its rows in page order, the page that follows, and why that is so."""

    id: str
    page: Page
    rows: tuple[LabelledRow, ...]
    next_url: str | None
    reason: str


@cache
def pages(split: Split) -> tuple[LabelledList, ...]:
    """The pages of ``split``: each row of ``pages.yaml`` put into a frame of ``layouts.yaml``."""
    root = CORPORA / NAME
    words = _read(root / "words.yaml")
    layouts = _read(root / split.value / "layouts.yaml")
    rows = enumerate(_read(root / split.value / "pages.yaml"), 1)
    return tuple(_labelled(f"{split.value}-{number:02}-{row['layout']}", number, row, layouts, words)
                 for number, row in rows)  # fmt: skip


def _read(path: Any) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def _labelled(
    name: str, number: int, spec: Mapping[str, Any], layouts: Mapping[str, Any], words: Mapping[str, list[str]]
) -> LabelledList:
    unknown = set(spec) - _PAGE
    if unknown:
        raise ValueError(f"{name}: no page has {sorted(unknown)}")
    layout, url = layouts[spec["layout"]], _SITE + spec["url"]
    items = spec["rows"] if "rows" in spec else list(_run(spec, number, words[spec["titles"]]))
    markup = [item.get("html") or _row(layout["row"], item, place) for place, item in enumerate(items)]
    size = layout.get("group", len(markup) or 1)
    blocks = ["".join(markup[start : start + size]) for start in range(0, len(markup), size)]
    html = layout["frame"].replace("<<rows>>", layout.get("between", "").join(blocks))
    html = html.replace("<<pager>>", spec.get("pager", "")).replace("<<side>>", spec.get("side", ""))
    rows = tuple(LabelledRow(item["t"], urljoin(url, item["u"]), _day(item.get("d"))) for item in items if "t" in item)
    page = Page(url, url, 200, (("content-type", "text/html"),), html.encode(layout.get("encoding", "utf-8")), AS_OF)
    return LabelledList(name, page, rows, urljoin(url, spec["next"]) if spec["next"] else None, spec["why"])


def _run(spec: Mapping[str, Any], number: int, titles: list[str]) -> Iterator[dict[str, Any]]:
    moment = _moment(spec["newest"])
    for place in range(spec["count"]):
        shown = moment - timedelta(days=place * spec["step"])
        href = spec["href"].format(n=8000 + 97 * number - place, day=shown)
        yield {"t": titles[(number * 3 + place) % len(titles)], "u": href, "d": shown}


def _row(template: str, item: Mapping[str, Any], place: int) -> str:
    day, title = _moment(item["d"]), item["t"]
    return template.format(
        no=place, no1=place + 1, title=title, cut=title if len(title) <= 14 else title[:12] + "...", href=item["u"],
        day=day, earlier=day - _EARLIER, later=day + _LATER,
    )  # fmt: skip


def _moment(value: Any) -> datetime:
    return datetime.fromisoformat(str(value))


def _day(value: Any) -> date | None:
    return _moment(value).date() if value else None


def run(split: Split) -> Iterator[Judged]:
    """Our reading of each page against its labels."""
    for each in pages(split):
        document = Document(each.page)
        began = time.perf_counter()
        listed = read_list(document, AS_OF)
        spent = (time.perf_counter() - began) * 1000
        found = {(row.title, row.url): row.date for row in listed.rows}
        for label in each.rows:
            key = (label.title, label.url)
            yield _found(
                f"{each.id} {label.title}", "list_rows", key if key in found else None, key, each.reason, spent
            )
            if key in found:
                yield from _answered(f"{each.id} {label.title}", "list_dates", found[key], label.day, each.reason)
        labelled = {(label.title, label.url) for label in each.rows}
        for title, url in found.keys() - labelled:
            reason = f"{each.reason}; no such row: {url}"
            yield Judged(f"{each.id} {title}", "list_rows", False, Said.FAULT, reason)
        if not each.rows and not found:
            yield Judged(each.id, "list_rows", False, Said.CLEAN, each.reason)
        yield from _answered(each.id, "list_next_page", next_page(document), each.next_url, each.reason)


def _answered(id: str, monitor: str, answer: object, label: object, reason: str) -> Iterator[Judged]:
    if label is not None:
        yield _found(id, monitor, answer, label, reason)
    if answer not in (None, label):
        yield Judged(f"{id} (wrong)", monitor, False, Said.FAULT, f"{reason}; answered {answer}, not {label}")
    elif label is None:
        yield Judged(id, monitor, False, Said.CLEAN, reason)


def _found(id: str, monitor: str, answer: object, label: object, reason: str, spent: float | None = None) -> Judged:
    said = Said.FAULT if answer == label else Said.UNKNOWN if answer is None else Said.CLEAN
    return Judged(id, monitor, True, said, reason, spent)


TOPIC = Topic(NAME, run, precision=Decimal("0.98"), recall=Decimal("0.95"))
