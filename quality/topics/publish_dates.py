"""Publication dates: how often the day that is read from a page is the day it was published.

What the figures mean here: a returned day is an accusation that must be right, a labelled day is what must be found.
So precision = right days / returned days, recall = right days / labelled days:

=================  ==========================  ==========================================
label              answer                      rows
=================  ==========================  ==========================================
a day              that day                    fault, FAULT
a day              another day                 fault, CLEAN (missed) and no fault, FAULT
a day              none                        fault, UNKNOWN
none               none                        no fault, CLEAN
none               a day                       no fault, FAULT
=================  ==========================  ==========================================

``publish_date.time`` counts the pages that show a time, in the same way.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib import import_module

import yaml

from facts.document import Document
from facts.publish_date import read_publish_date
from inspection.fetched import Page
from inspection.moment import BEIJING
from quality.topic import CORPORA, Judged, Rival, Said, Split, Topic

NAME = "publish_dates"
AS_OF = datetime(2021, 6, 30, 18, 0, tzinfo=BEIJING)
_SLOTS = ("head", "bar", "lead", "text", "tail", "side", "foot")


@dataclass(frozen=True, slots=True)
class DatedPage:
    """A page as the wire gave it, its label (``None`` = no publication date) and the reason of the label."""

    id: str
    page: Page
    day: date | None
    time: str
    reason: str

    @property
    def html(self) -> str:
        return self.page.body.decode()


@cache
def pages(split: Split) -> tuple[DatedPage, ...]:
    """The pages of ``split``: rows of ``pages.yaml`` put into the frames of ``layouts``, or of its own ``layouts``."""
    root = CORPORA / NAME
    words = yaml.safe_load((root / "words.yaml").read_text("utf-8"))
    folders = (root / "layouts", root / split.value / "layouts")
    frames = {path.stem: path.read_text("utf-8") for folder in folders for path in sorted(folder.glob("*.html"))}
    rows = yaml.safe_load((root / split.value / "pages.yaml").read_text("utf-8"))
    return tuple(_page(f"{split.value}-{number:03}-{row['layout']}", number, row, frames, words)
                 for number, row in enumerate(rows, 1))  # fmt: skip


def _page(
    name: str, number: int, row: dict[str, object], frames: dict[str, str], words: dict[str, list[str]]
) -> DatedPage:
    unknown = set(row) - {"layout", "url", "day", "time", "why", *_SLOTS}
    if unknown:
        raise ValueError(f"{name}: no page has {sorted(unknown)}")
    given = {"text": words["texts"][number % len(words["texts"])], **row}
    html = frames[str(row["layout"])]
    for slot in _SLOTS:
        html = html.replace("{" + slot + "}", str(given.get(slot, "")))
    html = html.replace("{title}", words["titles"][number % len(words["titles"])])
    url, day = str(row["url"]), row["day"]
    headers = (("content-type", "text/html; charset=utf-8"),)
    page = Page(url, url, 200, headers, html.encode(), AS_OF)
    return DatedPage(name, page, day if isinstance(day, date) else None, str(row.get("time", "")), str(row["why"]))


def run(split: Split) -> Iterator[Judged]:
    """Our extractor over the pages of ``split``."""
    for each in pages(split):
        begin = time.perf_counter()
        found = read_publish_date(Document(each.page), AS_OF).value
        spent = (time.perf_counter() - begin) * 1000
        yield from _judge(each, "publish_date", each.day, _day(found), spent)
        if each.time:
            clock = f"{found:%H:%M}" if isinstance(found, datetime) else None
            yield from _judge(each, "publish_date.time", each.time, clock, None)


def _day(found: date | datetime | None) -> date | None:
    return found.astimezone(BEIJING).date() if isinstance(found, datetime) else found


def _judge(
    each: DatedPage, monitor: str, label: object | None, found: object | None, spent: float | None
) -> Iterator[Judged]:
    if label is None:
        yield Judged(each.id, monitor, False, Said.CLEAN if found is None else Said.FAULT, each.reason, spent)
    elif found is None or found == label:
        yield Judged(each.id, monitor, True, Said.UNKNOWN if found is None else Said.FAULT, each.reason, spent)
    else:
        yield Judged(each.id, monitor, True, Said.CLEAN, each.reason, spent)
        yield Judged(f"{each.id}-wrong", monitor, False, Said.FAULT, f"{each.reason}; answered {found}")


def _rival(load: Callable[[], Callable[[str, str], str | None]]) -> Callable[[Split], Iterable[Judged]]:
    def answers(split: Split) -> Iterator[Judged]:
        find = load()
        for each in pages(split):
            begin = time.perf_counter()
            text = find(each.html, each.page.url)
            spent = (time.perf_counter() - begin) * 1000
            yield from _judge(each, "publish_date", each.day, _iso(text), spent)

    return answers


def _iso(text: str | None) -> date | None:
    """The day at the head of what a rival answered."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _htmldate() -> Callable[[str, str], str | None]:
    find_date: Callable[..., str | None] = import_module("htmldate").find_date
    return lambda html, url: find_date(html, url=url, original_date=True)


def _trafilatura() -> Callable[[str, str], str | None]:
    extract = import_module("trafilatura").bare_extraction

    def find(html: str, url: str) -> str | None:
        found = extract(html, url=url, with_metadata=True)
        return str(getattr(found, "date", None) or "") if found else None

    return find


def _gne() -> Callable[[str, str], str | None]:
    extractor = import_module("gne").GeneralNewsExtractor()
    return lambda html, _: str(extractor.extract(html).get("publish_time") or "").replace("/", "-")


TOPIC = Topic(
    NAME,
    run,
    precision=Decimal("0.98"),
    recall=Decimal("0.95"),
    rivals=(
        Rival("htmldate", _rival(_htmldate)),
        Rival("trafilatura", _rival(_trafilatura)),
        Rival("gne", _rival(_gne)),
    ),
)
