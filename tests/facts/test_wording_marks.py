"""Impossible dates, broken punctuation and leftovers: tables of what is one and what only looks like one."""

from __future__ import annotations

from datetime import datetime

import pytest

from facts.date_mentions import DateMentions
from facts.document import Document
from facts.placeholders import Placeholders
from facts.punctuation import Punctuation
from facts.sources import PageSource
from inspection.fetched import Page
from inspection.moment import BEIJING

NOW = datetime(2021, 5, 12, 9, 0, tzinfo=BEIJING)
URL = "http://www.portal.test/dt/t20210510_1.html"


def page(body: str, title: str = "一则动态", metas: str = "") -> PageSource:
    paragraphs = body.replace("\n", "</p><p>")
    html = (
        f'<html><head><meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="2021-05-10">{metas}'
        f'</head><body><h1>{title}</h1><div class="TRS_UEDITOR"><p>{paragraphs}</p></div></body></html>'
    )
    read = Document(Page(URL, URL, 200, (("content-type", "text/html; charset=utf-8"),), html.encode(), NOW))
    return PageSource(URL, read, None, NOW)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2021年2月30日", "2021年2月只有28天"),
        ("2021年2月29日", "2021年2月只有28天"),
        ("2021年 4 月 31 日", "4月只有30天"),
        ("2021年13月1日", "没有13月"),
        ("2021年5月0日", "没有0日"),
        ("截至6月31日", "6月只有30天"),
        ("2021-02-30", "2021年2月只有28天"),
        ("时间：2021/13/01", "没有13月"),
        ("二〇二一年二月三十日", "2021年2月只有28天"),
        ("2021年2月25日（星期五）", "这一天是星期四"),
        ("2021年2月25日(周五)", "这一天是星期四"),
        ("2021年6月14日（端午节，星期二）", "这一天是星期一"),
        ("2021年2月25日周五上午", "这一天是星期四"),
        ("2021年5月10日起至2021年5月3日", "结束日期早于开始日期"),
    ],
)
def test_dates_that_no_calendar_has(text: str, why: str) -> None:
    fact = DateMentions.extract(page(f"定于{text}。"))
    assert isinstance(fact, DateMentions)
    assert [fault.why for fault in fact.faults] == [why]


@pytest.mark.parametrize(
    "text",
    [
        "2020年2月29日（星期六）",
        "2021年2月25日（星期四）至26日（星期五）",
        "2021年3月1日周三多教授到校",
        "版本2021.2.30",
        "桩号2021-04-31-2",
        "单价2.30元、第4.31条",
        "工期2年2月30日",
        "13月5日龄",
        "2月29日",
        "农历2月30日",
        "日历上不存在2月30日",
        "二〇二一年二月二十八日",
        "2020年12月10日至2021年1月5日",
        "12月31日",
    ],
)
def test_dates_and_numbers_that_are_in_order(text: str) -> None:
    fact = DateMentions.extract(page(f"说明：{text}。"))
    assert isinstance(fact, DateMentions)
    assert fact.faults == ()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("会议要求，，各部门抓紧落实各项工作。", "标点重复或连用"),
        ("会议顺利结束。，各部门抓紧落实工作。", "标点重复或连用"),
        ("学习《重庆市信访条例精神，依法处理信访。", "书名号不配对（缺少后一半）"),
        ("学习重庆市信访条例》精神，依法处理信访。", "书名号不配对（缺少前一半）"),
        ("开展“我为群众办实事活动，解决实际问题。", "引号不配对（缺少后一半）"),
        ("区水利局（区河长办公室联合镇街开展巡河。", "括号不配对（缺少后一半）"),
        ("会议传达了文件精神,听取了汇报，作了安排。", "中文句中用了半角逗号（1处）"),
    ],
)
def test_broken_punctuation(text: str, what: str) -> None:
    fact = Punctuation.extract(page(text))
    assert isinstance(fact, Punctuation)
    assert [fault.what for fault in fact.faults] == [what]


@pytest.mark.parametrize(
    "text",
    [
        "太好了！！大家竖起大拇指……纷纷点赞不停。",
        "姓名：，电话：，由申请人自行填写后交回。",
        "1）统一思想；2）明确责任；3）严格考核落实。",
        "印发《关于转发〈通知〉的函》（附后)，请执行。",
        "学习《重庆市\n信访条例》精神，依法处理信访。",
        "“一要抓实各项举措，确保各项任务落地。\n“二要抓细台账，确保见效。”会议最后强调。",
        "他说：“活动取得圆满成功。”，群众纷纷点赞。",
        "句末的“，。”应改为一个句号，请同学们注意。",
        "GDP,CPI等指标,1,2,3,按月公布，便于查询。",
    ],
)
def test_punctuation_that_is_in_order(text: str) -> None:
    fact = Punctuation.extract(page(text))
    assert isinstance(fact, Punctuation)
    assert fact.faults == ()


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        (page("测试内容", title="测试标题"), ["测试标题", "测试内容"]),
        (page("正文", metas='<meta name="ColumnName" content="栏目名称">'), ["栏目名称"]),
        (page("Lorem ipsum，会议强调了工作纪律。"), ["Lorem ipsum"]),
        (page("XXX书记参加植树。"), ["XXX"]),
        (page("会议时间为2021年X月X日，请准时参加。"), ["X月X日"]),
        (page("职责（待补充）"), ["（待补充）"]),
    ],
)
def test_leftovers(source: PageSource, texts: list[str]) -> None:
    fact = Placeholders.extract(source)
    assert isinstance(fact, Placeholders)
    assert [one.text for one in fact.leftovers] == texts


@pytest.mark.parametrize(
    "source",
    [
        page("普通话水平测试将于下月举行。", title="测试公告"),
        page("核酸检测点设在体育馆，测试人员到岗。"),
        page("当事人张××，住××镇。"),
        page("承诺人：XXX，XX区长盖章。", title="承诺书模板"),
        page("点击“请在此输入姓名”框，按提示操作。"),
        page("来源清楚。", metas='<meta name="ColumnName" content="测试中心">'),
    ],
)
def test_what_only_looks_like_a_leftover(source: PageSource) -> None:
    fact = Placeholders.extract(source)
    assert isinstance(fact, Placeholders)
    assert (fact.leftovers, fact.doubtful) == ((), ())


@pytest.mark.parametrize(
    "marks", ["《" * 300_000 + "》" * 300_000, "“”）" * 200_000, "，，" * 300_000, "字,字，" * 200_000]
)
def test_a_page_made_of_marks_is_read_in_bounded_time(marks: str) -> None:
    assert isinstance(Punctuation.extract(page(marks)), Punctuation)
    assert isinstance(DateMentions.extract(page(marks)), DateMentions)
