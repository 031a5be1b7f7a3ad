"""Annual reports of both forms, one planted fault in each second one: ``annual_report_inconsistent``.

Scored by relation and place: each broken relation is a positive, each relation that holds throughout a report a
negative, and a relation named where none is broken a false accusation.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from time import perf_counter
from typing import Any

import yaml

from facts.document import Document
from facts.sources import PageSource
from inspection.fetched import Page
from inspection.finding import Case, Subject, SubjectKind, Verdict
from inspection.moment import BEIJING
from inspection.outcome import Outcome
from inspection.registry import ColumnKind
from jobs.workspace import newest_rulebook
from monitors.frame.runner import judge
from quality.topic import CORPORA, Judged, Said, Split, Topic

_MONITOR = "annual_report_inconsistent"
_AS_OF = datetime(2024, 3, 1, 9, 0, tzinfo=BEIJING)
_URL = "http://www.qingxi.gov.cn/zwgk/gknb/202401/t20240120_9012345.html"
_RELATIONS = ("T3-1", "T3-2", "T3-3", "T4", "TX")


def run(split: Split) -> Iterator[Judged]:
    """What the rules of the newest table answer about each report."""
    folder = CORPORA / "annual_reports" / split.value
    rules = [rule for rule in newest_rulebook().rules if rule.monitor == _MONITOR]
    subject = Subject(SubjectKind.PAGE, _URL, "unit", "site", None, None, _URL, "年度报告", ColumnKind.ANNUAL_REPORT)
    for label in yaml.safe_load((folder / "labels.yaml").read_text("utf-8")):
        body = (folder / f"{label['id']}.html").read_bytes()
        began = perf_counter()
        document = Document(Page(_URL, _URL, 200, (("content-type", "text/html; charset=utf-8"),), body, _AS_OF))
        source = PageSource(_URL, document, ColumnKind.ANNUAL_REPORT, _AS_OF)
        verdicts = list(judge(source, Case(subject, _AS_OF), rules))
        spent = (perf_counter() - began) * 1000
        yield from _compared(label, verdicts, spent)


def _compared(label: dict[str, Any], verdicts: list[Verdict], spent: float) -> Iterator[Judged]:
    """``FORM`` findings are left out: they name a manner of writing, not a relation."""
    named = {one.key for verdict in verdicts for one in verdict.findings if not one.key.startswith("FORM")}
    unknown = {
        relation
        for verdict in verdicts
        if verdict.outcome in (Outcome.UNKNOWN, Outcome.NOT_APPLICABLE)
        for relation in verdict.rule.params.relations
    }
    broken = set(label["faults"])
    for key in sorted(broken | named):
        said = Said.FAULT if key in named else Said.UNKNOWN if key.split()[0] in unknown else Said.CLEAN
        yield Judged(f"{label['id']} {key}", _MONITOR, key in broken, said, label["reason"], spent)
    touched = {key.split()[0] for key in broken | named}
    for relation in (relation for relation in _RELATIONS if relation not in touched):
        said = Said.UNKNOWN if relation in unknown else Said.CLEAN
        yield Judged(f"{label['id']} {relation}", _MONITOR, False, said, label["reason"], spent)


TOPIC = Topic("annual_reports", run, precision=Decimal("0.98"), recall=Decimal("0.95"))
