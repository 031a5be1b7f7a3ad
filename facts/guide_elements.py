"""Which of the eight elements a 办事指南 gives, by meaning."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from facts.article import main_node, main_text, title_of
from facts.document import Document
from facts.page_kind import Kind, classify
from facts.sources import PageSource
from facts.usable_page import usable
from inspection.outcome import Irrelevant, Missing


class Element(StrEnum):
    """国办秘函〔2019〕19号 服务不实用: the elements of a service guide, in the order of the text."""

    NAME = "事项名称"
    BASIS = "设定依据"
    CONDITIONS = "申请条件"
    MATERIALS = "办理材料"
    PLACE = "办理地点"
    HOURS = "办理时间"
    PHONE = "联系电话"
    STEPS = "办理流程"


_WHO = "申请|受理|申报|办理|办事|审批|许可|服务|报名|申领|经办"
_LABELS = {
    Element.NAME: (rf"(?:{_WHO}|政务|审批服务)?事项(?:名称)?", r"(?:服务|项目|业务|许可|审批项目)名称"),
    Element.BASIS: (rf"(?:{_WHO}|设定|设立|法律|法规|政策|实施|法定)?(?:法律|法规|政策)?依据",),
    Element.CONDITIONS: (
        rf"(?:{_WHO}|准予|享受|申请人)(?:的)?(?:条件|资格|范围|对象|要求)(?:及范围|和条件|及条件)?",
        r"(?:适用|补贴|保障)(?:对象|范围)(?:和条件|及条件)?",
        r"条件",
    ),
    Element.MATERIALS: (
        rf"(?:{_WHO}|所需|提交|需提交|应提交|需要|提供|需提供|必备)?(?:的)?(?:材料|资料|要件|证件|手续)(?:清单|目录|及要求)?",
        r"(?:所需|需要)?提交(?:的)?(?:材料|资料)",
    ),
    Element.PLACE: (
        rf"(?:{_WHO}|办公|窗口|咨询|联系|接待)?(?:的)?(?:地点|地址|场所|网点)(?:及时间|和时间)?",
        rf"(?:{_WHO})(?:窗口|机构地址|窗口地址)",
    ),
    Element.HOURS: (rf"(?:{_WHO}|办公|工作|接待|对外办公|咨询|上班|营业|窗口)(?:的)?时间(?:及地点|和地点)?",),
    Element.PHONE: (
        rf"(?:{_WHO}|联系|咨询|办公|监督|投诉|监督投诉|窗口|业务|热线|举报)?(?:的)?(?:电话|热线|电话号码)",
        r"(?:联系|咨询|监督|投诉)(?:方式|途径)",
        r"咨询(?:及|和|、)?(?:投诉|监督)(?:电话|方式)",
    ),
    Element.STEPS: (rf"(?:{_WHO}|工作|业务|基本)?(?:的)?(?:流程|程序|步骤|环节|流程图)",),
}
_EXACT = {element: re.compile("|".join(patterns)) for element, patterns in _LABELS.items()}
#: A limit on duration is no opening hours, but many guides mean it so: alone it does not settle the question.
_DURATION = re.compile("(?:办理|办结|法定|承诺|审批|受理|法定办结|承诺办结)(?:时限|期限)")
_NUMBERED = re.compile(
    r"^[\s\u3000]*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十]+[、:：]?|[●◆■▪·★*☆])?[\s\u3000]*"
)
_PLACEHOLDER = re.compile(
    r"(?:[xX×ＸｘＸ*]{2,}|待(?:定|补充|完善|填写|公布|更新|录入)|暂(?:缺|未提供|未填写)|请?(?:填写|输入).{0,8}"
    r"|…+|\.{3,}|_+|空)[。.]?"
)
_NOTHING = re.compile(r"(?:无|没有|不需要|无需|暂无|[-—–－/／]+)[。.]?")
#: "无" answers what one needs or must be; it answers neither where nor when nor how.
_MAY_BE_NOTHING = {Element.BASIS, Element.CONDITIONS, Element.MATERIALS}
_GUIDE_TITLE = re.compile(r"指南|须知|流程|办理|申请|申报|办事")
_GENERIC_TITLE = re.compile(r"(?:办事|服务|办理)?(?:指南|须知|流程)")
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
        text = main_text(document)
        values = _values(document, text)
        title = re.sub(r"\s", "", title_of(document))
        present = {element for element, given in values.items() if any(_is_value(element, one) for one in given)}
        elsewhere = tuple(dict.fromkeys(_elsewhere(document)))
        if len(values) < 2:
            return Missing("内容在附件或图片中，无法识别要素" if elsewhere else "未识别为办事指南")
        if _GUIDE_TITLE.search(title) and not _GENERIC_TITLE.fullmatch(title):
            present.add(Element.NAME)  # the title names the matter
        duration = any(_DURATION.match(_label_text(line)) for line in text.splitlines())
        return cls(frozenset(present), frozenset(values.keys() - present), elsewhere, duration)


def _values(document: Document, text: str) -> dict[Element, list[str]]:
    """Everything found under the label of each element; an empty text where a label stands alone."""
    found: defaultdict[Element, list[str]] = defaultdict(list)
    for element, value in (*_from_tables(document), *_from_lines(text.splitlines())):
        found[element].append(value)
    return dict(found)


def _from_tables(document: Document) -> Iterator[tuple[Element, str]]:
    for table in document.tree.css("table"):
        rows = [[cell.text(strip=True) for cell in row.css("td, th")] for row in table.css("tr")]
        heads = [_element(cell) for cell in rows[0]] if rows else []
        if len([head for head in heads if head]) >= 3:  # one matter a row
            for row in rows[1:]:
                yield from ((head, cell) for head, cell in zip(heads, row, strict=False) if head)
            continue
        for row in rows:
            for place, cell in enumerate(row):
                element = _element(cell)
                if element:
                    after = row[place + 1] if place + 1 < len(row) and not _element(row[place + 1]) else ""
                    yield element, after


def _from_lines(lines: list[str]) -> Iterator[tuple[Element, str]]:
    """Labels at the start of lines; the value is the rest of the line and all lines up to the next label."""
    current: Element | None = None
    value: list[str] = []
    for line in lines:
        label, rest = _split(line)
        if label or _DURATION.match(_label_text(line)):
            if current:
                yield current, " ".join(value).strip()
            current, value = label, [rest]
        else:
            value.append(line)
    if current:
        yield current, " ".join(value).strip()


def _split(line: str) -> tuple[Element | None, str]:
    """(element, rest) of "三、办理材料：身份证"; a line without a colon must be the bare label."""
    head, colon, rest = _label_text(line).replace(":", "：", 1).partition("：")
    element = _element(head)
    if element and (colon or not rest):
        return element, rest.strip()
    bracket = re.match(r"[【\[［](.{2,10})[】\]］](.*)", _label_text(line))
    return (_element(bracket[1]), bracket[2].strip()) if bracket else (None, "")


def _label_text(line: str) -> str:
    return _NUMBERED.sub("", line, count=1).strip()


def _element(text: str) -> Element | None:
    bare = re.sub(r"[\s\u3000：:（(].*$|[【】\[\]]", "", _label_text(re.sub(r"[ \u3000]", "", text)))
    return next((element for element, pattern in _EXACT.items() if pattern.fullmatch(bare)), None)


def _is_value(element: Element, value: str) -> bool:
    bare = re.sub(r"[\s\u3000：:]", "", value)
    if not bare or _PLACEHOLDER.fullmatch(bare):
        return False
    return element in _MAY_BE_NOTHING or not _NOTHING.fullmatch(bare)


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
