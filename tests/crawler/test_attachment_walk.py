"""Which files of articles and list rows a crawl plans."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest
from crawl_child import AS_OF, MemoryStore, plan, site
from tiny_portal import article_page, list_page

from crawler.address_guard import AddressPolicy
from crawler.site_walk import SiteWalk
from facts.document import Document
from inspection.fetched import Page
from inspection.registry import ColumnKind
from inspection.visit import Role, Target

ROOT = "http://www.gov.test/news/"
ARTICLE = Target(ROOT + "t20210205_5.html", Role.ARTICLE, "s1", "s1-c1", listed_title="公示", listed_date="2021-02-05")
LIST = Target(ROOT, Role.LIST, "s1", "s1-c1")


def walk(
    *,
    attachments: bool = True,
    most: int = 9,
    articles: Literal["new", "all"] = "all",
    store: MemoryStore | None = None,
) -> SiteWalk:
    wanted = replace(plan(site(ROOT, (ROOT, ColumnKind.NEWS)), articles=articles), attachments=attachments)
    return SiteWalk(wanted, store or MemoryStore(), AddressPolicy.of([ROOT], (), None), most)


def after(one: SiteWalk, target: Target, html: str) -> list[Target]:
    return list(one.after(target, Document(Page(target.url, target.url, 200, (), html.encode(), AS_OF))))


def page(*names: str) -> str:
    links = "".join(f'<p><a href="{name}">附件</a></p>' for name in names)
    return article_page("关于低保金发放的公示", "2021-02-05").replace("</body>", f"{links}</body>")


def test_a_file_belongs_to_the_column_day_and_title_of_its_article() -> None:
    assert after(walk(), ARTICLE, page("a.xlsx")) == [
        Target(
            ROOT + "a.xlsx",
            Role.ATTACHMENT,
            "s1",
            "s1-c1",
            listed_title="附件.xlsx（附于《关于低保金发放的公示》）",
            listed_date="2021-02-05",
        )
    ]


def test_a_file_is_planned_once_and_only_on_hosts_of_the_district() -> None:
    one = walk()
    assert [found.url for found in after(one, ARTICLE, page("a.pdf", "http://elsewhere.test/b.pdf", "a.pdf"))] == [
        ROOT + "a.pdf"
    ]
    assert after(one, replace(ARTICLE, url=ROOT + "t20210205_6.html"), page("a.pdf")) == []


def test_what_is_not_asked_for_is_named_with_the_reason() -> None:
    one = walk(most=1)
    found = after(one, ARTICLE, page("a.rar", "b.doc", "c.doc"))
    assert [one.refusal(target) for target in found] == [
        "不能读取 .rar 格式的附件",
        "",
        "附件数量已达一次扫描的上限（1个）",
    ]


@pytest.mark.parametrize("target", [ARTICLE, LIST])
def test_without_a_rule_that_reads_files_none_is_planned(target: Target) -> None:
    one = walk(attachments=False)
    assert one.leads_on(ARTICLE) is False
    rows = [("a.xlsx", "预算公开表", "2021-02-05"), ("./b.html", "第二期工作简报", "2021-02-04")]
    html = list_page(rows) if target is LIST else ""
    assert [found.role for found in after(one, target, html) if found.role is Role.ATTACHMENT] == []


def test_a_row_may_be_a_file_itself() -> None:
    rows = [
        ("./a.xlsx", "预算公开表", "2021-02-05"),
        ("./b.html", "第二期工作简报", "2021-02-04"),
        ("./c.mp4", "视频", ""),
    ]
    found = after(walk(), LIST, list_page(rows))
    assert [(one.url.removeprefix(ROOT), one.role) for one in found] == [
        ("a.xlsx", Role.ATTACHMENT),
        ("b.html", Role.ARTICLE),
    ]
    assert (found[0].listed_title, found[0].listed_date) == ("预算公开表.xlsx", "2021-02-05")


@pytest.mark.parametrize(("articles", "planned"), [("new", 0), ("all", 1)])
def test_a_row_that_is_a_stored_file_is_not_new(articles: Literal["new", "all"], planned: int) -> None:
    store = MemoryStore(articles={(ROOT + "a.xlsx", "2021-02-05")})
    rows = [("./a.xlsx", "预算公开表", "2021-02-05"), ("./b.html", "第二期工作简报", "2021-02-04")]
    found = after(walk(articles=articles, store=store), LIST, list_page(rows))
    assert sum(one.role is Role.ATTACHMENT for one in found) == planned
