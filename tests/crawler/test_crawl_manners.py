"""How servers are treated: pauses they ask for, robots.txt, dead hosts, proxies, and names that change their mind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import pairwise

import pytest
from crawl_child import crawl_in_child, plan, site
from tiny_portal import Asked, Portal, Reply, article_page, list_page, running_portal

from inspection.fetched import FetchFailure
from inspection.registry import ColumnKind

PAGE = Reply(article_page("页面", "2021-02-03"))


@pytest.fixture
def portal() -> Iterator[Portal]:
    with running_portal() as portal:
        yield portal


def proxied(portal: Portal) -> dict[str, object]:
    """All virtual hosts through the portal as a proxy, and no private address allowed."""
    return {"proxy": portal.root, "allow_private": ()}


def test_a_host_that_asks_for_a_pause_gets_it_and_others_go_on(portal: Portal) -> None:
    times: dict[str, list[float]] = {"busy.gov.test": [], "calm.gov.test": []}
    refused: set[str] = set()

    def answer(asked: Asked) -> Reply:
        times[asked.host].append(time.monotonic())
        if asked.host == "busy.gov.test" and not refused:
            refused.add(asked.path)
            return Reply("slow down", 429, {"Retry-After": "2"})
        return PAGE

    columns = [f"/c{n}/" for n in range(6)]
    portal.routes |= dict.fromkeys(["/", *columns], answer)
    sites = [
        site(f"http://{host}/", *((f"http://{host}{path}", ColumnKind.LEADERS) for path in columns), id=host[:4])
        for host in times
    ]
    outcome = crawl_in_child(plan(*sites), **proxied(portal), concurrency_per_host=1)

    assert not outcome.failures()
    gaps = [later - earlier for earlier, later in pairwise(times["busy.gov.test"])]
    assert gaps[0] >= 1.9  # nothing else of this host slipped through
    assert times["calm.gov.test"][-1] < times["busy.gov.test"][1], "the other host did not wait"
    assert outcome.summary is not None
    assert outcome.summary.requests == 15  # 7 + 7, and the one that was asked twice


def test_a_host_that_wants_hours_is_left_alone(portal: Portal) -> None:
    portal.routes["/"] = Reply("go away", 429, {"Retry-After": "3600"})
    columns = [(f"http://busy.gov.test/c{n}/", ColumnKind.LEADERS) for n in range(5)]
    outcome = crawl_in_child(plan(site("http://busy.gov.test/", *columns)), **proxied(portal), concurrency_per_host=1)
    assert outcome.failures()["http://busy.gov.test/"] == (FetchFailure.BLOCKED, "429")
    assert {failure for url, (failure, _) in outcome.failures().items() if "/c" in url} == {FetchFailure.SKIPPED}
    assert portal.hits() == {"/": 1}


def test_the_delay_lies_between_two_requests_to_one_host(portal: Portal) -> None:
    times: list[float] = []

    def answer(_: Asked) -> Reply:
        times.append(time.monotonic())
        return PAGE

    paths = [f"/c{n}/" for n in range(4)]
    portal.routes |= dict.fromkeys(["/", *paths], answer)
    columns = [(portal.root + path, ColumnKind.LEADERS) for path in paths]
    crawl_in_child(plan(site(portal.root + "/", *columns)), delay_seconds=0.2)
    assert len(times) == 5
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.15


@pytest.mark.parametrize(
    ("robots", "rules", "forbidden"),
    [
        ("obey", Reply("User-agent: *\nDisallow: /closed/"), True),
        ("obey", Reply("User-agent: xunjian\nDisallow: /closed/\n\nUser-agent: *\nDisallow: /"), True),
        ("obey", Reply("down", 503), False),
        ("ignore", Reply("User-agent: *\nDisallow: /"), False),
    ],
    ids=["obeyed", "obeyed-by-name", "unreadable", "ignored"],
)
def test_robots(portal: Portal, robots: str, rules: Reply, forbidden: bool) -> None:
    portal.routes |= {"/robots.txt": rules, "/": PAGE, "/closed/": PAGE}
    root = portal.root
    outcome = crawl_in_child(plan(site(f"{root}/", (f"{root}/closed/", ColumnKind.LEADERS))), robots=robots)
    assert outcome.failures() == ({f"{root}/closed/": (FetchFailure.ROBOTS, "")} if forbidden else {})
    assert portal.hits()["/closed/"] == (not forbidden)
    assert portal.hits()["/robots.txt"] == (robots == "obey")
    assert outcome.summary is not None
    assert ["503" in note for note in outcome.summary.notes] == ([True] if rules.status == 503 else [])


def test_a_dead_host_is_given_up_and_a_site_with_502_is_not(portal: Portal) -> None:
    """Twelve sites share a host; one answers 502 everywhere. Another host does not answer at all."""
    portal.routes |= {"/": PAGE}
    portal.routes |= {("www.gov.test", f"/ill/c{n}/"): Reply("bad gateway", 502) for n in range(12)}
    portal.routes |= {("www.gov.test", f"/well/c{n}/"): PAGE for n in range(12)}
    kinds = [
        (f"http://www.gov.test:{portal.server_port}/{name}/c{n}/", ColumnKind.LEADERS)
        for name in ("ill", "well")
        for n in range(12)
    ]
    dead = [(f"http://dead.gov.test/c{n}/", ColumnKind.LEADERS) for n in range(40)]
    outcome = crawl_in_child(
        plan(site(f"http://www.gov.test:{portal.server_port}/", *kinds), site("http://dead.gov.test/", *dead, id="s2")),
        names={"www.gov.test": ["127.0.0.1"]},
        allow_private=("www.gov.test",),
        max_retries=0,
        concurrency_per_host=2,
    )
    assert outcome.summary is not None
    assert outcome.summary.failed["http-status"] == 12
    assert outcome.summary.kept == {"home": 1, "list": 12}
    named = [failure for url, (failure, _) in outcome.failures().items() if "dead" in url]
    assert set(named) == {FetchFailure.DNS, FetchFailure.SKIPPED}
    assert len(named) == 41
    assert 10 <= named.count(FetchFailure.DNS) < 20  # those under way when the breaker opened are counted too
    assert any("连续失败" in note for note in outcome.summary.notes)


def test_virtual_hosts_through_a_proxy_keep_their_own_names_and_share_connections(portal: Portal) -> None:
    hosts = [f"www.s{n}.gov.test" for n in range(5)]
    rows = [(f"./t2021020{n}_{n}.html", f"第{n}期", f"2021-02-0{n}") for n in range(9, 0, -1)]
    portal.routes |= {"/": PAGE, "/dt/": Reply(list_page(rows))}
    portal.routes |= {f"/dt/t2021020{n}_{n}.html": PAGE for n in range(1, 10)}
    sites = [site(f"http://{host}/", (f"http://{host}/dt/", ColumnKind.NEWS), id=host) for host in hosts]
    outcome = crawl_in_child(plan(*sites), **proxied(portal))
    assert len(outcome.pages()) == 5 * 11
    assert {asked.host for asked in portal.asked} == set(hosts)
    assert portal.connections <= 5 * 8  # never more than are under way at once
    assert {page.final_url for page in outcome.pages().values()} == set(outcome.pages())
    assert {str(page.server) for page in outcome.pages().values()} == {f"proxy 127.0.0.1:{portal.server_port}"}


def test_a_name_that_is_rebound_to_a_private_address_is_not_connected_to(portal: Portal) -> None:
    """Each connection is made to an address that was checked; the second look-up here leads inside."""
    portal.routes |= {"/": PAGE}
    port = portal.server_port
    outcome = crawl_in_child(
        plan(
            site(f"http://inside.gov.test:{port}/"),
            site(f"http://mixed.gov.test:{port}/", id="s2"),
            site(f"http://allowed.gov.test:{port}/", id="s3"),
        ),
        names={
            "inside.gov.test": ["127.0.0.1"],
            "mixed.gov.test": ["::ffff:127.0.0.1"],
            "allowed.gov.test": ["127.0.0.1"],
        },
        allow_private=("allowed.gov.test",),
    )
    assert {url: failure for url, (failure, _) in outcome.failures().items()} == {
        f"http://inside.gov.test:{port}/": FetchFailure.FORBIDDEN_ADDRESS,
        f"http://mixed.gov.test:{port}/": FetchFailure.FORBIDDEN_ADDRESS,
    }
    assert [asked.host for asked in portal.asked] == ["allowed.gov.test"]
