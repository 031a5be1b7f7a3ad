"""Letters of mailbox lists: whichever way the page sets them."""

from datetime import date

import pytest
from made_pages import AS_OF, article

from facts.letter_states import LetterState
from facts.mailbox_letters import read_letters

BOX = "http://www.portal.test/hdjl/gkxx/"
FIRST = ("路灯不亮", date(2021, 1, 12), LetterState.OPEN)
SECOND = ("咨询社保", date(2021, 1, 13), LetterState.ANSWERED)
LAYOUTS = {
    "table with a head": "<table><tr><th>标题</th><th>来信日期</th><th>状态</th></tr>"
    "<tr><td>路灯不亮</td><td>2021-01-12</td><td>待办</td></tr>"
    "<tr><td>咨询社保</td><td>2021-01-13</td><td>已回复</td></tr></table>",
    "table without a head": "<table><tr><td><a href=a>路灯不亮</a></td><td>2021-01-12</td><td>待办</td></tr>"
    "<tr><td><a href=b>咨询社保</a></td><td>2021-01-13</td><td>已回复</td></tr></table>",
    "cards": "<div><a href=a>路灯不亮</a><p>2021年1月12日</p><i>待办</i></div>"
    "<div><a href=b>咨询社保</a><p>2021年1月13日</p><i>已回复</i></div>",
    "labelled lines": "<dl><dt>路灯不亮</dt><dd>来信日期：2021-01-12</dd><dd>状态：待办</dd></dl>"
    "<dl><dt>咨询社保</dt><dd>来信日期：2021-01-13</dd><dd>状态：已回复</dd></dl>",
    "head row above a list": "<div><div><span>主题</span><span>写信时间</span><span>办理情况</span></div><ul>"
    "<li><span>路灯不亮</span><span>2021-01-12</span><span>待办</span></li>"
    "<li><span>咨询社保</span><span>2021-01-13</span><span>已回复</span></li></ul></div>",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_titles_days_and_states(layout: str) -> None:
    letters = read_letters(article(LAYOUTS[layout], "公开信箱", url=BOX), AS_OF)
    assert [(one.title, one.received, one.state) for one in letters] == [FIRST, SECOND]


def test_a_reply_day_is_an_answer_and_never_the_day_of_arrival() -> None:
    body = "<div><a href=a>路灯不亮</a><p>回复时间：2021-01-20</p><p>来信时间：2021-01-12</p></div>"
    (letter,) = read_letters(article(body, "公开信箱", url=BOX), AS_OF)
    assert (letter.received, letter.replied, letter.state) == (
        date(2021, 1, 12),
        date(2021, 1, 20),
        LetterState.ANSWERED,
    )


def test_an_empty_reply_column_is_no_state() -> None:
    head = "<tr><th>标题</th><th>来信日期</th><th>回复日期</th></tr>"
    body = f"<table>{head}<tr><td>停电</td><td>2021-01-12</td><td></td></tr></table>"
    (letter,) = read_letters(article(body, "公开信箱", url=BOX), AS_OF)
    assert letter.state is None


def test_menus_options_and_counters_are_no_letters() -> None:
    body = "<select><option>待办</option></select><a href=x>办理中</a><p>收到35件，办理中2件</p><p>更新于2021-01-12</p>"
    assert read_letters(article(body, "公开信箱", url=BOX), AS_OF) == ()
