"""Lists of letters to public mailboxes: ``mailbox_unanswered`` (the three-month veto)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from time import perf_counter

import yaml

from facts.document import Document
from facts.sources import ColumnSource
from inspection.fetched import Page
from inspection.finding import Case, Subject, SubjectKind
from inspection.moment import BEIJING
from inspection.outcome import Outcome
from inspection.registry import Column, ColumnKind, Grade
from inspection.rule import RuleKind
from jobs.workspace import newest_rulebook
from monitors.frame.runner import judge
from quality.topic import CORPORA, Judged, Said, Split, Topic

_MONITOR = "mailbox_unanswered"
_AS_OF = datetime(2021, 6, 8, 9, 30, tzinfo=BEIJING)
_URL = "http://www.qingxi.gov.cn/hdjl/gkxx/"
_SHELL = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>公开信箱_青溪区人民政府</title>
<meta name="SiteName" content="青溪区人民政府"><meta name="ColumnName" content="公开信箱"></head><body>
<div class="top"><a href="/">首页</a><a href="/zwgk/">政务公开</a><a href="/hdjl/">互动交流</a></div>
<div class="wrap"><h2>公开信箱</h2><a href="/hdjl/write">我要写信</a>{body}</div>
<div class="btm">主办：青溪区人民政府办公室　备案日期：2019-01-01</div></body></html>
"""
_SAID = {Outcome.FAIL: Said.FAULT, Outcome.PASS: Said.CLEAN}


def run(split: Split) -> Iterator[Judged]:
    """What the veto rule of the newest table answers about each list."""
    rules = [rule for rule in newest_rulebook().rules if rule.monitor == _MONITOR and rule.kind is RuleKind.VETO]
    column = Column("box", "site", ColumnKind.MAILBOX, "公开信箱", _URL, None, True, "invented", Grade.ASSUMED)
    subject = Subject(SubjectKind.COLUMN, "box", "unit", "site", "box", None, _URL, column.name, column.kind)
    for path in sorted((CORPORA / "mailboxes" / split.value).glob("*.yaml")):
        for item in yaml.safe_load(path.read_text("utf-8")):
            body = _SHELL.format(body=item["page"]).encode()
            began = perf_counter()
            page = Document(Page(_URL, _URL, 200, (), body, _AS_OF))
            (verdict,) = judge(ColumnSource(column, (page,), _AS_OF), Case(subject, _AS_OF), rules)
            spent = (perf_counter() - began) * 1000
            said = _SAID.get(verdict.outcome, Said.UNKNOWN)
            yield Judged(item["id"], _MONITOR, item["fault"], said, item["reason"], spent)


TOPIC = Topic("mailboxes", run, precision=Decimal("0.95"), recall=None)
