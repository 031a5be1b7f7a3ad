"""Service guides, complete and lacking, in many layouts: ``guide_incomplete``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from time import perf_counter

import yaml

from facts.document import Document
from facts.sources import PageSource
from inspection.fetched import Page
from inspection.finding import Case, Subject, SubjectKind
from inspection.moment import BEIJING
from inspection.outcome import Outcome
from inspection.registry import ColumnKind
from jobs.workspace import newest_rulebook
from monitors.frame.runner import judge
from quality.topic import CORPORA, Judged, Said, Split, Topic

_MONITOR = "guide_incomplete"
_AS_OF = datetime(2021, 6, 8, 9, 30, tzinfo=BEIJING)
_URL = "http://www.qingxi.gov.cn/fw/bszn/content_1024.html"
_SHELL = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_青溪区人民政府</title>
<meta name="SiteName" content="青溪区人民政府"><meta name="ArticleTitle" content="{title}"></head><body>
<div class="top"><a href="/">首页</a><a href="/fw/">办事服务</a><a href="/hd/">互动交流</a></div>
<div class="wz">您的位置：<a href="/">首页</a> &gt; <a href="/fw/bszn/">办事指南</a></div>
<div class="detail"><h1>{title}</h1><div class="info">发布时间：2021-03-02　来源：青溪区人民政府</div>
<div class="detail-con">{body}</div></div><div class="btm">主办：青溪区人民政府办公室　地址：青溪区府前街1号</div>
</body></html>
"""
_SAID = {Outcome.FAIL: Said.FAULT, Outcome.PASS: Said.CLEAN, Outcome.NOT_APPLICABLE: Said.CLEAN}


def run(split: Split) -> Iterator[Judged]:
    """What the rule of the newest table answers about each guide."""
    rules = [rule for rule in newest_rulebook().rules if rule.monitor == _MONITOR]
    for path in sorted((CORPORA / "guides" / split.value).glob("*.yaml")):
        for item in yaml.safe_load(path.read_text("utf-8")):
            title = item.get("title", "青溪区便民事项办事指南")
            html = _SHELL.format(title=title, body=item["body"])
            began = perf_counter()
            document = Document(Page(_URL, _URL, 200, (), html.encode(), _AS_OF))
            subject = Subject(SubjectKind.PAGE, _URL, "unit", "site", None, None, _URL, title, ColumnKind.GUIDE)
            (verdict,) = judge(PageSource(_URL, document, ColumnKind.GUIDE, _AS_OF), Case(subject, _AS_OF), rules)
            spent = (perf_counter() - began) * 1000
            said = _SAID.get(verdict.outcome, Said.UNKNOWN)
            yield Judged(item["id"], _MONITOR, item["fault"], said, item["reason"], spent)


TOPIC = Topic("guides", run, precision=Decimal("0.95"), recall=None)
