"""The overview of the printed quarter: figures, charts, weeks, problems, the lowest scores, contradictions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

import docx
import pytest
from docx.document import Document
from printed_quarter import printed_quarter
from test_circular_text import FACTS

from reports.chart_frame import svg
from reports.chart_quarter import score_bands, weekly_bars
from reports.overview import render_overview
from scoring.weekly_record import Tally, WeeklyRecord, weekly_record


def week(day: int, judged: int) -> WeeklyRecord:
    return weekly_record(
        f"w{day}", first_day=date(2020, 12, day - 6), last_day=date(2020, 12, day),
        as_of=datetime(2020, 12, day, 15, 50, tzinfo=UTC), tallies=[Tally("park", "示例园区", judged, judged)],
        unknown=[], seen=[], last_week=None,
    )  # fmt: skip


WEEKS = (week(13, 40), week(20, 41))


@pytest.fixture(scope="module")
def document() -> Document:
    return docx.Document(BytesIO(render_overview(FACTS, WEEKS)))


def rows(document: Document, table: int) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[table].rows]


def test_it_tells_the_figures_first(document: Document) -> None:
    assert rows(document, 0)[1:] == [
        ["政府网站专栏", "65", "65", "100.0%", "98.0", "47", "18", "2"],
        ["政务新媒体", "34", "34", "100.0%", "96.8", "29", "5", "0"],
    ]
    assert rows(document, 1)[1] == ["30", "20", "2", "3", "1", "5", "2"]
    assert [row[:3] for row in rows(document, 2)[1:]] == [
        ["2020-12-07至2020-12-13", "40", "40"],
        ["2020-12-14至2020-12-20", "41", "41"],
    ]


def test_it_tells_problems_by_class_and_the_lowest_scores(document: Document) -> None:
    assert rows(document, 3)[1][:4] == ["专栏", "动态、要闻类栏目14天内未更新", "周扫描", "19"]
    assert rows(document, 3)[1][4].endswith("（16个）")
    assert rows(document, 4)[1] == ["65", "区应急局", "区应急局专栏", "季度检查20分", "80.0"]
    assert len(rows(document, 5)) == 1 + len(FACTS.scores.contradictions)


def test_charts_show_the_same_numbers(document: Document) -> None:
    assert len(document.inline_shapes) == 2
    drawn = svg(score_bands(FACTS.scores.sites, FACTS.scores.accounts))
    assert all(word in drawn for word in ("政府网站专栏", "政务新媒体", ">47<", ">29<", "95—99.9分"))
    counted = score_bands(FACTS.scores.sites, FACTS.scores.accounts)["data"]["values"]
    assert [sum(row["count"] for row in counted if row["kind"] == kind) for kind in ("政府网站专栏", "政务新媒体")] == [
        65,
        34,
    ]
    assert all(word in svg(weekly_bars(WEEKS)) for word in ("12-13", "12-20", "预警与提示"))


def test_an_empty_quarter_has_neither_charts_nor_empty_tables() -> None:
    made = docx.Document(BytesIO(render_overview(FACTS, ())))
    assert len(made.inline_shapes) == 1
    assert "没有。" in [paragraph.text for paragraph in made.paragraphs]


def test_the_same_quarter_gives_the_same_bytes() -> None:
    assert printed_quarter() == FACTS.scores
    assert render_overview(FACTS, WEEKS) == render_overview(FACTS, WEEKS)
