"""Charts: pictures without script, drawn once, of exactly what the pages say."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from inspection.viewer import Role
from reports.chart_calendar import findings_calendar, first_day
from reports.chart_frame import Chart, svg
from reports.chart_posts import posting_rhythm
from reports.chart_scores import score_line
from tests.web.conftest import Console
from tests.web.still import console_at

DAY = "2026-03-21T09:00:00+08:00"
LAST = date(2026, 3, 21)
NAMESPACE = "{http://www.w3.org/2000/svg}"


def texts(drawn: str) -> list[str]:
    return ["".join(one.itertext()) for one in ElementTree.fromstring(drawn).iter(f"{NAMESPACE}text")]


@pytest.mark.parametrize(
    ("chart", "said"),
    [
        (posting_rhythm([(date(2026, 3, 2), 4), (date(2026, 3, 9), 0)], 3), ["03-02", "03-09", "4", "0", "条/周"]),
        (posting_rhythm([(date(2026, 3, 2), 4)], None), ["03-02"]),
        (score_line([("2025Q4", Decimal("88.9")), ("2026Q1", Decimal(-3))]), ["2025Q4", "88.9", "-3", "得分"]),
        (findings_calendar({LAST: 12}, LAST), ["12", "一", "3月", "新发现"]),
        (findings_calendar({}, LAST), ["日", "12月"]),
    ],
)
def test_a_chart_says_its_figures_in_text(chart: Chart, said: list[str]) -> None:
    drawn = svg(chart)
    shown = [text.replace("−", "-") for text in texts(drawn)]
    assert [word for word in said if word not in shown] == []
    assert "NaN" not in shown
    assert "<script" not in drawn and "style=" not in drawn
    assert not re.search(r'href="(?!#)', drawn)


def test_the_calendar_begins_on_a_monday_and_holds_a_year() -> None:
    first = first_day(LAST)
    assert first.weekday() == 0
    assert LAST - first >= timedelta(days=364)


def test_words_of_the_crawl_stay_words() -> None:
    drawn = svg(score_line([("</text><script>alert(1)</script>", Decimal(1))]))
    assert "<script" not in drawn
    assert any("script" in text for text in texts(drawn))


@pytest.mark.parametrize("path", ["/charts/findings.svg", "/charts/accounts/xiang-wx/posts.svg"])
def test_charts_are_pictures_that_are_sent_once(console: Console, path: str) -> None:
    with console_at(console.work, DAY) as reader:
        first = reader.get(path)
        again = reader.get(path, headers={"if-none-match": first.headers["etag"]})
    assert first.headers["content-type"] == "image/svg+xml"
    assert "script-src 'self'" in first.headers["content-security-policy"]
    assert again.status_code == 304
    assert texts(first.text)


@pytest.mark.parametrize("path", ["/charts/accounts/mars/posts.svg", "/charts/scores/xiang-wx.svg"])
def test_what_nothing_is_known_of_has_no_chart(console: Console, path: str) -> None:
    with console_at(console.work, DAY) as reader:
        assert reader.get(path).status_code == 404


def test_clerks_do_not_see_the_district(console: Console) -> None:
    with console_at(console.work, DAY, Role.CLERK, "xiang") as clerk:
        assert clerk.get("/charts/findings.svg").status_code == 403
        assert clerk.get("/charts/accounts/xiang-wx/posts.svg").status_code == 403
