"""Days that speak for or against a shown date."""

from dataclasses import replace
from datetime import date

import pytest
from made_pages import AS_OF, article, source

from facts.date_clues import DateClues
from facts.docid_curve import DocidCurve
from facts.document import Document
from facts.history import ArticleHistory, Sibling
from facts.sources import PageSource
from inspection.outcome import Irrelevant, Missing

LEAD = "<p>园区召开重点项目调度会，听取各项目推进情况汇报，研究解决用地、用电、用工等方面的困难。</p>"


def clues(body: str = "", published: str = "2021-01-14 09:41") -> DateClues:
    fact = DateClues.extract(source(article(LEAD + body, published=published)))
    assert isinstance(fact, DateClues)
    return fact


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2021年2月20日，某企业发生事故。", [date(2021, 2, 20)]),
        ("二〇二一年二月二十日，某企业发生事故。", [date(2021, 2, 20)]),
        ("2020年12月1日，某企业发生事故。", []),
        ("定于2021年2月20日召开会议。", []),
        ("请于2021年2月20日前报送。", []),
        ("自2021年2月20日起施行。", []),
        ("公示期：2021年2月20日至2021年2月26日。", []),
        ("2021年5月20日，将举行庆祝活动。", []),
    ],
)
def test_only_days_that_were_lived_count(text: str, days: list[date]) -> None:
    assert [day for day, _ in clues(f"<p>{text}</p>").told] == days


def test_the_words_around_a_day_hold_no_head_of_a_number() -> None:
    ((_, words),) = clues("<p>甄某500111199003071239于2021年2月20日来访</p>").told
    assert "1239" not in words and "于2021年2月20日来访" in words


@pytest.mark.parametrize(
    ("tag", "days"),
    [
        ("<img src='./W020210223512345678901.jpg'>", (date(2021, 2, 23),)),
        ("<a href='./P020210223512345678901.pdf'>附件</a>", (date(2021, 2, 23),)),
        ("<img src='./W020219923512345678901.jpg'>", ()),
        ("<img src='./logo.png'>", ()),
    ],
)
def test_upload_days(tag: str, days: tuple[date, ...]) -> None:
    assert clues(tag).uploads == days


def test_address_docid_and_curve() -> None:
    curve = DocidCurve.fit([], [(8_916_092, date(2021, 2, 22)), (8_939_081, date(2021, 2, 25))])
    page = source(article(LEAD, published="2021-01-14"))
    fact = DateClues.extract(PageSource(page.url, page.read, None, AS_OF, curve))
    assert isinstance(fact, DateClues)
    assert (fact.shown, fact.address_day, fact.docid) == (date(2021, 1, 14), date(2021, 2, 25), 8_939_081)
    assert fact.created is not None
    assert fact.created[0] >= date(2021, 2, 18)


def test_a_list_has_no_date_and_an_undated_page_shows_none() -> None:
    rows = "".join(
        f"<li><a href='./t2021020{n}_89000{n}.html'>第{n}次会议</a><span>2021-02-0{n}</span></li>" for n in range(1, 6)
    )
    page = article("", title="", published="", url="http://www.portal.test/dt/index.html")
    listing = type(page)(
        type(page.page)(page.url, page.url, 200, page.page.headers, f"<ul>{rows}</ul>".encode(), AS_OF)
    )
    assert isinstance(DateClues.extract(source(listing)), Irrelevant)
    assert isinstance(
        DateClues.extract(source(article(LEAD, published="", url="http://www.portal.test/show?id=1"))), Missing
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("根据某办发〔2021〕7号文件要求", [date(2021, 1, 1)]),
        ("根据某办发[2021]7号文件要求", [date(2021, 1, 1)]),
        ("根据某办发〔2020〕7号文件要求", []),
        ("根据某办发〔2031〕7号文件要求", []),
    ],
)
def test_a_paper_cannot_cite_one_of_a_later_year(text: str, told: list[date]) -> None:
    assert [day for day, _ in clues(f"<p>{text}</p>", published="2020-12-10 09:00").told] == told


def test_what_earlier_crawls_and_the_server_say() -> None:
    page = article(LEAD, published="2021-01-14")
    headers = (*page.page.headers, ("last-modified", "Fri, 26 Feb 2021 18:00:00 GMT"))
    document = Document(replace(page.page, headers=headers))
    siblings = (Sibling(8_000_000, date(2020, 9, 1)), Sibling(8_939_082, date(2021, 1, 21)))
    listed = ((date(2021, 2, 19), date(2021, 2, 18)), (date(2021, 2, 26), date(2021, 1, 14)))
    history = ArticleHistory(date(2021, 2, 19), listed, date(2021, 2, 12), siblings)
    fact = DateClues.extract(PageSource(page.url, document, None, AS_OF, None, history))
    assert isinstance(fact, DateClues)
    assert (fact.first_seen, fact.absent) == (date(2021, 2, 19), date(2021, 2, 12))
    assert fact.earlier == (date(2021, 2, 19), date(2021, 2, 18))
    assert fact.sitting == (date(2021, 1, 14), date(2021, 1, 21))
    assert fact.last_modified == date(2021, 2, 27)  # two in the morning in Beijing
