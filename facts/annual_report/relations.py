"""The relations a report must satisfy, and which of them are broken.

T3-1 is printed on the form itself (国办公开办函〔2019〕60号, 〔2021〕30号); the others follow from what the rows mean.
A relation with a figure that is absent or no number is unsettled: never broken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.annual_report.disputes import Disputes
from facts.annual_report.figures import Figure, total
from facts.annual_report.forms import Applicant, Group, Part, Result, Row, RowKey
from facts.annual_report.requests import Requests
from facts.annual_report.told import Statement, Told

_BESIDE_TOTAL = tuple(applicant for applicant in Applicant if applicant is not Applicant.TOTAL)


@dataclass(frozen=True, slots=True)
class Breach:
    """A broken relation. ``place`` is Chinese and stable over years; ``words`` is the whole message, also Chinese."""

    relation: str
    place: str
    words: str
    left: int
    right: int

    @property
    def key(self) -> str:
        return f"{self.relation} {self.place}"


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A relation that could not be checked at ``place``, and why (Chinese)."""

    relation: str
    place: str
    reason: str


Answer = Breach | Unsettled


def check_requests(table: Requests) -> Iterator[Answer]:
    """T3-1 and T3-2 for each column, T3-3 for each row; what holds is silent."""
    applicants = tuple(dict.fromkeys(applicant for _, applicant in table.figures))
    for applicant in Applicant:
        if applicant not in applicants:
            yield Unsettled("T3-1", applicant, f"表三没有认出“{applicant}”列")
            continue
        yield from _flow(table, applicant)
        yield from _handled(table, applicant)
    for row in table.rows:
        yield from _across(table, row)


def _flow(table: Requests, applicant: Applicant) -> Iterator[Answer]:
    new, carried_in, handled, carried_out = (table.at(row, applicant) for row in Row)
    left, right = total((new, carried_in)), total((handled, carried_out))
    if left is None or right is None:
        yield Unsettled("T3-1", applicant, _why([new, carried_in, handled, carried_out]))
    elif left != right:
        words = (
            f"表三“{applicant}”列：本年新收{_n(new)}件＋上年结转{_n(carried_in)}件＝{left}件，办理结果总计{_n(handled)}件"
            f"＋结转下年度{_n(carried_out)}件＝{right}件，不相等（表内勾稽关系：一＋二＝三（七）＋四）"
        )
        yield Breach("T3-1", applicant, words, left, right)


def _handled(table: Requests, applicant: Applicant) -> Iterator[Answer]:
    parts = [figure for part in Part for figure in table.part(part, applicant)]
    printed = table.at(Row.HANDLED, applicant)
    added = total(parts)
    if added is None or printed is None or printed.value is None:
        yield Unsettled("T3-2", applicant, _why([*parts, printed]))
    elif added != printed.value and table.strange_rows:
        yield Unsettled("T3-2", applicant, f"表三有未认出的行“{table.strange_rows[0]}”")
    elif added != printed.value:
        words = (
            f"表三“{applicant}”列：办理结果（一）至（六）各项之和为{added}件，“（七）总计”为{printed.value}件，不相等"
            "（表内勾稽关系：三（七）＝（一）＋（二）＋（三）＋（四）＋（五）＋（六））"
        )
        yield Breach("T3-2", applicant, words, added, printed.value)


def _across(table: Requests, row: RowKey) -> Iterator[Answer]:
    place = row_name(row)
    figures = [table.at(row, applicant) for applicant in _BESIDE_TOTAL]
    printed = table.at(row, Applicant.TOTAL)
    added = total(figures)
    if added is None or printed is None or printed.value is None:
        yield Unsettled("T3-3", place, _why([*figures, printed]))
    elif added != printed.value and table.strange_columns:
        yield Unsettled("T3-3", place, f"表三有未认出的列“{table.strange_columns[0] or '（无列名）'}”")
    elif added != printed.value:
        words = (
            f"表三“{place}”行：自然人与五类组织之和为{added}件，“总计”为{printed.value}件，不相等"
            "（表内勾稽关系：总计＝自然人＋法人或其他组织各列）"
        )
        yield Breach("T3-3", place, words, added, printed.value)


def check_disputes(table: Disputes) -> Iterator[Answer]:
    """T4 for each of the three groups; what holds is silent."""
    for group in Group:
        figures = {result: table.at(group, result) for result in Result}
        printed = figures.pop(Result.TOTAL)
        added = total(figures.values())
        if added is None or printed is None or printed.value is None:
            why = "表四的单元格与表头不对应" if table.ragged else _why([*figures.values(), printed])
            yield Unsettled("T4", group, why)
        elif added != printed.value:
            items = "＋".join(f"{result}{_n(figure)}件" for result, figure in figures.items())
            words = (
                f"表四“{group}”：{items}＝{added}件，“总计”为{printed.value}件，不相等"
                "（表内勾稽关系：总计＝结果维持＋结果纠正＋其他结果＋尚未审结）"
            )
            yield Breach("T4", group, words, added, printed.value)


def check_told(told: tuple[Statement, ...], table: Requests) -> Iterator[Answer]:
    """TX: counts in the text of chapter 一 against table 三; one count of a kind that fits, or their sum, will do.

    收到 may mean 新收 or 新收 + 结转; a text may count the bodies of a government one by one.
    """
    new, carried_in, _, carried_out = (table.at(row, Applicant.TOTAL) for row in Row)
    fitting = {
        Told.RECEIVED: (total([new]), total([new, carried_in])),
        Told.NEW: (total([new]),),
        Told.CARRIED_IN: (total([carried_in]),),
        Told.CARRIED_OUT: (total([carried_out]),),
    }
    for what, allowed in fitting.items():
        said = [one for one in told if one.what is what]
        if not said:
            continue
        if None in allowed:
            yield Unsettled("TX", what, _why([new, carried_in, carried_out]))
        elif not {sum(one.count for one in said), *(one.count for one in said)} & set(allowed):
            numbers = "或".join(f"{number}件" for number in dict.fromkeys(allowed))
            words = f"正文第一部分写“{said[0].quote}”，表三“{what}”为{numbers}，正文与表格不一致"
            yield Breach("TX", what, words, said[0].count, allowed[0] or 0)


def row_name(row: RowKey) -> str:
    """The row as messages call it, such as 一、本年新收 or （三）不予公开第2项."""
    if isinstance(row, Row):
        return row.value
    return row[0].value + (f"第{row[1]}项" if row[1] else "")


def _n(figure: Figure | None) -> int | None:
    return figure.value if figure else None


def _why(figures: list[Figure | None]) -> str:
    text = next((figure.text for figure in figures if figure and figure.value is None), None)
    return f"“{text[:20]}”不能识别为数字" if text else "缺少有关的行或列"
