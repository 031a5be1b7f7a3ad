"""Relations between the reports of two successive years of one unit."""

from __future__ import annotations

from collections.abc import Iterator

from facts.annual_report.forms import Applicant, Row
from facts.annual_report.relations import Answer, Breach, Unsettled
from facts.annual_report.report import AnnualReport


def compare_years(this: AnnualReport, last: AnnualReport) -> list[Answer]:
    """Y-1: last year's 四 = this year's 二; Y-2: 现行有效 = last year's + 制发 − 废止. What holds is silent.

    Raises ``ValueError`` when both years are known and do not follow each other: another year proves nothing.
    """
    if this.year is not None and last.year is not None and this.year != last.year + 1:
        raise ValueError(f"不是相邻两年的报告：{last.year}、{this.year}")
    return [*_carried(this, last), *_in_force(this, last)]


def _carried(this: AnnualReport, last: AnnualReport) -> Iterator[Answer]:
    if this.requests is None or last.requests is None:
        yield Unsettled("Y-1", "表三", "两年的报告未都有可识别的表三")
        return
    for applicant in Applicant:
        before = last.requests.at(Row.CARRIED_OUT, applicant)
        now = this.requests.at(Row.CARRIED_IN, applicant)
        if before is None or now is None or before.value is None or now.value is None:
            yield Unsettled("Y-1", applicant, "缺少有关的行或列，或不能识别为数字")
        elif before.value != now.value:
            words = (
                f"表三“{applicant}”列：上一年度报告“结转下年度”为{before.value}件，本年度报告“上年结转”为{now.value}件，"
                "不相等（跨年勾稽关系：上年四＝本年二）"
            )
            yield Breach("Y-1", applicant, words, before.value, now.value)


def _in_force(this: AnnualReport, last: AnnualReport) -> Iterator[Answer]:
    for kind, now in this.documents.items():
        before = last.documents.get(kind)
        if before is None:
            continue  # the form of 2019 does not count them
        figures = (before.in_force.value, now.made.value, now.repealed.value, now.in_force.value)
        old, made, repealed, printed = figures
        if old is None or made is None or repealed is None or printed is None:
            yield Unsettled("Y-2", kind, "有不能识别的数字")
        elif old + made - repealed != printed:
            words = (
                f"表二“{kind}”：上年有效{old}件＋本年制发{made}件－本年废止{repealed}件＝{old + made - repealed}件，"
                f"本年度报告“现行有效”为{printed}件，不相等"
            )
            yield Breach("Y-2", kind, words, old + made - repealed, printed)
