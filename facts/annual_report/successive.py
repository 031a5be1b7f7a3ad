"""Reports of successive years of one body among a site's articles."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Self

from facts.annual_report.relations import Answer
from facts.annual_report.report import AnnualReport, read_report
from facts.annual_report.years import compare_years
from facts.article import title_of
from facts.document import Document
from facts.sources import SiteSource
from inspection.outcome import Irrelevant
from inspection.registry import Column

#: What titles of reports share; the rest names the body ("某某镇人民政府2021年政府信息公开工作年度报告").
_COMMON = re.compile(r"20\d\d|年度?|政府信息公开|信息公开|工作|报告|年报|关于|的|\s|[《》()（）]")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports of one body; ``this`` is the later one, with its column and page."""

    column: Column
    document: Document
    this: AnnualReport
    last: AnnualReport
    last_url: str

    @property
    def answers(self) -> list[Answer]:
        return compare_years(self.this, self.last)


@dataclass(frozen=True, slots=True)
class SuccessiveReports:
    """Pairs in order of year; never empty. Years of which a body has two different reports are left out."""

    pairs: tuple[Pair, ...]

    @classmethod
    def extract(cls, source: SiteSource) -> Self | Irrelevant:
        found: defaultdict[tuple[str, int], dict[str, tuple[Column, Document, AnnualReport]]] = defaultdict(dict)
        for column, document in source.articles:
            report = read_report(document, column.kind)
            if isinstance(report, AnnualReport) and report.year is not None:
                body = _COMMON.sub("", title_of(document))
                found[body, report.year].setdefault(document.url, (column, document, report))
        single = {
            key: next(iter(reports.values()))
            for key, reports in found.items()
            if len({document.page.sha256 for _, document, _ in reports.values()}) == 1
        }
        pairs = tuple(
            Pair(column, document, report, single[body, year - 1][2], single[body, year - 1][1].url)
            for (body, year), (column, document, report) in sorted(single.items(), key=lambda one: one[0])
            if (body, year - 1) in single
        )
        return cls(pairs) if pairs else Irrelevant("没有同一单位相邻两年的年度报告可以核对")
