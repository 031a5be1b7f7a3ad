"""One crawl of a small site with every kind of trouble: what is kept, what fails and how it is named."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from datetime import date

import pytest
from crawl_child import Outcome, account, crawl_in_child, plan, site
from tiny_portal import Portal, Reply, article_page, list_page, running_portal

from inspection.fetched import FetchFailure
from inspection.registry import ColumnKind
from inspection.visit import Role

GBK = "<html><head><meta charset=utf-8></head><body>" + "大足区政府工作动态" * 300 + "</body></html>"
STUB = '<html><head><meta http-equiv="refresh" content="0;URL=../"></head><body></body></html>'


def rows(*numbers: int, folder: str = "./202102") -> list[tuple[str, str, str]]:
    return [(f"{folder}/t202102{n:02}_{n}.html", f"第{n}期简报", f"2021-02-{n:02}") for n in numbers]


def free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        return one.getsockname()[1], two.getsockname()[1]


def trouble(other_port: int) -> dict[str, Reply]:
    """Article path -> answer."""
    bomb = gzip.compress(b"\0" * 5_000_000)
    return {
        "502": Reply("bad gateway", 502),
        "404": Reply("gone", 404),
        "403": Reply("forbidden", 403),
        "503": Reply("maintenance", 503, {"Retry-After": "600"}),
        "stub": Reply(STUB),
        "waf": Reply("ok"),
        "drip": Reply("x" * 500, drip=0.1),
        "huge": Reply("x" * 200_000),
        "bomb": Reply(bomb, headers={"Content-Encoding": "gzip"}),
        "not-gzip": Reply("plain", headers={"Content-Encoding": "gzip"}),
        "gbk": Reply(GBK.encode("gbk")),
        "moved": Reply(status=301, headers={"Location": "gbk"}),
        "loop": Reply(status=302, headers={"Location": "loop"}),
        "to-other-port": Reply(status=302, headers={"Location": f"http://127.0.0.1:{other_port}/"}),
        "to-private": Reply(status=302, headers={"Location": "http://192.168.1.1/"}),
        "to-metadata": Reply(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"}),
        "to-file": Reply(status=302, headers={"Location": "file:///etc/passwd"}),
        "to-elsewhere": Reply(status=302, headers={"Location": "http://example.org/"}),
        "to-number": Reply(status=302, headers={"Location": f"http://2130706433:{other_port}/"}),
    }


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    with running_portal() as portal:
        yield portal


@pytest.fixture(scope="module")
def outcome(portal: Portal) -> Outcome:
    closed_port, other_port = free_ports()
    replies = trouble(other_port)
    portal.routes |= {
        "/": Reply(article_page("首页", "2021-02-01")),
        # three pages, the second reaches back far enough; one row is a file, two lead elsewhere, one is known twice
        "/news/": Reply(
            list_page(
                [
                    *rows(28, 27, 26),
                    ("http://elsewhere.example/t1.html", "外站", "2021-02-25"),
                    ("./202102/P1.pdf", "附件", "2021-02-25"),
                    ("/notice/202102/t20210220_20.html", "同一篇", "2021-02-20"),
                ],
                pages=3,
            )
        ),
        "/news/index_1.html": Reply(list_page(rows(12, 11, 10), pages=3)),
        "/news/index_2.html": Reply(list_page(rows(3, 2, 1), pages=3)),
        "/notice/": Reply(list_page(rows(20, 19, 18))),
        "/trouble/": Reply(list_page([(f"./{name}", name, "2021-02-20") for name in replies])),
        "/folder/": Reply('<meta http-equiv="refresh" content="0;url=./2021/index.html">'),
        "/folder/2021/index.html": Reply(list_page(rows(9, 8, 7))),
        "/away/": Reply('<meta http-equiv="refresh" content="0;url=http://elsewhere.example/list.html">'),
        "/empty/": Reply(""),
        "/leaders/": Reply(article_page("领导信息", "2021-01-05")),
        "/feed.json": Reply("{}", headers={"Content-Type": "application/json"}),
    }
    for folder, numbers in {"news": (28, 27, 26, 12, 11, 10), "notice": (20, 19, 18), "folder/2021": (9, 8, 7)}.items():
        for n in numbers:
            page = article_page(f"第{n}期", f"2021-02-{n:02}")
            portal.routes[f"/{folder}/202102/t202102{n:02}_{n}.html"] = Reply(page)
    portal.routes |= {f"/trouble/{name}": reply for name, reply in replies.items()}
    root = portal.root
    return crawl_in_child(
        plan(
            site(
                f"{root}/",
                (f"{root}/news/", ColumnKind.NEWS),
                (f"{root}/notice/", ColumnKind.NOTICE),
                (f"{root}/trouble/", ColumnKind.NOTICE),
                (f"{root}/folder/", ColumnKind.POLICY),
                (f"{root}/away/", ColumnKind.POLICY),
                (f"{root}/empty/", ColumnKind.POLICY),
                (f"{root}/leaders/", ColumnKind.LEADERS),
                (f"http://127.0.0.1:{closed_port}/", ColumnKind.GUIDE),
                ("http://no-such-host.invalid/", ColumnKind.GUIDE),
                ("http://10.0.0.1/", ColumnKind.GUIDE),
                (f"https://127.0.0.1:{portal.server_port}/", ColumnKind.GUIDE),
                back_to=date(2021, 2, 14),
            ),
            accounts=(account("a1", f"{root}/feed.json"), account("a2", "")),
        )
    )


def test_lists_are_read_until_they_are_old_enough(outcome: Outcome, portal: Portal) -> None:
    news = [(t.url.removeprefix(portal.root), t.position) for t, _, _ in outcome.store.kept if t.column_id == "s1-c1"]
    assert [each for each in news if "/t2021" not in each[0]] == [("/news/", 0), ("/news/index_1.html", 1)]
    own = {path for path, _ in news if path.startswith("/news/202102/")}
    assert own == {f"/news/202102/t202102{n}_{n}.html" for n in (28, 27, 26, 12, 11, 10)}


def test_an_article_in_two_lists_is_fetched_once(portal: Portal, outcome: Outcome) -> None:
    assert portal.hits()["/notice/202102/t20210220_20.html"] == 1
    assert [t.url for t, _, _ in outcome.store.kept].count(f"{portal.root}/notice/202102/t20210220_20.html") == 1


def test_navigation_files_and_other_hosts_are_not_followed(portal: Portal, outcome: Outcome) -> None:
    asked = {target.url for target, _, _ in outcome.store.kept}
    assert not {path for path in portal.hits() if "nav" in path or "pdf" in path}
    assert not {url for url in asked if "elsewhere.example" in url}


def test_articles_carry_what_their_row_said(portal: Portal, outcome: Outcome) -> None:
    target = next(t for t, _, _ in outcome.store.kept if t.url.endswith("/news/202102/t20210228_28.html"))
    assert (target.role, target.site_id, target.column_id) == (Role.ARTICLE, "s1", "s1-c1")
    assert (target.listed_title, target.listed_date) == ("第28期简报", "2021-02-28")


def test_a_column_that_moved_to_a_folder_is_kept_under_its_own_address(portal: Portal, outcome: Outcome) -> None:
    page = outcome.pages(Role.LIST)[f"{portal.root}/folder/"]
    assert page.final_url == f"{portal.root}/folder/2021/index.html"
    assert f"{portal.root}/folder/2021/202102/t20210209_9.html" in outcome.pages(Role.ARTICLE)


def test_the_body_is_kept_as_it_came(portal: Portal, outcome: Outcome) -> None:
    page = outcome.pages()[f"{portal.root}/trouble/gbk"]
    assert page.body == GBK.encode("gbk")
    assert page.header("Content-Type") == "text/html; charset=utf-8"
    assert (page.status, page.fetched_at.tzinfo is not None) == (200, True)


def test_the_server_that_answered_is_noted(portal: Portal, outcome: Outcome) -> None:
    assert {str(page.server) for page in outcome.pages().values()} == {f"127.0.0.1:{portal.server_port}"}


def test_a_redirect_is_followed_and_both_addresses_are_known(portal: Portal, outcome: Outcome) -> None:
    page = outcome.pages()[f"{portal.root}/trouble/moved"]
    assert (page.url, page.final_url) == (f"{portal.root}/trouble/moved", f"{portal.root}/trouble/gbk")


def test_a_single_page_column_leads_nowhere(portal: Portal, outcome: Outcome) -> None:
    assert [t.url for t, _, _ in outcome.store.kept if t.column_id == "s1-c7"] == [f"{portal.root}/leaders/"]


def test_feeds_are_kept_raw_and_accounts_without_one_are_not_asked(portal: Portal, outcome: Outcome) -> None:
    assert {url: page.body for url, page in outcome.pages(Role.FEED).items()} == {f"{portal.root}/feed.json": b"{}"}
    assert [t.account_id for t, _, _ in outcome.store.kept if t.role is Role.FEED] == ["a1"]


@pytest.mark.parametrize(
    ("name", "failure", "detail"),
    [
        ("502", FetchFailure.HTTP_STATUS, "502"),
        ("404", FetchFailure.HTTP_STATUS, "404"),
        ("403", FetchFailure.BLOCKED, "403"),
        ("503", FetchFailure.HTTP_STATUS, "503"),
        ("waf", FetchFailure.BLOCKED, ""),
        ("stub", FetchFailure.STUB, ""),
        ("drip", FetchFailure.TIMEOUT, ""),
        ("huge", FetchFailure.TOO_LARGE, ""),
        ("bomb", FetchFailure.TOO_LARGE, "解压"),
        ("not-gzip", FetchFailure.UNDECODABLE, "压缩"),
        ("loop", FetchFailure.BROKEN, "跳转"),
        ("to-other-port", FetchFailure.FORBIDDEN_ADDRESS, "不是登记的站点"),
        ("to-private", FetchFailure.FORBIDDEN_ADDRESS, "内网"),
        ("to-metadata", FetchFailure.FORBIDDEN_ADDRESS, "链路"),
        ("to-file", FetchFailure.FORBIDDEN_ADDRESS, "file"),
        ("to-elsewhere", FetchFailure.FORBIDDEN_ADDRESS, "example.org"),
        ("to-number", FetchFailure.FORBIDDEN_ADDRESS, "不是登记的站点"),
    ],
)
def test_failures_are_named(portal: Portal, outcome: Outcome, name: str, failure: FetchFailure, detail: str) -> None:
    got = outcome.failures()[f"{portal.root}/trouble/{name}"]
    assert got[0] is failure
    assert detail in got[1]


def test_failures_of_columns_are_named(portal: Portal, outcome: Outcome) -> None:
    named = {url: failure for url, (failure, _) in outcome.failures().items() if "/trouble/" not in url}
    refused = next(url for url in named if url.startswith("http://127.0.0.1:") and not url.startswith(portal.root))
    assert named == {
        f"{portal.root}/away/": FetchFailure.FORBIDDEN_ADDRESS,
        f"{portal.root}/empty/": FetchFailure.BLOCKED,
        refused: FetchFailure.REFUSED,
        "http://no-such-host.invalid/": FetchFailure.DNS,
        "http://10.0.0.1/": FetchFailure.FORBIDDEN_ADDRESS,
        f"https://127.0.0.1:{portal.server_port}/": FetchFailure.TLS,
    }


@pytest.mark.parametrize(
    ("path", "tries"),
    [("502", 2), ("403", 2), ("drip", 2), ("404", 1), ("stub", 1), ("huge", 1), ("503", 1)],
)
def test_only_what_may_pass_is_asked_again(portal: Portal, outcome: Outcome, path: str, tries: int) -> None:
    """The 503 asked for more patience than we have: it is given up, not asked too early."""
    assert portal.hits()[f"/trouble/{path}"] == tries


def test_every_planned_address_is_accounted_for(outcome: Outcome) -> None:
    summary = outcome.summary
    assert summary is not None
    assert sum(summary.planned.values()) == sum(summary.kept.values()) + sum(summary.failed.values())
    assert sum(summary.planned.values()) == len(outcome.store.kept) == outcome.progress[-1].done
    assert summary.failed["forbidden-address"] == 8
    assert not summary.interrupted
    assert outcome.store.closed == 1


def test_the_crawler_says_who_it_is(portal: Portal, outcome: Outcome) -> None:
    agents = {asked.headers["user-agent"] for asked in portal.asked}
    assert agents == {"xunjian/0.1 (government website inspection; contact: tester@example.org)"}
    assert not {name for asked in portal.asked for name in asked.headers if name in ("cookie", "referer")}
