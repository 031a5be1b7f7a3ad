"""Whether a mended page is still the page it was, and whether words stand on it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from facts.document import Document
from facts.same_article import comparable, is_same_article, shows
from inspection.fetched import Page

TITLE = "县人民攻府关于印发工作方案的通知"


def page(title: str, text: str = "各单位：现将方案印发给你们。") -> Document:
    head = f"<html><head><meta charset=utf-8><title>{title}</title></head>"
    html = f"{head}<body><h1>{title}</h1><p>{text}</p></body></html>"
    return Document(Page("http://a.example/", "http://a.example/", 200, (), html.encode(), datetime.now(UTC)))


@pytest.mark.parametrize(
    ("title", "same"),
    [
        (TITLE, True),
        ("县人民政府关于印发工作方案的通知", True),  # the wrong character corrected
        ("县人民政府关于印发\n 工作方案的通知", True),
        ("春季义务植树活动圆满结束", False),
        ("关于召开会议的通知", False),
        ("您访问的页面不存在", False),
    ],
)
def test_the_page_is_the_one_that_was_found_wrong(title: str, same: bool) -> None:
    assert is_same_article(page(title), TITLE) is same


def test_a_title_that_was_never_known_says_nothing() -> None:
    assert is_same_article(page("任何页面"), "")


@pytest.mark.parametrize(
    ("words", "there"), [("现将方案", True), ("现将 方案", True), ("攻府", False), ("", False), ("<p>", False)]
)
def test_words_on_the_page(words: str, there: bool) -> None:
    assert shows(page("县人民政府通知"), words) is there


@pytest.mark.parametrize(
    ("quote", "can"),
    [
        ("攻府", True),
        ("500*************19", False),
        ("县人民攻府…通知", False),
        ("", False),
        (" 错 ", False),
        ("2021-02-25", True),
    ],
)
def test_what_can_be_looked_for(quote: str, can: bool) -> None:
    assert comparable(quote) is can
