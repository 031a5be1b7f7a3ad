"""A report read as a whole, or why it could not be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from facts.annual_report.disputes import Disputes, read_disputes
from facts.annual_report.documents import DocumentKind, Stock, read_documents
from facts.annual_report.figures import Figure
from facts.annual_report.grid import read_block_grids, read_grids
from facts.annual_report.requests import Requests, read_requests
from facts.annual_report.told import Statement, first_chapter, statements
from facts.article import full_text, main_node, main_text, title_of
from facts.document import Document, once
from facts.page_kind import Kind, classify
from facts.sources import PageSource
from facts.usable_page import usable
from inspection.outcome import Irrelevant, Missing
from inspection.registry import ColumnKind

FIRST_YEAR = 2019  # reports for earlier years have other tables

_TITLE = re.compile(r"信息公开.*(?:年报|年度报告|年度.{0,4}报告|工作报告)|(?:年报|年度报告|年度.{0,4}报告).*信息公开")
#: Enough inside a column of annual reports, if the tables are there.
_SHORT_TITLE = re.compile(r"年报|年度报告|工作报告")
_ABOUT_REPORTS = re.compile(r"通知|解读|图解|一图|编制|公告|新闻|培训|模板|格式|目录|统计")
_NOT_THE_UNITS_OWN = re.compile(r"网站.{0,4}年度?(?:工作)?(?:报表|年报)")
_YEAR = re.compile(r"(20[12]\d)\s*年?")
_FILES = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|ofd|rar|zip)(?:$|[?#])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AnnualReport:
    """One report. A table that was not found is ``None``; ``year`` is the year reported on, where the title says it."""

    year: int | None
    requests: Requests | None
    disputes: Disputes | None
    documents: Mapping[DocumentKind, Stock] = field(default_factory=dict)
    told: tuple[Statement, ...] = ()

    @classmethod
    def extract(cls, source: PageSource) -> AnnualReport | Missing | Irrelevant:
        document = usable(source.read)
        return document if isinstance(document, Missing) else read_report(document, source.column_kind)

    def empty_cells(self) -> Mapping[str, int]:
        """How many blank, ``/`` and ``-`` cells the tables 三 and 四 have, by name; tables without any are left out."""
        counts = {
            "表三": _empty(self.requests.figures.values() if self.requests else ()),
            "表四": _empty(self.disputes.figures.values() if self.disputes else ()),
        }
        return {name: count for name, count in counts.items() if count}


def read_report(document: Document, kind: ColumnKind | None) -> AnnualReport | Missing | Irrelevant:
    """The report that ``document``, a usable page of a column of ``kind``, holds; or why it holds none."""
    title = re.sub(r"\s", "", title_of(document))
    in_place = kind is ColumnKind.ANNUAL_REPORT
    named = bool(_TITLE.search(title)) or (in_place and bool(_SHORT_TITLE.search(title)))
    if not named or _NOT_THE_UNITS_OWN.search(title) or classify(document).kind is Kind.LIST:
        return Irrelevant("不是政府信息公开工作年度报告")
    year = _year(title)
    if year is not None and year < FIRST_YEAR:
        return Irrelevant(f"{FIRST_YEAR}年以前的年度报告没有规定的表式")
    report = _read(document, year)
    if report.requests or report.disputes:
        return report
    elsewhere = not in_place and kind is not None
    if elsewhere or not _TITLE.search(title) or _ABOUT_REPORTS.search(title):
        return Irrelevant("与年度报告有关的文章，不是报告本身")
    return Missing(_why_not(document))


@once
def _read(document: Document, year: int | None) -> AnnualReport:
    body = document.tree.body
    if body is None:
        return AnnualReport(year, None, None)
    grids = read_grids(body)
    requests = read_requests(grids) or read_requests(read_block_grids(body))
    # tables inside tables may be taken for the body: then chapter 一 stands outside of it
    chapter = first_chapter(main_text(document)) or first_chapter(full_text(document))
    told = tuple(statements(chapter, year))
    return AnnualReport(year, requests, read_disputes(grids), read_documents(grids), told)


def _year(title: str) -> int | None:
    years = _YEAR.findall(title)
    return int(years[-1]) if years else None


def _empty(figures: Iterable[Figure]) -> int:
    return sum(figure.empty for figure in figures)


def _why_not(document: Document) -> str:
    node = main_node(document) or document.tree.body
    elsewhere = "、".join(dict.fromkeys(_elsewhere(node))) if node is not None else ""
    if elsewhere:
        return f"机器不可读：年度报告的表格在{elsewhere}中，正文没有可识别的表格"
    return "正文没有可识别的年度报告表格（表三、表四）"


def _elsewhere(node: LexborNode) -> Iterator[str]:
    if any(_FILES.search(link.attributes.get("href") or "") for link in node.css("a[href]")):
        yield "附件"
    if node.css_first("iframe, embed, object"):
        yield "内嵌文件"
    if node.css_first("img"):
        yield "图片"
