"""Personal data in page text: our monitors against a plain scan and against presidio's pattern recognisers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from time import perf_counter
from typing import Any

import yaml
from stdnum.cn import ric

from config.indicators import load_tables
from facts.attachment_text import attachment_document
from facts.document import Document
from facts.sources import PageSource
from inspection.fetched import FetchProblem, Page
from inspection.finding import Case, Subject, SubjectKind
from inspection.outcome import Outcome
from inspection.registry import ColumnKind
from inspection.rule import Rule
from monitors.frame.catalogue import bind
from monitors.frame.runner import judge
from quality.topic import CORPORA, Judged, Rival, Said, Split, Topic

AS_OF = datetime.fromisoformat("2021-04-20T08:00:00+08:00")
URL = "http://www.portal.test/qmj/gsgg/202104/t20210415_9120000.html"
_SAID = {Outcome.FAIL: Said.FAULT, Outcome.PASS: Said.CLEAN}


@dataclass(frozen=True, slots=True)
class Snippet:
    """One labelled page: ``monitor`` is the one it tempts or trips."""

    id: str
    monitor: str
    fault: bool
    reason: str
    title: str
    body: str

    def document(self) -> Document:
        html = (
            f'<html><head><meta charset="utf-8"><title>{self.title}_某区人民政府</title>'
            f'<meta name="ArticleTitle" content="{self.title}"></head><body><div class="top">首页 政务公开</div>'
            f'<h1>{self.title}</h1><div class="TRS_UEDITOR">{self.body}</div>'
            '<div class="foot">主办：某区人民政府办公室　联系电话：023-40000000</div></body></html>'
        )
        return Document(Page(URL, URL, 200, (("content-type", "text/html; charset=utf-8"),), html.encode(), AS_OF))


def snippets(split: Split) -> Iterator[Snippet]:
    for row in yaml.safe_load((CORPORA / "personal_data" / split / "snippets.yaml").read_text("utf-8")):
        yield Snippet(**row)


@cache
def rules(attachment: bool) -> dict[str, Rule[Any]]:
    """The newest rule of each monitor about attachments, or about pages."""
    newest = max((table for table in load_tables() if table.subject == "sites"), key=lambda table: table.first_day)
    return {rule.monitor: rule for rule in bind(newest.rules) if rule.applies.attachments == attachment}


def answer(document: Document, monitor: str, *, attachment: bool = False) -> tuple[Said, float]:
    """What the monitor says of the page, and the milliseconds it took, parse included."""
    subject = Subject(SubjectKind.PAGE, URL, "unit", None, None, None, URL, "", ColumnKind.NOTICE)
    started = perf_counter()
    source = PageSource(URL, document, ColumnKind.NOTICE, AS_OF, attachment=attachment)
    (verdict,) = judge(source, Case(subject, AS_OF), [rules(attachment)[monitor]])
    return _SAID.get(verdict.outcome, Said.UNKNOWN), (perf_counter() - started) * 1000


def files(split: Split) -> Iterator[Judged]:
    """The same monitors on attachments; an attachment that cannot be read is an answer of ``unknown``."""
    folder = CORPORA / "personal_data" / split
    for row in yaml.safe_load((folder / "files.yaml").read_text("utf-8")):
        page = Page(URL, URL, 200, (), (folder / "files" / row["file"]).read_bytes(), AS_OF)
        started = perf_counter()
        read = attachment_document(page, row["name"] + row["file"][row["file"].rindex(".") :])
        said = Said.UNKNOWN if isinstance(read, FetchProblem) else answer(read, row["monitor"], attachment=True)[0]
        took = (perf_counter() - started) * 1000
        yield Judged(row["file"], row["monitor"], row["fault"], said, row["reason"], took)


def run(split: Split) -> Iterable[Judged]:
    yield from files(split)
    for one in snippets(split):
        said, took = answer(one.document(), one.monitor)
        yield Judged(one.id, one.monitor, one.fault, said, one.reason, took)


def plain_scan(split: Split) -> Iterable[Judged]:
    """What most people write first: 17 digits and a digit or X, checked by python-stdnum."""
    for one in snippets(split):
        if one.monitor == "id_number_exposed":
            found = any(ric.is_valid(number) for number in re.findall(r"\d{17}[\dXx]", one.body))
            yield Judged(one.id, one.monitor, one.fault, Said.FAULT if found else Said.CLEAN, one.reason)


def presidio(split: Split) -> Iterable[Judged]:
    """presidio-analyzer with pattern recognisers for citizen numbers and mobile numbers, on the text of the page."""
    from presidio_analyzer import Pattern, PatternRecognizer  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 - optional

    patterns = {"id_number_exposed": r"(?<!\d)\d{17}[\dXx](?!\d)", "phone_exposed": r"(?<!\d)1[3-9]\d{9}(?!\d)"}
    recognisers = {
        monitor: PatternRecognizer(
            supported_entity="CN", supported_language="zh", patterns=[Pattern(monitor, pattern, 0.9)]
        )
        for monitor, pattern in patterns.items()
    }
    for one in snippets(split):
        if one.monitor in recognisers:
            text = re.sub(r"<[^>]*>", " ", one.body)
            found = recognisers[one.monitor].analyze(text, ["CN"])
            yield Judged(one.id, one.monitor, one.fault, Said.FAULT if found else Said.CLEAN, one.reason)


TOPIC = Topic(
    "personal_data",
    run,
    precision=Decimal("0.98"),
    recall=Decimal("0.95"),
    rivals=(Rival("python-stdnum on \\d{17}[\\dXx]", plain_scan), Rival("presidio-analyzer patterns", presidio)),
)
