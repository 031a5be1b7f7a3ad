"""What earlier crawls prove about an article, and what they do not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from made_pages import AS_OF

from facts.docid_curve import DocidCurve
from facts.document import Document
from facts.history import ArticleHistory, Sibling, is_backfill, is_move, lacked
from inspection.fetched import Page

LIST = "http://www.portal.test/dt/index.html"
WANTED = "http://www.portal.test/dt/202101/t20210110_500.html"
SHOWN = date(2021, 1, 10)
OTHERS = [(f"第{n}期简报内容摘要", f"./202101/t202101{n:02}_{n}.html", f"2021-01-{n:02}") for n in range(25, 4, -1)]

PINNED = "<li class=clearfix><a href='./p.html'>[置顶]办事须知一览</a><span>2019-01-01</span>"

Row = tuple[str, str, str]


def list_page(rows: list[Row], pages: int = 1, pinned: str = "") -> Document:
    items = "".join(f"<li class=clearfix><a href='{url}'>{title}</a><span>{day}</span>" for title, url, day in rows)
    html = f"<meta charset=utf-8><ul class=tab-item>{pinned}{items}</ul><script>createPage({pages})</script>"
    return Document(Page(LIST, LIST, 200, (), html.encode(), AS_OF))


@pytest.mark.parametrize(
    ("rows", "pages", "pinned", "expected"),
    [
        pytest.param(OTHERS, 9, "", True, id="reaches back beyond the day"),
        pytest.param(OTHERS[:12], 9, "", False, id="ends before the day"),
        pytest.param(OTHERS[:12], 1, "", True, id="is whole"),
        pytest.param([*OTHERS, ("某条", WANTED, "2021-01-10")], 9, "", False, id="holds the address"),
        pytest.param([*OTHERS, ("园区召开推进会议", "./x.html", "2021-01-10")], 9, "", False, id="holds the title"),
        pytest.param([*OTHERS, ("园区召开推进…", "./x.html", "2021-01-10")], 9, "", False, id="holds its head"),
        pytest.param([], 1, "", False, id="has no rows: a script may load them"),
        pytest.param(
            OTHERS[:12], 9, PINNED, False,
            id="a pinned old row reaches nowhere",
        ),
    ],
)  # fmt: skip
def test_a_list_lacked_an_article_only_when_it_would_have_shown_it(
    rows: list[Row], pages: int, pinned: str, expected: bool
) -> None:
    found = lacked([list_page(rows, pages, pinned)], AS_OF, url=WANTED, title="园区召开推进会议", shown=SHOWN)
    assert found is expected


def weekly(count: int, step: int = 7, off: int = 0) -> list[date]:
    return [date(2021, 1, 4) + timedelta(days=step * n + (off if n % 2 else 0)) for n in range(count)]


@pytest.mark.parametrize(
    ("days", "filled", "moved"),
    [
        pytest.param(weekly(8), True, False, id="weekly"),
        pytest.param(weekly(6, 9, 3), True, False, id="nearly even"),
        pytest.param(weekly(3), False, False, id="three are too few"),
        pytest.param(weekly(5, 1), False, False, id="five days running"),
        pytest.param([*weekly(3, 3), date(2021, 4, 1)], False, False, id="one far from the others"),
        pytest.param(weekly(8, 30), False, True, id="eight months"),
        pytest.param([date(2020, 1, 1), *weekly(5, 1)], False, False, id="one old among fresh ones"),
        pytest.param([], False, False, id="none"),
    ],
)
def test_days_of_one_sitting(days: list[date], filled: bool, moved: bool) -> None:
    assert (is_backfill(days), is_move(days)) == (filled, moved)


FEBRUARY, MARCH = date(2021, 2, 26), date(2021, 3, 5)


@pytest.mark.parametrize(
    ("listed", "shown", "earlier"),
    [
        ([], SHOWN, None),
        ([(FEBRUARY, SHOWN)], SHOWN, None),
        ([(FEBRUARY, FEBRUARY), (MARCH, SHOWN)], SHOWN, (FEBRUARY, FEBRUARY)),
        ([(FEBRUARY, SHOWN), (FEBRUARY, FEBRUARY)], SHOWN, None),  # list and page of one crawl
        ([(FEBRUARY, SHOWN), (FEBRUARY, FEBRUARY), (MARCH, SHOWN)], SHOWN, None),
    ],
)
def test_a_changed_day(listed: list[tuple[date, date]], shown: date, earlier: tuple[date, date] | None) -> None:
    assert ArticleHistory(FEBRUARY, tuple(listed)).earlier_day(shown) == earlier


def test_a_sitting_by_the_clock_and_without_one() -> None:
    clock = DocidCurve.fit([], [(1_000_000, date(2021, 1, 1)), (1_100_000, date(2021, 1, 11))])
    siblings = (Sibling(1_050_500, date(2021, 1, 4)), Sibling(1_052_000, SHOWN), Sibling(1_099_000, MARCH))
    known = ArticleHistory(FEBRUARY, siblings=siblings)
    assert known.sitting(1_050_400, clock) == (date(2021, 1, 4), SHOWN)
    assert known.sitting(1_050_400, None) == (date(2021, 1, 4),)
