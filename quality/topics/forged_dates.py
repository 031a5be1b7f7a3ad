"""Forged publication dates: ``date_forged`` over the crawled histories of made-up columns.

Each history is played into a real database, crawl by crawl; then every article on the list of the last crawl is judged
with what the earlier crawls left behind. A finding of any confidence counts as an accusation.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import yaml

from db import schema
from db.engine import open_database
from db.snapshots import SnapshotStore
from facts.docid_curve import DocidCurve
from facts.document import Document
from facts.history import ArticleHistory
from facts.sources import PageSource
from facts.trs_address import read_address
from inspection.fetched import Page
from inspection.finding import Case, Subject, SubjectKind
from inspection.outcome import Outcome
from inspection.rule import Rule
from jobs.article_histories import HistoryReader
from jobs.workspace import newest_rulebook
from monitors.frame.runner import judge
from quality.column_history import Article, ColumnHistory, moment, portal_pairs
from quality.topic import CORPORA, Judged, Rival, Said, Split, Topic

NAME, MONITOR = "forged_dates", "date_forged"
_SAID = {Outcome.FAIL: Said.FAULT, Outcome.PASS: Said.CLEAN, Outcome.NOT_APPLICABLE: Said.CLEAN}


def run(split: Split) -> Iterator[Judged]:
    """What the rule of the newest table answers about each article of the last crawls."""
    given = yaml.safe_load((CORPORA / NAME / split.value / "columns.yaml").read_text("utf-8"))
    rules = [rule for rule in newest_rulebook().rules if rule.monitor == MONITOR]
    reasons = {column["name"]: column["why"] for column in given}
    with TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/history.db", must_be_current=False, busy_timeout=5)
        schema.upgrade(database)
        snapshots = SnapshotStore(Path(folder) / "snapshots")
        for column in map(ColumnHistory.of, given):
            column.play(database, snapshots)
            last = column.crawls[-1]
            listed = column.listed(last)
            reader = HistoryReader(database, snapshots, column.name, moment(last))
            histories = reader.of(one.url_on(last) for one in listed)
            curve = _curve(column)
            for one in listed:
                history = histories[one.url_on(last)]
                yield _judge(column, one, history, curve, rules, reasons[column.name])
        database.dispose()


def _curve(column: ColumnHistory) -> DocidCurve:
    """The portal's clock, or what the column's own articles make of it."""
    last = column.crawls[-1]
    docids = [(read_address(one.url_on(last)).docid, one.shown_on(last)) for one in column.listed(last)]
    own = [(docid, day) for docid, day in docids if docid is not None]
    return DocidCurve.fit([*own, *(portal_pairs(last) if column.clock else ())])


def _judge(
    column: ColumnHistory, one: Article, history: ArticleHistory, curve: DocidCurve, rules: list[Rule[Any]], reason: str
) -> Judged:
    last = column.crawls[-1]
    as_of, url = moment(last), one.url_on(last)
    subject = Subject(SubjectKind.PAGE, url, "unit", "site", "column", None, url, one.title, column.kind)
    begin = perf_counter()
    document = Document(Page(url, url, 200, one.headers(), one.page_on(last), as_of))
    source = PageSource(url, document, column.kind, as_of, curve, history)
    (verdict,) = judge(source, Case(subject, as_of), rules)
    spent = (perf_counter() - begin) * 1000
    why = str(one.row.get("why", reason))
    return Judged(one.key, MONITOR, bool(one.row.get("forged")), _SAID.get(verdict.outcome, Said.UNKNOWN), why, spent)


def address_against_day(split: Split) -> Iterator[Judged]:
    """What a user would write in an afternoon: the day in the address is more than a week after the shown day."""
    given = yaml.safe_load((CORPORA / NAME / split.value / "columns.yaml").read_text("utf-8"))
    for column in map(ColumnHistory.of, given):
        last = column.crawls[-1]
        for one in column.listed(last):
            day = read_address(one.url_on(last)).day
            late = day is not None and (day - one.shown_on(last)).days > 7
            said = Said.UNKNOWN if day is None else Said.FAULT if late else Said.CLEAN
            yield Judged(one.key, MONITOR, bool(one.row.get("forged")), said, str(one.row.get("why", "")))


TOPIC = Topic(
    NAME,
    run,
    precision=Decimal("0.98"),
    recall=Decimal("0.95"),
    rivals=(Rival("day in the address", address_against_day),),
)
