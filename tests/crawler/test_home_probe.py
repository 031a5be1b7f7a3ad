"""One try per home page: what counts as opened, as failed, and as our own trouble."""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from tiny_portal import Portal, Reply, running_portal

from config.settings import Settings
from crawler.home_probe import Answer, probe_homes
from inspection.fetched import FetchFailure

FAST: dict[str, Any] = {"delay_seconds": 0, "robots": "ignore", "allow_private": ("127.0.0.1",), "contact": "a@b.test"}


@pytest.fixture
def portal() -> Iterator[Portal]:
    with running_portal() as portal:
        yield portal


def probe(*urls: str, limit: float = 1.0, **given: Any) -> list[Answer]:
    answers = probe_homes(urls, Settings(_env_file=None, **{**FAST, **given}), limit_seconds=limit)
    return [answers[url] for url in urls]


CASES = [
    (Reply("<p>欢迎</p>"), None, "", False),
    (Reply("", 204), None, "", False),
    (Reply("x", 404), FetchFailure.HTTP_STATUS, "404", False),
    (Reply("x", 502), FetchFailure.HTTP_STATUS, "502", False),
    (Reply("x", 403), FetchFailure.BLOCKED, "403", True),  # it is us whom the firewall refuses
    (Reply("x", 429), FetchFailure.BLOCKED, "429", True),
    (Reply("x" * 50, drip=0.1), FetchFailure.TIMEOUT, "", False),
    (Reply(status=302, headers={"Location": "/a/"}), FetchFailure.BROKEN, "跳转次数过多", False),
    (Reply("", 302, {"Location": "http://10.1.1.1/"}), FetchFailure.FORBIDDEN_ADDRESS, "10.1.1.1 是内网地址", True),
    (Reply(status=302), FetchFailure.BROKEN, "跳转地址无法识别", False),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "failure", "detail", "own"), CASES)
def test_how_a_try_ends(portal: Portal, reply: Reply, failure: FetchFailure | None, detail: str, own: bool) -> None:
    portal.routes["/a/"] = reply
    (answer,) = probe(f"{portal.root}/a/")
    assert (answer.failure, answer.detail, bool(answer.own_side)) == (failure, detail, own)
    assert answer.alive == (answer.status > 0)


def test_the_limit_is_that_of_the_whole_way(portal: Portal) -> None:
    """Each hop alone would be quick enough."""
    portal.routes |= {f"/{n}": Reply("x" * 4, 302, {"Location": f"/{n + 1}"}, drip=0.1) for n in range(4)}
    portal.routes["/4"] = Reply("there")
    began = time.monotonic()
    slow, quick = probe(f"{portal.root}/0", f"{portal.root}/4", limit=0.9)
    assert time.monotonic() - began < 3
    assert (slow.failure, quick.failure) == (FetchFailure.TIMEOUT, None)
    assert 800 <= slow.milliseconds < 2000
    assert probe(f"{portal.root}/0", limit=5)[0].failure is None


def test_a_crawl_that_is_less_patient_changes_nothing(portal: Portal) -> None:
    portal.routes["/a/"] = Reply("x" * 5, drip=0.1)
    assert probe(f"{portal.root}/a/", limit=3, timeout_seconds=0.2)[0].failure is None


def test_each_address_is_asked_once_with_the_pauses_of_a_crawl(portal: Portal) -> None:
    portal.routes |= {f"/{n}/": Reply("there") for n in range(4)}
    began = time.monotonic()
    probe(*(f"{portal.root}/{n}/" for n in (0, 1, 2, 3, 0)), delay_seconds=0.1)
    assert time.monotonic() - began >= 0.3
    assert portal.hits() == {f"/{n}/": 1 for n in range(4)}
    assert "a@b.test" in portal.asked[0].headers["user-agent"]


def test_robots_are_obeyed_where_the_settings_say_so(portal: Portal) -> None:
    portal.routes |= {"/robots.txt": Reply("User-agent: *\nDisallow: /no/"), "/no/": Reply("x"), "/yes/": Reply("x")}
    no, yes = probe(f"{portal.root}/no/", f"{portal.root}/yes/", robots="obey")
    assert (no.failure, bool(no.own_side), yes.failure) == (FetchFailure.ROBOTS, True, None)
    assert portal.hits() == {"/robots.txt": 1, "/yes/": 1}


def test_a_closed_port_is_a_failure_that_does_not_prove_our_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    (answer,) = probe(url)
    assert (answer.failure, answer.own_side, answer.alive) == (FetchFailure.REFUSED, "", False)


@pytest.mark.parametrize(
    ("trouble", "own"),
    [
        (socket.gaierror(socket.EAI_AGAIN, "try again"), True),
        (socket.gaierror(socket.EAI_NONAME, "no such name"), False),
        (OSError(errno.ENETUNREACH, "network is unreachable"), True),
        (OSError(errno.EHOSTUNREACH, "no route to host"), False),
    ],
)
def test_our_own_resolver_and_line(monkeypatch: pytest.MonkeyPatch, trouble: OSError, own: bool) -> None:
    def broken(*_: object, **__: object) -> None:
        raise trouble

    monkeypatch.setattr(socket, "getaddrinfo", broken)
    (answer,) = probe("http://www.office.example/")
    assert (bool(answer.own_side), answer.alive, answer.status) == (own, False, 0)


def test_what_a_proxy_answers_for_a_dead_site_does_not_prove_our_line(portal: Portal) -> None:
    portal.routes |= {("dead.example", "/"): Reply("x", 502), ("gone.example", "/"): Reply("x", 404)}
    dead, gone = probe("http://dead.example/", "http://gone.example/", proxy=portal.root, allow_private=())
    assert (dead.failure, dead.alive) == (FetchFailure.HTTP_STATUS, False)
    assert (gone.failure, gone.alive) == (FetchFailure.HTTP_STATUS, True)


def test_progress_counts_answers_and_failures(portal: Portal) -> None:
    portal.routes["/a/"] = Reply("x")
    told: list[tuple[int, int, int]] = []
    urls = [f"{portal.root}/a/", f"{portal.root}/b/"]
    probe_homes(urls, Settings(_env_file=None, **FAST), progress=lambda *counts: told.append(counts))
    assert (len(told), told[-1]) == (2, (2, 2, 1))
