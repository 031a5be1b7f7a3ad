"""How a crawl ends when it is not allowed to finish."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator

import pytest
from crawl_child import MemoryStore, crawl_in_child, plan, site
from tiny_portal import Asked, Portal, Reply, article_page, list_page, running_portal

from inspection.registry import ColumnKind

ROWS = [(f"./t202102{n:02}_{n}.html", f"第{n}期", f"2021-02-{n:02}") for n in range(28, 0, -1)]


@pytest.fixture
def portal() -> Iterator[Portal]:
    page = Reply(article_page("页面", "2021-02-03"))

    def slow(_: Asked) -> Reply:
        time.sleep(0.3)
        return page

    with running_portal() as portal:
        portal.routes |= {"/": page, "/news/": Reply(list_page(ROWS))}
        portal.routes |= {f"/news/{url[2:]}": slow for url, _, _ in ROWS}
        portal.routes["/news/t20210228_28.html"] = Reply("x" * 9000, drip=0.1)  # still under way at the end
        yield portal


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_crawl_soon_and_keeps_what_came(portal: Portal, number: int) -> None:
    wanted = plan(site(f"{portal.root}/", (f"{portal.root}/news/", ColumnKind.NEWS)))
    sent: list[float] = []

    def some_articles_came() -> bool:
        sent[:] = [time.monotonic()]
        return sum(portal.hits().values()) >= 9

    outcome = crawl_in_child(wanted, interrupt=(number, some_articles_came), concurrency_per_host=2, timeout_seconds=30)
    assert outcome.error == ""
    assert outcome.summary is not None
    assert outcome.summary.interrupted
    assert outcome.store.closed == 1
    assert 6 <= len(outcome.pages()) < 28
    assert time.monotonic() - sent[0] < 10  # the dripping page alone would take fifteen minutes


def test_a_full_disk_ends_the_crawl_with_its_own_error(portal: Portal) -> None:
    wanted = plan(site(f"{portal.root}/", (f"{portal.root}/news/", ColumnKind.NEWS)))
    outcome = crawl_in_child(wanted, MemoryStore(full_after=5))
    assert "No space left on device" in outcome.error
    assert len(outcome.store.kept) == 5
    assert outcome.store.closed == 1
    assert sum(portal.hits().values()) < 28
