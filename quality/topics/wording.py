"""How well the checks of wording tell a slip from a right sentence that looks like one.

Every item of the corpus is a sentence inside a page of its own; the page wears one of three layouts, none of which the
demo portal uses. Whatever is written in the sentences was invented for this purpose.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from html import escape
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml

from config.indicators import load_tables
from facts.document import Document
from facts.packaged_lexicon import matcher_in_use, packaged_lexicon
from facts.sources import PageSource
from inspection.fetched import Page
from inspection.finding import Case, Subject, SubjectKind
from inspection.moment import BEIJING
from inspection.outcome import Outcome
from inspection.rule import Rule
from monitors.frame.catalogue import bind
from monitors.frame.runner import judge
from quality.topic import CORPORA, Judged, Rival, Said, Split, Topic

FOLDER = CORPORA / "wording"
USUAL_DAY = date(2021, 5, 10)
USUAL_TITLE = "工作动态一则"
MONITORS = (
    *("wording_error", "institution_renamed", "leader_title_wrong"),
    *("date_impossible", "punctuation_broken", "placeholder_left"),
)
#: How the sentence lies in its page: in a body container, behind inline markup of its first characters, in a table.
LAYOUTS = (
    '<h1>{title}</h1><p class="sub">发布时间：{day}</p><div class="v_news_content"><p>{text}</p></div>',
    '<section><h2>{title}</h2><div id="zoom"><p><span><b>{head}</b></span><span>{tail}</span></p></div></section>',
    '<table><tr><td><h1>{title}</h1></td></tr><tr><td class="article-content"><p>{text}</p></td></tr></table>',
)
_USUAL_METAS = {"SiteName": "某区人民政府", "ColumnName": "工作动态"}


@dataclass(frozen=True, slots=True)
class Item:
    """One labelled sentence. ``metas`` replace the usual ones of the page by name."""

    id: str
    monitor: str
    fault: bool
    title: str
    text: str
    metas: dict[str, str]
    published: date
    reason: str

    def source(self, layout: str) -> PageSource:
        url = f"http://www.portal.test/dt/{self.id}.html"
        as_of = datetime.combine(self.published + timedelta(days=3), time(9), BEIJING)
        body = _page(self, layout).encode()
        page = Page(url, url, 200, (("content-type", "text/html; charset=utf-8"),), body, as_of)
        return PageSource(url, Document(page), None, as_of)


def read_items(split: Split) -> Iterator[Item]:
    """The items of ``split`` by file name and place."""
    for path in sorted((FOLDER / split.value).glob("*.yaml")):
        yield from _of_file(path)


def _of_file(path: Path) -> Iterator[Item]:
    data: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    for at, one in enumerate(data["items"]):
        day = date.fromisoformat(one["published"]) if "published" in one else USUAL_DAY
        title = one.get("title", USUAL_TITLE)
        yield Item(
            f"{path.stem}-{at:03}", data["monitor"], one["fault"], title, one["text"], one.get("meta", {}), day,
            one["reason"],
        )  # fmt: skip


def _page(item: Item, layout: str) -> str:
    metas = {**_USUAL_METAS, "ArticleTitle": item.title, "PubDate": item.published.isoformat(), **item.metas}
    head = "".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in metas.items())
    body = layout.format(
        title=escape(item.title),
        day=item.published.isoformat(),
        text=_paragraphs(item.text),
        head=escape(item.text[:3]),
        tail=_paragraphs(item.text[3:]),
    )
    return f"<!DOCTYPE html><html><head><title>{escape(item.title)}</title>{head}</head><body>{body}</body></html>"


def _paragraphs(text: str) -> str:
    return escape(text).replace("\n", "</p><p>")


def _run(split: Split) -> Iterator[Judged]:
    rules = _rules()
    matcher_in_use()  # built once per process, not once per page
    for item, layout in zip(read_items(split), cycle(LAYOUTS), strict=False):
        mine = [rule for rule in rules if rule.monitor == item.monitor]
        started = perf_counter()
        source = item.source(layout)
        said = _said(source, mine)
        took = (perf_counter() - started) * 1000
        yield Judged(item.id, item.monitor, item.fault, said, item.reason, took)


def _said(source: PageSource, rules: Iterable[Rule[Any]]) -> Said:
    subject = Subject(SubjectKind.PAGE, source.url, "unit", "site", None, None, source.url, "")
    outcomes = {verdict.outcome for verdict in judge(source, Case(subject, source.as_of), rules)}
    if Outcome.FAIL in outcomes:
        return Said.FAULT
    return Said.UNKNOWN if Outcome.UNKNOWN in outcomes else Said.CLEAN


def _rules() -> tuple[Rule[Any], ...]:
    """The rules of the newest website table that ask a wording monitor."""
    tables = [table for table in load_tables() if table.subject == "sites"]
    newest = max(tables, key=lambda table: table.first_day)
    return bind(row for row in newest.rules if row.monitor in MONITORS)


def _raw_match(split: Split) -> Iterator[Judged]:
    """A raw match of the same word list: no boundaries, no exceptions, no names, no dates."""
    wrong = [word.wrong for word in packaged_lexicon().words]
    for item in read_items(split):
        if item.monitor in ("wording_error", "institution_renamed", "leader_title_wrong"):
            said = Said.FAULT if any(word in item.text for word in wrong) else Said.CLEAN
            yield Judged(item.id, item.monitor, item.fault, said, item.reason)


TOPIC = Topic(
    name="wording",
    run=_run,
    precision=Decimal("0.95"),
    recall=None,
    rivals=(Rival("raw word list", _raw_match),),
)
