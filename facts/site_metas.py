"""Which standard meta tags a page carries, and which of them say something.

Source: 政府网站发展指引（国办发〔2017〕47号）, 页面标签: site tags on every page, column tags on columns, content tags
on articles. Names are compared without case (field practice: ``KeyWords``, ``sitename`` and doubled tags occur).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from facts.exposure import is_attachment
from facts.page_kind import Kind, classify
from facts.sources import PageSource
from facts.usable_page import usable
from inspection.outcome import Irrelevant, Missing

#: What a template leaves behind when nobody filled it.
_UNFILLED = re.compile(
    r"\$\{|\{\{|<%|%>|^[【\[{（(]\w+[】\]}）)]$|^(?:undefined|null|none|n/a|test|测试|暂无|无|-+|x+)$", re.IGNORECASE
)
_TEMPLATE_WORDS = frozenset(
    (
        *("网站名称", "网站域名", "网站标识码", "栏目名称", "栏目介绍", "栏目描述", "栏目关键词", "栏目类别"),
        *("栏目类型", "文章标题", "标题", "发布时间", "发布日期", "来源", "内容来源", "关键词", "描述", "作者"),
    )
)
#: A site's identification code has ten places.
_SHAPES = {"siteidcode": re.compile(r"(?:\d{10}|bm\d{8})", re.IGNORECASE)}
_KINDS = frozenset((Kind.HOME, Kind.LIST, Kind.ARTICLE))


class TagState(StrEnum):
    ABSENT = "缺少"
    EMPTY = "为空"
    UNFILLED = "仍是模板占位内容"
    MALFORMED = "格式不对"


@dataclass(frozen=True, slots=True)
class SiteMetas:
    """``kind`` is HOME, LIST or ARTICLE; ``given`` maps lower-case names to the page's values in order."""

    kind: Kind
    given: Mapping[str, tuple[str, ...]]

    @classmethod
    def extract(cls, source: PageSource) -> Self | Missing | Irrelevant:
        """Irrelevant for pages that are neither home page, list nor article."""
        document = usable(source.read)
        if isinstance(document, Missing):
            return document
        if is_attachment(document):
            return Irrelevant("附件没有网页标签")
        kind = classify(document).kind
        if kind not in _KINDS:
            return Irrelevant("不是首页、栏目页或文章页")
        return cls(kind, document.metas)

    def state(self, name: str) -> tuple[TagState, str] | None:
        """What is wrong with tag ``name`` (any case), and the value at fault; ``None`` when one value is good."""
        values = self.given.get(name.lower(), ())
        if not values:
            return TagState.ABSENT, ""
        faults = [_fault(name.lower(), value) for value in values]
        if None in faults:
            return None
        return next((fault, value) for fault, value in zip(faults, values, strict=True) if fault is not None)


def _fault(name: str, value: str) -> TagState | None:
    if not value:
        return TagState.EMPTY
    if value in _TEMPLATE_WORDS or value.lower() == name or _UNFILLED.search(value):
        return TagState.UNFILLED
    shape = _SHAPES.get(name)
    return TagState.MALFORMED if shape and not shape.fullmatch(value) else None
