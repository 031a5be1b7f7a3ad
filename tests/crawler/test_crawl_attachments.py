"""Files that articles link to, over real HTTP: each asked once, politely, and named when it is not asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from crawl_child import MemoryStore, Outcome, crawl_in_child, plan, site
from tiny_portal import Asked, Portal, Reply, article_page, list_page, running_portal

from inspection.fetched import FetchFailure, Page
from inspection.registry import ColumnKind
from inspection.visit import Role

ONE, TWO, PLAIN = (f"/news/t2021020{n}_{n}.html" for n in (5, 4, 3))
LISTED = list_page([(f".{path.removeprefix('/news')}", "工作简报", "2021-02-05") for path in (ONE, TWO, PLAIN)])
BINARY = b"PK\x03\x04" + bytes(range(256)) * 4


def with_files(title: str, *names: str) -> str:
    links = "".join(f'<p><a href="{name}">{name}</a></p>' for name in names)
    return article_page(title, "2021-02-05").replace("</body>", f"{links}</body>")


def tagged(asked: Asked) -> Reply:
    if asked.headers.get("if-none-match") == '"v1"':
        return Reply(status=304, headers={"ETag": '"v1"'})
    return Reply(BINARY, headers={"ETag": '"v1"', "Content-Type": "application/octet-stream"})


@pytest.fixture
def portal() -> Iterator[Portal]:
    with running_portal() as portal:
        portal.routes |= {
            "/": Reply(article_page("首页", "2021-02-01")),
            "/news/": Reply(LISTED),
            ONE: Reply(with_files("关于补贴的公示", "a.xlsx", "gone.pdf", "huge.zip", "c.rar", "http://elsewhere.test/d.pdf")),
            TWO: Reply(with_files("又一公示", "a.xlsx", "page.doc", "moved.csv")),
            PLAIN: Reply(article_page("没有附件", "2021-02-05")),
            "/news/a.xlsx": tagged,
            "/news/huge.zip": Reply(b"x" * 30_000),
            "/news/page.doc": Reply('<html><head><meta http-equiv="refresh" content="0;url=../"></head></html>'),
            "/news/moved.csv": Reply(status=302, headers={"Location": "/news/b.csv"}),
            "/news/b.csv": Reply("姓名,金额\n".encode("gb18030")),
        }  # fmt: skip
        yield portal


def crawled(portal: Portal, store: MemoryStore | None = None, **settings: Any) -> Outcome:
    wanted = plan(site(f"{portal.root}/", (f"{portal.root}/news/", ColumnKind.NEWS)))
    return crawl_in_child(replace(wanted, attachments=True), store, **{"attachment_max_bytes": 20_000, **settings})


def test_every_file_is_fetched_once_or_named_with_its_reason(portal: Portal) -> None:
    outcome = crawled(portal)
    files = {url.removeprefix(f"{portal.root}/news/"): page for url, page in outcome.pages(Role.ATTACHMENT).items()}
    assert {name: page.body for name, page in files.items()} == {
        "a.xlsx": BINARY,
        "moved.csv": "姓名,金额\n".encode("gb18030"),
    }
    assert files["moved.csv"].final_url.endswith("/news/b.csv")
    assert {url.rpartition("/")[2]: failure for url, (failure, _) in outcome.failures().items()} == {
        "gone.pdf": FetchFailure.HTTP_STATUS,
        "huge.zip": FetchFailure.TOO_LARGE,
        "c.rar": FetchFailure.LEFT_OUT,
        "page.doc": FetchFailure.STUB,
    }
    assert portal.hits()["/news/a.xlsx"] == 1
    assert portal.hits()["/news/c.rar"] == 0
    assert outcome.summary is not None
    assert outcome.summary.planned["attachment"] == 6


def test_files_over_the_limit_are_named_and_not_asked(portal: Portal) -> None:
    outcome = crawled(portal, attachments_per_scan=0)
    assert {target.url for target, _, _ in outcome.store.kept if target.role is Role.ATTACHMENT} == {
        f"{portal.root}/news/{name}" for name in ("a.xlsx", "gone.pdf", "huge.zip", "c.rar", "page.doc", "moved.csv")
    }
    assert not [path for path in portal.hits() if path.endswith((".xlsx", ".pdf", ".zip", ".rar", ".doc", ".csv"))]
    assert "上限（0个）" in outcome.failures()[f"{portal.root}/news/a.xlsx"][1]


def test_a_stored_file_is_asked_for_conditionally(portal: Portal) -> None:
    store = MemoryStore()
    address = f"{portal.root}/news/a.xlsx"
    store.remember(address, "old", '"v1"')
    outcome = crawled(portal, store)
    (kept,) = [(page, again) for target, page, again in outcome.store.kept if target.url == address]
    assert isinstance(kept[0], Page)
    assert (kept[0].body, kept[1]) == (b"old", True)


def test_a_resumed_crawl_finds_the_files_of_articles_it_has(portal: Portal) -> None:
    store = MemoryStore()
    for target, page, _ in crawled(portal).store.kept:
        if isinstance(page, Page) and target.role is not Role.ATTACHMENT:
            store.remember(target.url, page.body.decode())
            store.finished.add(target.url)
    portal.asked.clear()
    outcome = crawled(portal, store)
    assert portal.hits()["/news/a.xlsx"] == 1
    assert not {"/", "/news/", ONE, TWO, PLAIN} & portal.hits().keys()
    assert {target.role for target, _, _ in outcome.store.kept} == {Role.ATTACHMENT}


def test_a_plan_without_attachments_asks_for_none(portal: Portal) -> None:
    crawl_in_child(plan(site(f"{portal.root}/", (f"{portal.root}/news/", ColumnKind.NEWS))))
    assert set(portal.hits()) == {"/", "/news/", ONE, TWO, PLAIN}
