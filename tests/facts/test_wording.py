"""What the word lists find in a text, and what they leave alone."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from facts.document import Document
from facts.former_names import of_the_past
from facts.lexicon_match import LexiconMatcher
from facts.page_wording import passage
from facts.publish_date import PublishDate, Rival
from facts.sources import PageSource
from facts.wording import MOST_MATCHES, Wording
from inspection.fetched import FetchFailure, FetchProblem, Page
from inspection.lexicon import Lexicon, WordClass, WordGrade, WrongWord
from inspection.moment import BEIJING
from inspection.outcome import Missing
from inspection.registry import ColumnKind

NOW = datetime(2021, 5, 12, 9, 0, tzinfo=BEIJING)
URL = "http://www.portal.test/dt/t20210510_1.html"


def word(wrong: str, right: str, *exceptions: str, since: date | None = None) -> WrongWord:
    kind = WordClass.INSTITUTION if since else WordClass.WORD
    return WrongWord(wrong, right, WordGrade.COMMON, kind, exceptions, since, "test")


OLD = word("区环保局", "区生态环境局", since=date(2019, 4, 1))
OLDER = word("银监会", "银保监会", since=date(2019, 1, 1))
NEWER = word("银监会", "金融监管总局", since=date(2023, 6, 1))
MATCHER = LexiconMatcher(
    Lexicon(
        (
            word("布署", "部署", "公布署"),
            word("足交", "某词"),
            word("人名代表", "人民代表"),
            word("全国人名代表大会", "全国人民代表大会"),
            word("农材", "农村"),
            word("帐户", "账户"), word("峻工", "竣工"),
            OLD, OLDER, NEWER,
        ),
        names=("大足交通", "某园区环保局"),
    )
)  # fmt: skip


def found(text: str, day: date | None = date(2021, 5, 10)) -> list[tuple[str, int]]:
    return [(match.word.wrong, match.start) for match in MATCHER.matches(text, day)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("工作部署到位", []),
        ("领到蚊帐户均两顶", []),
        ("面对严峻工作形势", []),
        ("帐户变更后工程峻工", [("帐户", 0), ("峻工", 7)]),
        ("园区环保局部试点", []),
        ("小区环保局面好转", []),
        ("区环保局面向企业，区环保局部署检查，区环保局限期整改", [("区环保局", 0), ("区环保局", 9), ("区环保局", 18)]),
        ("工作布署到位，再布署", [("布署", 2), ("布署", 8)]),
        ("公布署名文章", []),
        ("公布署名文章后布署任务", [("布署", 7)]),
        ("关注大足交通", []),
        ("足交", [("足交", 0)]),
        ("在某园区环保局办理", []),
        ("在城区环保局办理", [("区环保局", 2)]),
        ("全国人名代表大会", [("全国人名代表大会", 0)]),
        ("省人名代表", [("人名代表", 1)]),
        ("布\n署", []),
    ],
)
def test_a_longer_right_word_covers_a_wrong_one(text: str, expected: list[tuple[str, int]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("day", "right"),
    [
        (None, []),
        (date(2018, 12, 31), []),
        (date(2019, 1, 1), ["银保监会"]),
        (date(2023, 5, 31), ["银保监会"]),
        (date(2023, 6, 1), ["金融监管总局"]),
    ],
)
def test_a_row_holds_from_its_first_day_on(day: date | None, right: list[str]) -> None:
    assert [match.word.right for match in MATCHER.matches("报银监会", day)] == right


@pytest.mark.parametrize(
    ("sentence", "past"),
    [
        ("区环保局负责解释", False),
        ("目前，区环保局正在核实", False),
        ("草原防火由区环保局牵头", False),
        ("2021年底前，区环保局完成整治", False),
        ("原区环保局印发的文件", True),
        ("原某市某区环保局印发的文件", True),
        ("时任区环保局局长", True),
        ("区环保局（现区生态环境局）", True),
        ("区环保局更名为区生态环境局", True),
        ("《区环保局关于排污的通告》", True),
        ("《通告》由区环保局起草", False),
        ("2017年区环保局核发的证", True),
        ("区环保局〔2017〕3号文", True),
        ("区环保局2016年命名的单位，2021年复审", True),
    ],
)
def test_a_former_name_is_lawful_in_talk_of_the_past(sentence: str, past: bool) -> None:
    start = sentence.index("区环保局")
    around = passage(sentence, start, start + 4)
    assert of_the_past(around, OLD, PublishDate(date(2021, 5, 10), "meta PubDate", ())) is past


def test_a_text_signed_before_the_change_may_use_the_name_of_its_day() -> None:
    around = passage("区环保局负责", 0, 4)
    signed = PublishDate(date(2021, 5, 10), "meta PubDate", (Rival(date(2018, 3, 1), "body"),))
    assert of_the_past(around, OLD, signed)


def page(body: str, day: str = "2021-05-10", kind: ColumnKind | None = None) -> PageSource:
    meta = f'<meta name="ArticleTitle" content="一则动态"><meta name="PubDate" content="{day}">' if day else ""
    html = f'<html><head>{meta}</head><body><h1>一则动态</h1><div class="TRS_UEDITOR"><p>{body}</p></div></body></html>'
    read = Document(Page(URL, URL, 200, (("content-type", "text/html; charset=utf-8"),), html.encode(), NOW))
    return PageSource(URL, read, kind, NOW)


def slips(source: PageSource) -> list[tuple[str, int, bool]]:
    fact = Wording.extract(source)
    assert isinstance(fact, Wording)
    return [(slip.word.wrong, slip.count, slip.quoted) for slip in fact.slips]


def test_each_wrong_word_is_told_once_with_its_count() -> None:
    assert slips(page("布署一次。又布署一次。按装灯具。")) == [("布署", 2, False), ("按装", 1, False)]


def test_a_page_that_corrects_the_word_only_quotes_it() -> None:
    assert slips(page("更正：“布署”应为“部署”。")) == [("布署", 1, True)]
    assert slips(page("更正：“布署”应为“部署”。会议布署工作。")) == [("布署", 2, False)]


def test_the_passage_is_the_sentence_around_the_word() -> None:
    fact = Wording.extract(page("天气晴。会议布署了工作；散会。"))
    assert isinstance(fact, Wording)
    (slip,) = fact.slips
    assert (slip.passage.sentence, slip.where) == ("会议布署了工作", "字符 12–13")


def test_a_page_that_was_not_had_is_missing() -> None:
    unread = PageSource(URL, FetchProblem(URL, FetchFailure.TIMEOUT, "", NOW), None, NOW)
    assert isinstance(Wording.extract(unread), Missing)


def test_a_page_made_of_wrong_words_is_read_in_bounded_time() -> None:
    """A million characters; looking at every pair of matches would take hours."""
    fact = Wording.extract(page("布署" * 500_000))
    assert isinstance(fact, Wording)
    assert [slip.count for slip in fact.slips] == [MOST_MATCHES]
