"""Hijacked pages, and outside links in other hands, against clean ones that look like them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from html import unescape
from time import perf_counter
from typing import Any

import yaml

from facts.document import Document
from facts.sources import LinkAnswer, LinksSource, PageSource, Source
from facts.spam_text import read_spam
from inspection.fetched import Page
from inspection.finding import Case, Subject, SubjectKind
from inspection.moment import BEIJING
from inspection.outcome import Outcome
from inspection.rule import Rule
from jobs.workspace import newest_rulebook
from monitors.frame.runner import judge
from quality.topic import CORPORA, Judged, Rival, Said, Split, Topic

_PAGES = "page_hijacked"
_LINKS = "link_misdirected"
_AS_OF = datetime(2021, 3, 20, 9, 0, tzinfo=BEIJING)
_URL = "http://www.qingxi.gov.cn/dt/202103/t20210312_9012345.html"
_TARGET = "http://tea.example/"
_TITLE = "青溪镇召开春耕工作会"
_MAIN = "<p>3月12日，青溪镇召开春耕工作会，安排部署种子、化肥储备和农技下乡等工作，各村社区负责人参加会议。</p>" * 4
_SAID = {Outcome.FAIL: Said.FAULT, Outcome.PASS: Said.CLEAN}


def items(split: Split) -> Iterator[tuple[dict[str, Any], Document]]:
    """Every labelled page of ``split``: a snippet is put into the common shell, ``raw`` is a whole page."""
    folder = CORPORA / "hijacked"
    shell = (folder / "shell.html").read_text("utf-8")
    for path in sorted((folder / split.value).glob("*.yaml")):
        for item in yaml.safe_load(path.read_text("utf-8")):
            yield item, Document(Page(_URL, _URL, 200, (), _html(shell, item).encode(), _AS_OF))


def _html(shell: str, item: dict[str, Any]) -> str:
    if "raw" in item:
        return str(item["raw"])
    title = item.get("title", _TITLE)
    parts = {
        "title": f"{title}_青溪镇人民政府" if title == _TITLE else title,
        "headline": item.get("headline", unescape(title)),
        "main": item.get("main", _MAIN),
        "head": item.get("head", ""),
        "body": item.get("body", ""),
    }
    for name, value in parts.items():
        shell = shell.replace(f"@{name}@", value)
    return shell


def run(split: Split) -> Iterator[Judged]:
    """What the rules of the newest table answer about each page and each link target."""
    rules = {rule.monitor: rule for rule in newest_rulebook().rules}
    for item, document in items(split):
        yield _judged(item, PageSource(_URL, document, None, _AS_OF), rules[_PAGES])
    for item, document in targets(split):
        yield _judged(item, LinksSource(_URL, (LinkAnswer(_TARGET, "青溪茶业", document),), _AS_OF), rules[_LINKS])


def targets(split: Split) -> Iterator[tuple[dict[str, Any], Document]]:
    """Every labelled link target of ``split``; ``final``: where it moved, ``times``: how often its text is repeated."""
    for path in sorted((CORPORA / "hijacked" / split.value / "targets").glob("*.yaml")):
        for item in yaml.safe_load(path.read_text("utf-8")):
            text = item["text"] * item.get("times", 1)
            html = (
                f'<html><head><meta charset="utf-8"><title>{item["title"]}</title>{item.get("head", "")}</head>'
                f'<body><h1>{item["title"]}</h1><p>{text}</p><a href="/">首页</a></body></html>'
            )
            yield item, Document(Page(_TARGET, item.get("final", _TARGET), 200, (), html.encode(), _AS_OF))


def _judged(item: dict[str, Any], source: Source, rule: Rule[Any]) -> Judged:
    subject = Subject(SubjectKind.PAGE, _URL, "unit", "site", None, None, _URL, _TITLE)
    began = perf_counter()
    (verdict,) = judge(source, Case(subject, _AS_OF), [rule])
    spent = (perf_counter() - began) * 1000
    said = _SAID.get(verdict.outcome, Said.UNKNOWN)
    return Judged(item["id"], rule.monitor, item["fault"], said, item["reason"], spent)


def _word_list(split: Split) -> Iterator[Judged]:
    """What a raw word list says: any word anywhere in the source."""
    for item, document in items(split):
        spam = read_spam(document.html[:2000]), *(read_spam(part) for part in _pieces(document.html))
        said = Said.FAULT if any(one.strong or one.weak for one in spam) else Said.CLEAN
        yield Judged(item["id"], _PAGES, item["fault"], said, item["reason"])


def _pieces(text: str) -> Iterator[str]:
    return (text[at : at + 2000] for at in range(0, len(text), 1900))


TOPIC = Topic("hijacked", run, precision=Decimal("0.95"), recall=None, rivals=(Rival("同一词表直接匹配", _word_list),))
