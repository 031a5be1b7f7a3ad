"""Two reports of successive years, held against each other."""

from __future__ import annotations

import pytest

from facts.annual_report.documents import DocumentKind, Stock
from facts.annual_report.figures import Figure
from facts.annual_report.forms import Applicant, Row
from facts.annual_report.relations import Breach, Unsettled
from facts.annual_report.report import AnnualReport
from facts.annual_report.requests import Requests
from facts.annual_report.years import compare_years


def report(
    year: int | None, row: Row, count: int | None, stock: tuple[int, int, int | None] = (0, 0, 0)
) -> AnnualReport:
    figures = {(row, applicant): Figure("", count) for applicant in Applicant}
    made, repealed, in_force = (Figure("", value) for value in stock)
    documents = {DocumentKind.NORMATIVE: Stock(made, repealed, in_force)}
    return AnnualReport(year, Requests(figures), None, documents)


def last(count: int | None, in_force: int | None = 0, year: int | None = 2021) -> AnnualReport:
    return report(year, Row.CARRIED_OUT, count, (0, 0, in_force))


def this(count: int | None, stock: tuple[int, int, int | None] = (0, 0, 0), year: int | None = 2022) -> AnnualReport:
    return report(year, Row.CARRIED_IN, count, stock)


def test_years_that_join_are_silent() -> None:
    assert compare_years(this(2, (3, 1, 11)), last(2, 9)) == []


def test_what_was_carried_out_must_be_carried_in_column_by_column() -> None:
    answers = compare_years(this(1), last(2))
    assert [answer.place for answer in answers] == list(Applicant)
    assert {(one.relation, one.left, one.right) for one in answers if isinstance(one, Breach)} == {("Y-1", 2, 1)}


@pytest.mark.parametrize(("stock", "sum_of_stock"), [((3, 1, 10), 11), ((0, 0, 8), 9), ((0, 10, 0), -1)])
def test_documents_in_force_follow_from_those_made_and_repealed(stock: tuple[int, int, int], sum_of_stock: int) -> None:
    (breach,) = compare_years(this(0, stock), last(0, 9))
    assert isinstance(breach, Breach)
    assert (breach.key, breach.left, breach.right) == ("Y-2 行政规范性文件", sum_of_stock, stock[2])


def test_what_is_no_number_is_unsettled() -> None:
    answers = compare_years(this(None, (0, 0, None)), last(0, 0))
    assert {type(answer) for answer in answers} == {Unsettled}
    assert {answer.relation for answer in answers} == {"Y-1", "Y-2"}


def test_the_form_of_2019_does_not_count_documents_in_force() -> None:
    before = AnnualReport(2020, last(0).requests, None)
    assert compare_years(this(0, (3, 1, 99), 2021), before) == []


def test_a_report_without_table_three_settles_nothing_about_it() -> None:
    (answer,) = compare_years(AnnualReport(2022, None, None), last(2))
    assert answer == Unsettled("Y-1", "表三", "两年的报告未都有可识别的表三")


def test_years_that_do_not_follow_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="2019、2022"):
        compare_years(this(0), last(0, year=2019))
    assert compare_years(this(0), last(0, year=None)) == []
