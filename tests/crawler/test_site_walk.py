"""Where a list page leads to: further pages and articles."""

from __future__ import annotations

from datetime import date

import pytest
from crawl_child import AS_OF, MemoryStore, plan, site
from tiny_portal import list_page

from crawler.address_guard import AddressPolicy
from crawler.plan import SitePlan
from crawler.site_walk import MAX_LIST_PAGES, SiteWalk
from facts.document import Document
from inspection.fetched import Page
from inspection.registry import ColumnKind
from inspection.visit import Role, Target

ROOT = "http://www.gov.test/news/"
Row = tuple[str, str, str]


def walk(html: str, wanted: SitePlan, url: str = ROOT, position: int = 0) -> list[Target]:
    policy = AddressPolicy.of([ROOT], allow_private=(), proxy=None)
    target = Target(url, Role.LIST, site_id="s1", column_id="s1-c1", position=position)
    document = Document(Page(url, url, 200, (), html.encode(), AS_OF))
    return list(SiteWalk(plan(wanted), MemoryStore(), policy).after(target, document))


def pages(html: str, back_to: date | None, url: str = ROOT, position: int = 0) -> list[tuple[str, int]]:
    wanted = site(ROOT, (ROOT, ColumnKind.NEWS), back_to=back_to)
    found = walk(html, wanted, url, position)
    return [(each.url.removeprefix(ROOT), each.position) for each in found if each.role is Role.LIST]


def rows(*days: str) -> list[Row]:
    return [(f"./t{n}.html", f"第{n}期工作简报", day) for n, day in enumerate(days)]


@pytest.mark.parametrize(
    ("listed", "goes_on"),
    [
        (rows("2021-02-27", "2021-02-20", "2021-02-15"), True),
        (rows("2021-02-27", "2021-02-14", "2021-02-13"), False),
        (rows("2019-01-01", "2021-02-27", "2021-02-26", "2021-02-20"), True),  # an old post on top
        (rows("2021-02-27", "2019-01-01", "2021-02-26", "2021-02-20"), True),  # an old post in between
        (rows("2019-01-01", "2019-02-01", "2019-03-01"), True),  # ascending: the newest are on the last page
        (rows("", "", ""), True),  # nothing tells how old the rows are
    ],
    ids=["all-young", "old-enough", "pinned", "stray", "ascending", "undated"],
)
def test_a_list_is_followed_until_it_is_old_enough(listed: list[Row], goes_on: bool) -> None:
    following = pages(list_page(listed, pages=4), back_to=date(2021, 2, 14))
    assert following == ([("index_1.html", 1)] if goes_on else [])


def test_a_later_page_leads_to_the_one_after_it() -> None:
    html = list_page(rows("2021-02-27", "2021-02-20"), pages=4)
    assert pages(html, date(2021, 2, 14), ROOT + "index_2.html", 2) == [("index_3.html", 3)]
    assert pages(html, date(2021, 2, 14), ROOT + "index_3.html", 3) == []


def test_all_pages_are_wanted() -> None:
    html = list_page(rows("2019-02-27", "2019-02-20"), pages=4)
    assert pages(html, None) == [("index_1.html", 1), ("index_2.html", 2), ("index_3.html", 3)]


def test_a_pager_of_links_is_followed_from_the_page_it_stands_on() -> None:
    html = (
        list_page(rows("2021-02-27", "2021-02-20"))
        .replace("createPageHTML", "")
        .replace("</ul>", '</ul><a href="./list_3.html">下一页</a>', 1)
    )
    assert pages(html, date(2021, 2, 14), ROOT + "list_2.html", 1) == [("list_3.html", 2)]


def test_a_pager_without_an_end_has_one_here() -> None:
    html = list_page(rows("2021-02-27", "2021-02-20"), pages=99_999)
    assert len(pages(html, None)) == MAX_LIST_PAGES - 1
    last = MAX_LIST_PAGES - 1
    assert pages(html, date(2021, 2, 14), f"{ROOT}index_{last}.html", last) == []


@pytest.mark.parametrize("kind", [ColumnKind.NEWS, ColumnKind.ANNUAL_REPORT, ColumnKind.GUIDE, ColumnKind.LEADERS])
def test_a_list_is_a_list_whatever_its_column_is_for(kind: ColumnKind) -> None:
    html = list_page(rows("2021-02-27", "2021-02-20", "2021-02-13"))
    articles = [each for each in walk(html, site(ROOT, (ROOT, kind))) if each.role is Role.ARTICLE]
    assert [each.listed_date for each in articles] == ["2021-02-27", "2021-02-20", "2021-02-13"]
