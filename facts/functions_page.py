"""Which elements of 机构职能 a site publishes, over all pages of its functions columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from urllib.parse import urldefrag

from facts.article import full_text, title_of
from facts.document import Document
from facts.label_rows import head_rows, label_rows
from facts.leader_names import read_holders
from facts.list_rows import read_list
from facts.own_text import hidden_from_reading, own_text
from facts.page_kind import Kind, classify
from facts.sources import ColumnSource, SiteSource
from facts.usable_page import left_to_script, usable
from inspection.outcome import Missing
from inspection.registry import ColumnKind


class FunctionsElement(StrEnum):
    """政府信息公开条例 第二十条（二）, in the order of the text."""

    DUTIES = "机关职能"
    ORGANISATION = "机构设置"
    ADDRESS = "办公地址"
    HOURS = "办公时间"
    CONTACT = "联系方式"
    HEAD = "负责人姓名"


_MARK = r"(?:^|\n)[\s\u3000]*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|[●◆■▪·★【\[])?[\s\u3000]*"
#: Whose it is may stand before a label: 我局办公地址, 镇机关办公时间.
_MARK += r"(?:[本我全]?(?:局|委|办|镇|街道|中心|单位){0,1}(?:机关)?)?"
_END = r"[\s\u3000]*(?:[】\]][\s：:]*|[（(][^）)\n]{1,20}[）)][：:\s]*|[：:]|\n|[ \u3000]|$)[\s\u3000]*"
_LABELS = {
    FunctionsElement.DUTIES: (
        r"(?:(?:机关|机构|部门|单位|主要|工作|法定|本局|我局|基本|职权)?(?:职能|职责)(?:职责|任务|简介|配置)?"
        r"|工作范围|主要任务)"
    ),
    FunctionsElement.ORGANISATION: (
        r"(?:机构设置|(?:内设|内部|下设|直属|所属|派出|下属|机关)(?:机构|科室|单位)(?:设置|及职责|职责)?(?:情况)?"
        r"|科室(?:设置|职责|及职责)|组织(?:机构|架构|结构)|内设机构.{0,12})"
    ),
    FunctionsElement.ADDRESS: (r"(?:(?:办公|单位|机构|联系|通讯|通信|机关|详细|现)?(?:地址|地点)|办公场所|地址及邮编)"),
    FunctionsElement.HOURS: r"(?:(?:办公|工作|上班|对外办公|服务|接待|受理|作息)时间)",
    FunctionsElement.CONTACT: (
        r"(?:(?:联系|办公|办公室|咨询|值班|对外|公开|单位|机构|服务|固定)?(?:电话|热线|座机)(?:号码)?|联系方式"
        r"|(?:电子)?邮箱|电话[/、及和]传真|电话（传真）)"
    ),
    FunctionsElement.HEAD: (
        r"(?:(?:单位|机构|部门|机关|主要|行政|局|现任)?(?:负责人|领导)(?:姓名)?|法定代表人"
        r"|(?:党[委组工]+(?:书记|成员)、?)?(?:局长|主任|镇长|街道办事处主任|党[委组工]*书记)(?:姓名)?)"
    ),
}
_PATTERN = {
    element: re.compile(rf"{_MARK}(?:{label})(?P<end>{_END})(?P<value>[^\n]*)(?:\n(?P<next>[^\n]*))?")
    for element, label in _LABELS.items()
}
_DUTY = re.compile(r"(?:贯彻|执行|落实|拟订|起草|负责(?!人)|承担|组织|指导|监督|统筹)[^\n。；;]{6,}")
_UNIT_LIST = re.compile(
    r"(?:[\u4e00-\u9fff]{2,10}(?:科|股|办公室|处|所|大队|中心)[、，。；\n]){3,}"
    r"|(?:内设|下设|设有)[\u4e00-\u9fff、]{2,60}(?:科|股|室|处|所|大队|中心)"
)
_HEAD = re.compile(
    r"(?:^|[，。；;、\s])(?:局长|主任|镇长|党[委组]书记|负责人)[：:\s]{0,3}(?!待|暂|空缺|负责|姓名)[\u4e00-\u9fff·]{2,4}(?=[，。；;、（\s]|$)"
)
_PHONE = re.compile(r"(?<!\d)(?:0\d{2,3}[-—－ ]?)?[2-8]\d{6,7}(?!\d)|(?<!\d)12\d{3}(?!\d)")
_HOURS = re.compile(r"(?:周一|星期一|工作日|上午|每天)[^\n]{0,25}?\d{1,2}[:：时点]")
_PLACEHOLDER = re.compile(
    r"[\s：:]*(?:[xX×ＸｘＸ*]{2,}|待(?:定|补充|完善|更新|公布|录入)|暂(?:无|缺|未.{0,4})|无|…+|\.{3,}|_+|/|[-—]+)?[。.\s]*"
)


@dataclass(frozen=True, slots=True)
class FunctionsPage:
    """``present`` elements; the others are missing. ``gaps``: what was not read and may hold them (Chinese)."""

    present: frozenset[FunctionsElement]
    gaps: tuple[str, ...]
    url: str
    title: str
    sha256: str

    @property
    def missing(self) -> tuple[FunctionsElement, ...]:
        return tuple(element for element in FunctionsElement if element not in self.present)

    @classmethod
    def extract(cls, source: SiteSource) -> Self | Missing:
        columns = [one for one in _flat(source.columns) if one.column.kind is ColumnKind.FUNCTIONS]
        if not columns:
            return Missing("没有登记机构职能类栏目")
        pages = [page for one in columns for read in one.pages if isinstance(page := usable(read), Document)]
        articles = [document for column, document in source.articles if column.kind is ColumnKind.FUNCTIONS]
        if not pages and not articles:
            return Missing("机构职能类栏目的页面没有读到")
        present = {element for page in (*pages, *articles) for element in elements_of(page, source.unit_names)}
        if any(one.column.kind is ColumnKind.LEADERS for one in _flat(source.columns)):
            present.add(FunctionsElement.HEAD)  # names stand in the column made for them
        gaps = (
            *_unread(columns, pages, articles, source),
            *(gap for page in (*pages, *articles) for gap in _gaps(page)),
        )
        shown = next((page for page in articles), None) or pages[0]
        title = title_of(shown) or columns[0].column.name
        return cls(frozenset(present), tuple(dict.fromkeys(gaps)), shown.url, title, shown.page.sha256)


def _flat(columns: tuple[ColumnSource, ...]) -> list[ColumnSource]:
    return [one for column in columns for one in (column, *_flat(column.children))]


def elements_of(document: Document, names: tuple[str, ...] = ()) -> Iterator[FunctionsElement]:
    """The elements that the text of ``document`` gives, under a label or by their own shape.

    ``names`` are the unit's: a footer counts only where it says one of them.
    """
    own = {title_of(document), document.meta("ColumnName")}
    text = "\n".join(line for line in own_text(document, names).splitlines() if line not in own)
    tables = "\n".join((*label_rows(document), *head_rows(document)))
    clauses = "\n".join(re.split(r"[，,。；;]", text))  # labels may stand in the middle of a sentence
    for element, pattern in _PATTERN.items():
        labelled = f"{text}\n{tables}\n{clauses}"
        if any(_filled(found) for found in pattern.finditer(labelled)):
            yield element
    if _DUTY.search(text):
        yield FunctionsElement.DUTIES
    if _UNIT_LIST.search(text):
        yield FunctionsElement.ORGANISATION
    if _PHONE.search(text) and re.search(r"电话|热线|联系", text):
        yield FunctionsElement.CONTACT
    if _HOURS.search(text):
        yield FunctionsElement.HOURS
    if _HEAD.search(text) or read_holders(text, title_of(document)):
        yield FunctionsElement.HEAD


def _filled(found: re.Match[str]) -> bool:
    """Whether a value stands behind a label, or below a label that stands alone; another label is no value."""
    alone = "\n" in found["end"] or not found["value"]
    value = found["value"] or found["next"] or ""
    return not _PLACEHOLDER.fullmatch(value) and not (alone and any(one.match(value) for one in _PATTERN.values()))


def _unread(
    columns: list[ColumnSource], pages: list[Document], articles: list[Document], source: SiteSource
) -> Iterator[str]:
    for one in columns:
        yield from (f"“{one.column.name}”没有读到" for read in one.pages if isinstance(usable(read), Missing))
    had = {url for page in (*pages, *articles) for url in (page.url, page.page.url)}
    had |= {one.column.url for one in _flat(source.columns)}
    for page in pages:
        if classify(page).kind is Kind.LIST:
            rows = [row for row in read_list(page, source.as_of).rows if urldefrag(row.url)[0] not in had]
            if rows:
                yield f"所列《{rows[0].title}》等{len(rows)}个页面没有读取"


def _gaps(page: Document) -> Iterator[str]:
    if left_to_script(page) and len(full_text(page)) < 400:
        yield "页面内容由脚本加载，未能读取"
    yield from hidden_from_reading(page)
