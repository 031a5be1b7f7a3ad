"""A consistent report whose markup is damaged is never accused: at worst it can no longer be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from facts.annual_report.disputes import read_disputes
from facts.annual_report.grid import read_grids
from facts.annual_report.relations import Breach, check_disputes, check_requests
from facts.annual_report.requests import read_requests

CASES = Path(__file__).parents[1] / "cases" / "annual_report_inconsistent"
PAGES = ("01-form-of-2021-holds", "25-units-and-wide-digits")
_CELL, _SPAN, _ROW = r"<td[^>]*>.*?</td>", r' (?:row|col)span="(\d+)"', r"<tr>.*?</tr>"


def breaches(html: str) -> list[str]:
    body = LexborHTMLParser(html).body
    assert body is not None
    grids = read_grids(body)
    requests, disputes = read_requests(grids), read_disputes(grids)
    answers = [*(check_requests(requests) if requests else ()), *(check_disputes(disputes) if disputes else ())]
    return [one.key for one in answers if isinstance(one, Breach)]


def each(html: str, pattern: str, step: int) -> Iterator[tuple[str, str, str]]:
    """(before, match, after) for every ``step``-th match inside tables."""
    for found in list(re.finditer(pattern, html[html.index("<table") :], re.DOTALL))[::step]:
        start = html.index("<table") + found.start()
        yield html[:start], found[0], html[start + len(found[0]) :]


@pytest.mark.parametrize("name", PAGES)
def test_the_undamaged_page_holds(name: str) -> None:
    assert breaches((CASES / name / "page.html").read_text("utf-8")) == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("extra", ["", "<td>3</td>", "<td></td>"])
def test_a_cell_lost_or_slipped_in(name: str, extra: str) -> None:
    html = (CASES / name / "page.html").read_text("utf-8")
    for before, cell, after in each(html, _CELL, 9):
        assert breaches(before + (cell + extra if extra else "") + after) == [], cell


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("change", [-1, 1, None])
def test_a_wrong_or_lost_span(name: str, change: int | None) -> None:
    html = (CASES / name / "page.html").read_text("utf-8")
    for before, span, after in each(html, _SPAN, 3):
        number = int(span.split('"')[1])
        new = "" if change is None else span.replace(str(number), str(max(number + change, 1)))
        assert breaches(before + new + after) == [], (before[-60:], span)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("times", [0, 2])
def test_a_row_lost_or_doubled(name: str, times: int) -> None:
    html = (CASES / name / "page.html").read_text("utf-8")
    for before, row, after in each(html, _ROW, 4):
        assert breaches(before + row * times + after) == [], row
