"""Leader pages against 任免 documents: ``leader_outdated``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from time import perf_counter
from typing import Any

import yaml

from facts.document import Document
from facts.sources import ColumnSource, SiteSource
from inspection.fetched import FetchFailure, FetchProblem, Page
from inspection.finding import Case, Subject, SubjectKind
from inspection.moment import BEIJING
from inspection.outcome import Outcome
from inspection.registry import Column, ColumnKind, Grade, Site
from jobs.workspace import newest_rulebook
from monitors.frame.runner import judge
from quality.topic import CORPORA, Judged, Said, Split, Topic

_MONITOR = "leader_outdated"
_AS_OF = datetime(2021, 6, 8, 9, 30, tzinfo=BEIJING)
_HOME = "http://www.qingxi.gov.cn/qsw/"
_SHELL = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_青溪区人民政府</title>
<meta name="SiteName" content="青溪区人民政府">{metas}</head><body>
<div class="top"><a href="/">首页</a><a href="/zwgk/">政务公开</a></div>
<div class="pos">当前位置：<a href="/">首页</a> &gt; {title}</div><div class="wrap"><h1>{title}</h1>
<div class="cont">{body}</div></div><div class="btm">主办：青溪区人民政府办公室</div></body></html>
"""
_SITE = Site("site", 1, "unit", "青溪区水务局", _HOME, True, True, "invented", Grade.ASSUMED)
_SAID = {Outcome.FAIL: Said.FAULT, Outcome.PASS: Said.CLEAN}


def run(split: Split) -> Iterator[Judged]:
    """What the rule about leader columns of the newest table answers about each site."""
    rules = [rule for rule in newest_rulebook().rules if rule.monitor == _MONITOR and rule.params.page == "leaders"]
    subject = Subject(SubjectKind.SITE, "site", "unit", "site", None, None, _HOME, _SITE.name)
    for path in sorted((CORPORA / "leaders" / split.value).glob("*.yaml")):
        for item in yaml.safe_load(path.read_text("utf-8")):
            began = perf_counter()
            (verdict,) = judge(_source(item), Case(subject, _AS_OF), rules)
            spent = (perf_counter() - began) * 1000
            said = _SAID.get(verdict.outcome, Said.UNKNOWN)
            yield Judged(item["id"], _MONITOR, item["fault"], said, item["reason"], spent)


def _source(item: dict[str, Any]) -> SiteSource:
    leaders = _column(ColumnKind.LEADERS, "领导信息", f"{_HOME}ldxx/")
    page = _document(leaders.url, "领导信息", item["page"], '<meta name="ColumnName" content="领导信息">')
    news = _column(ColumnKind.NOTICE, "人事任免", f"{_HOME}rsrm/")
    articles = tuple((news, _notice(at, body)) for at, body in enumerate(item["notices"]))
    home = FetchProblem(_HOME, FetchFailure.TIMEOUT, "", _AS_OF)
    names = ("青溪区水务局", "区水务局", "水务局")
    return SiteSource(_SITE, names, home, (ColumnSource(leaders, (page,), _AS_OF),), _AS_OF, articles)


def _notice(at: int, body: str) -> Document:
    day = date(2021, 3, 1) + timedelta(days=10 * at)
    title = "青溪区人民政府关于干部任免职的通知"
    metas = f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{day} 10:00">'
    return _document(f"{_HOME}rsrm/{day:%Y%m}/t{day:%Y%m%d}_90000{at:02}.html", title, body, metas)


def _document(url: str, title: str, body: str, metas: str) -> Document:
    html = _SHELL.format(title=title, metas=metas, body=body)
    return Document(Page(url, url, 200, (), html.encode(), _AS_OF))


def _column(kind: ColumnKind, name: str, url: str) -> Column:
    return Column(kind.value, "site", kind, name, url, None, True, "invented", Grade.ASSUMED)


TOPIC = Topic("leaders", run, precision=Decimal("0.95"), recall=None)
