"""Which of the eight elements a 办事指南 gives, by meaning."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from selectolax.lexbor import LexborNode

from facts.article import main_node, title_of
from facts.document import Document
from facts.guide_labels import Element, also_named, clauses, element_of, is_value, label_text, names_duration
from facts.guide_structure import read_structure
from facts.page_kind import Kind, classify
from facts.plain_text import plain_text
from facts.sources import PageSource
from facts.usable_page import usable
from inspection.outcome import Irrelevant, Missing

__all__ = ["Element", "GuideElements"]

_GUIDE_TITLE = re.compile(r"指南|须知|流程|办理|申请|申报|办事|怎样|怎么|如何|申领|领取|登记|许可|备案|核发|报销")
_GENERIC_TITLE = re.compile(r"(?:办事|服务|办理)?(?:指南|须知|流程)")
_FOOT = "footer, .foot, .footer, #foot, #footer, .bottom, .copyright"
_MOST_LEVELS = 5
_HOLDS_TEXT = re.compile(r"指南|流程|须知|清单|说明|办法|一览|\.pdf$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GuideElements:
    """``present`` elements have a value, ``blank`` ones only their label or a placeholder; the rest is absent.

    ``elsewhere``: attachments and pictures (Chinese names) that may hold what the text lacks. ``duration_given``:
    a 办理时限 is stated.
    """

    present: frozenset[Element]
    blank: frozenset[Element]
    elsewhere: tuple[str, ...]
    duration_given: bool

    @property
    def missing(self) -> tuple[Element, ...]:
        """Absent or blank elements, in the order of the national text."""
        return tuple(element for element in Element if element not in self.present)

    @classmethod
    def extract(cls, source: PageSource) -> Self | Missing | Irrelevant:
        document = usable(source.read)
        if isinstance(document, Missing):
            return document
        kind = classify(document).kind
        if kind in {Kind.LIST, Kind.HOME}:
            return Irrelevant("列表或首页不是办事指南")
        if kind is not Kind.ARTICLE:
            return Missing("页面不是可识别的文章")
        text, values = _best_region(document)
        title = re.sub(r"\s", "", title_of(document))
        present = {element for element, given in values.items() if any(is_value(element, one) for one in given)}
        elsewhere = tuple(dict.fromkeys(_elsewhere(document)))
        if len(values) < 2:
            return Missing("内容在附件或图片中，无法识别要素" if elsewhere else "未识别为办事指南")
        if _GUIDE_TITLE.search(title) and not _GENERIC_TITLE.fullmatch(title):
            present.add(Element.NAME)  # the title names the matter
        duration = any(names_duration(line) for line in text.splitlines())
        return cls(frozenset(present), frozenset(values.keys() - present), elsewhere, duration)


def _best_region(document: Document) -> tuple[str, dict[Element, list[str]]]:
    """The article body, or the block around it that names more elements: a grid's densest block is one cell of it."""
    best: tuple[str, dict[Element, list[str]]] = ("", {})
    node = main_node(document)
    for _ in range(_MOST_LEVELS):
        if node is None or node.tag in ("body", "html") or node.css_first(_FOOT):
            break
        text = plain_text(node)
        values = _values(node, text)
        if not best[0] or len(values) > len(best[1]):
            best = (text, values)
        node = node.parent
    return best


def _values(region: LexborNode, text: str) -> dict[Element, list[str]]:
    """Everything found under the label of each element; an empty text where a label stands alone."""
    found: defaultdict[Element, list[str]] = defaultdict(list)
    for element, value in (*read_structure(region), *_from_lines(text.splitlines())):
        found[element].append(value)
    return dict(found)


def _from_lines(lines: list[str]) -> Iterator[tuple[Element, str]]:
    """Labels at the start of lines and clauses; the value is the rest and all lines up to the next label."""
    current: tuple[Element, ...] = ()
    value: list[str] = []
    for line in (clause for each in lines for clause in clauses(each)):
        labels, rest = _split(line)
        if labels or names_duration(line):
            yield from ((element, " ".join(value).strip()) for element in current)
            current, value = labels, [rest]
        else:
            value.append(line)
    yield from ((element, " ".join(value).strip()) for element in current)


def _split(line: str) -> tuple[tuple[Element, ...], str]:
    """(elements, rest) of "三、办理材料：身份证"; a line without a colon must be the bare label."""
    text = label_text(line)
    head, colon, rest = re.sub(r"^([^：:]{1,24}?)(?:——|--)", r"\1：", text).replace(":", "：", 1).partition("：")
    element = element_of(head)
    if element and (colon or not re.search(r"[\s\u3000]", head.strip())):
        return (element, *(other for other in also_named(head) if other is not element)), rest.strip()
    token, _, after = text.partition(" ")
    element = element_of(token) if after and len(token) >= 4 else None
    if element and not colon:  # a table's row: its label in the first cell, nothing when the next cell is a label too
        return (element,), "" if element_of(after.split()[0]) else after.strip()
    bracket = re.match(r"[【\[［](.{2,12})[】\]］](.*)", line.strip())
    element = element_of(bracket[1]) if bracket else None
    return ((element,), bracket[2].strip(" ：:")) if bracket and element else ((), "")


def _elsewhere(document: Document) -> Iterator[str]:
    """Names of attachments that read like a guide, and 图片 for pictures in the text."""
    body = main_node(document)
    if body is None:
        return
    for link in body.css("a[href]"):
        href, name = (link.attributes.get("href") or "").lower(), link.text(strip=True)
        if re.search(r"\.(?:pdf|docx?|xlsx?|wps|rar|zip|jpe?g|png)$", href) and (_HOLDS_TEXT.search(name or href)):
            yield name or href
    for image in body.css("img[src]"):
        if re.search(r"(?:^|/)[PW]0\d{10,}", image.attributes.get("src") or ""):
            yield "图片"
