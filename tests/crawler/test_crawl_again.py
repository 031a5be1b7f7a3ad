"""The second crawl of a site: conditional requests, known articles, and a scan that was cut off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from crawl_child import MemoryStore, crawl_in_child, plan, site
from tiny_portal import Asked, Portal, Reply, article_page, list_page, running_portal

from inspection.fetched import Page
from inspection.registry import ColumnKind

LISTED = list_page([(f"./t2021020{n}_{n}.html", f"第{n}期", f"2021-02-0{n}") for n in (5, 4, 3)])
NEWS = [f"/news/t2021020{n}_{n}.html" for n in (5, 4, 3)]


def tagged(body: str) -> object:
    """A page with an ETag that answers 304 to whoever has it."""

    def answer(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == '"v1"':
            return Reply(status=304, headers={"ETag": '"v1"'})
        return Reply(body, headers={"ETag": '"v1"'})

    return answer


@pytest.fixture
def portal() -> Iterator[Portal]:
    with running_portal() as portal:
        portal.routes |= {"/": tagged(article_page("首页", "2021-02-01")), "/news/": tagged(LISTED)}
        portal.routes |= {path: tagged(article_page(path, "2021-02-03")) for path in NEWS}
        yield portal


def test_what_did_not_change_is_confirmed_and_read_from_the_store(portal: Portal) -> None:
    root, store = portal.root, MemoryStore()
    store.remember(f"{root}/news/", LISTED, '"v1"')
    store.remember(f"{root}/", "old home page", '"v0"')  # changed meanwhile
    store.remember(f"{root}{NEWS[0]}", "", '"v1"')
    store.bodies = {key: body for key, body in store.bodies.items() if body}  # its body was lost
    store.remember(f"{root}{NEWS[1]}", "elsewhere", '"v1"', final_url=f"{root}/other.html")  # it redirected then

    outcome = crawl_in_child(plan(site(f"{root}/", (f"{root}/news/", ColumnKind.NEWS))), store)

    confirmed = {target.url.removeprefix(root): not_modified for target, _, not_modified in outcome.store.kept}
    assert confirmed == {"/": False, "/news/": True, NEWS[0]: False, NEWS[1]: False, NEWS[2]: False}
    assert outcome.pages()[f"{root}/news/"].body == LISTED.encode()
    assert outcome.pages()[f"{root}{NEWS[0]}"].body == article_page(NEWS[0], "2021-02-03").encode()
    assert portal.hits()[NEWS[0]] == 2  # asked again without condition
    asked = {each.path: each.headers.get("if-none-match") for each in portal.asked if each.path in (NEWS[1], "/")}
    assert asked == {NEWS[1]: None, "/": '"v0"'}  # validators belong to the address that gave the body
    assert outcome.summary is not None
    assert outcome.summary.not_modified == 1
    assert {str(page.server) for page in outcome.pages().values()} == {f"127.0.0.1:{portal.server_port}"}


@pytest.mark.parametrize(
    ("articles", "asked"), [("new", [NEWS[1], NEWS[2]]), ("all", NEWS), ("none", [])], ids=["new", "all", "none"]
)
def test_which_articles_are_asked(portal: Portal, articles: str, asked: list[str]) -> None:
    root = portal.root
    known = {(f"{root}{NEWS[0]}", "2021-02-05"), (f"{root}{NEWS[1]}", "2021-01-01")}  # the second has a new date now
    wanted = plan(site(f"{root}/", (f"{root}/news/", ColumnKind.NEWS)), articles=articles)
    outcome = crawl_in_child(wanted, MemoryStore(articles=known))
    assert sorted(url.removeprefix(root) for url in outcome.pages() if "/t2021" in url) == sorted(asked)


def test_a_resumed_scan_asks_only_for_what_is_missing(portal: Portal) -> None:
    root = portal.root
    wanted = plan(site(f"{root}/", (f"{root}/news/", ColumnKind.NEWS)))
    first = crawl_in_child(wanted)
    store = MemoryStore()
    for target, page, _ in first.store.kept:
        if isinstance(page, Page) and not target.url.endswith(NEWS[2]):
            store.remember(target.url, page.body.decode())
            store.finished.add(target.url)
    portal.asked.clear()

    second = crawl_in_child(wanted, store)

    assert portal.hits() == {NEWS[2]: 1}
    assert [target.url for target, _, _ in second.store.kept] == [f"{root}{NEWS[2]}"]
    assert second.summary is not None
    assert second.summary.reused == {"home": 1, "list": 1, "article": 2}
    assert second.summary.planned == {"home": 1, "list": 1, "article": 3}
