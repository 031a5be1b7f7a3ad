"""What stands behind links: asked politely, twice where nothing came, and never at a private address."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tiny_portal import Portal, Reply, running_portal

from config.settings import Settings
from crawler.link_probe import BODY_BYTES, LinkQuestion, probe_links
from inspection.fetched import Fetched, FetchFailure, FetchProblem, Page

FAST: dict[str, Any] = {
    "delay_seconds": 0,
    "timeout_seconds": 1,
    "robots": "ignore",
    "allow_private": ("127.0.0.1",),
    "contact": "a@b.test",
}


@pytest.fixture
def portal() -> Iterator[Portal]:
    with running_portal() as portal:
        yield portal


def probe(*urls: str, read_body: bool = True, **settings: Any) -> list[Fetched]:
    asked = [LinkQuestion(url, read_body) for url in urls]
    answers = probe_links(asked, Settings(_env_file=None, **{**FAST, **settings}), second_try_after=0)
    return [answers[url] for url in urls]


def failure(answer: Fetched) -> tuple[FetchFailure, str] | None:
    return (answer.failure, answer.detail) if isinstance(answer, FetchProblem) else None


def test_a_page_with_its_first_words(portal: Portal) -> None:
    portal.routes["/a"] = Reply("<title>甲</title>")
    (page,) = probe(f"{portal.root}/a")
    assert isinstance(page, Page)
    assert (page.status, page.body.decode(), page.final_url) == (200, "<title>甲</title>", f"{portal.root}/a")
    assert page.header("content-type") == "text/html; charset=utf-8"
    assert "a@b.test" in portal.asked[0].headers["user-agent"]


def test_where_head_is_refused_get_decides(portal: Portal) -> None:
    portal.routes["/a"] = Reply("there")  # the test server does not know HEAD: 501
    found, gone = probe(f"{portal.root}/a", f"{portal.root}/b", read_body=False)
    assert isinstance(found, Page)
    assert failure(gone) == (FetchFailure.HTTP_STATUS, "404")


def test_head_is_enough_where_no_body_is_wanted(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portal.RequestHandlerClass, "do_HEAD", lambda handler: handler.send_error(200), raising=False)
    (found,) = probe(f"{portal.root}/a", read_body=False)
    assert isinstance(found, Page)
    assert (found.body, portal.asked) == (b"", [])


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Reply("x", 404), (FetchFailure.HTTP_STATUS, "404")),
        (Reply("x", 410), (FetchFailure.HTTP_STATUS, "410")),
        (Reply("x", 403), (FetchFailure.BLOCKED, "403")),
        (Reply("x", 401), (FetchFailure.BLOCKED, "401")),
        (Reply("x", 502), (FetchFailure.HTTP_STATUS, "502")),
        (Reply("x" * 50, drip=0.1), (FetchFailure.TIMEOUT, "")),
        (Reply(status=302, headers={"Location": "/a"}), (FetchFailure.BROKEN, "跳转次数过多")),
        (Reply(status=302, headers={"Location": "file:///etc/passwd"}), (FetchFailure.BROKEN, "跳转地址无法识别")),
        (Reply("not packed", headers={"Content-Encoding": "gzip"}), (FetchFailure.UNDECODABLE, "压缩内容损坏")),
    ],
)
def test_what_is_no_page(portal: Portal, reply: Reply, expected: tuple[FetchFailure, str]) -> None:
    portal.routes["/a"] = reply
    assert failure(probe(f"{portal.root}/a")[0]) == expected


@pytest.mark.parametrize("first", [Reply("busy", 503), Reply("x", 404)])
def test_a_second_try_that_finds_the_page_wins(portal: Portal, first: Reply) -> None:
    portal.routes["/a"] = in_turn(first, Reply("there"))
    assert isinstance(probe(f"{portal.root}/a")[0], Page)


def test_gone_only_when_both_tries_say_so(portal: Portal) -> None:
    portal.routes["/a"] = in_turn(Reply("busy", 503), Reply("x", 404))
    portal.routes["/b"] = in_turn(Reply("x", 404), Reply("busy", 503))
    answers = probe(f"{portal.root}/a", f"{portal.root}/b")
    assert [failure(answer) for answer in answers] == [(FetchFailure.HTTP_STATUS, "503")] * 2


def in_turn(*replies: Reply) -> Callable[[Any], Reply]:
    left = list(replies)
    return lambda asked: left.pop(0)


def test_redirects_are_followed_to_where_they_lead(portal: Portal) -> None:
    portal.routes["/a"] = Reply(status=301, headers={"Location": "b?x=1"})
    portal.routes["/b"] = Reply("there")
    (page,) = probe(f"{portal.root}/a")
    assert isinstance(page, Page)
    assert (page.url, page.final_url) == (f"{portal.root}/a", f"{portal.root}/b?x=1")


def test_a_long_body_is_cut_and_a_packed_one_unpacked_within_bounds(portal: Portal) -> None:
    portal.routes["/long"] = Reply("x" * (BODY_BYTES + 5000))
    portal.routes["/bomb"] = Reply(gzip.compress(b"\0" * 30_000_000), headers={"Content-Encoding": "gzip"})
    long, bomb = probe(f"{portal.root}/long", f"{portal.root}/bomb")
    assert isinstance(long, Page)
    assert isinstance(bomb, Page)
    assert (len(long.body), len(bomb.body)) == (BODY_BYTES, BODY_BYTES)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/", "http://2130706433:{port}/", "http://localhost:{port}/", "http://10.0.0.1/",
        "http://169.254.169.254/latest/", "http://[::1]:{port}/", "http://user@127.0.0.1:{port}/", "http://8.8.8.8:25/",
    ],
)  # fmt: skip
def test_private_addresses_and_foreign_ports_are_not_asked(portal: Portal, url: str) -> None:
    (answer,) = probe(url.format(port=portal.server_port), allow_private=())
    assert failure(answer) is not None
    assert isinstance(answer, FetchProblem)
    assert answer.failure is FetchFailure.FORBIDDEN_ADDRESS
    assert (portal.asked, portal.connections) == ([], 0)


def test_a_redirect_to_a_private_address_is_not_followed(portal: Portal) -> None:
    portal.routes["/a"] = Reply(status=302, headers={"Location": "http://192.168.1.1/"})
    assert failure(probe(f"{portal.root}/a")[0]) == (FetchFailure.FORBIDDEN_ADDRESS, "192.168.1.1 是内网地址")


def test_a_public_name_that_points_inside_is_refused(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: real("127.0.0.1", *rest, **more))
    (answer,) = probe(f"http://evil.example:{portal.server_port}/", allow_private=())
    assert failure(answer) == (FetchFailure.FORBIDDEN_ADDRESS, "evil.example 指向本机地址 127.0.0.1")
    assert portal.connections == 0


def test_a_host_that_says_stop_is_left_alone(portal: Portal) -> None:
    portal.routes["/a"] = Reply("slow down", 429)
    portal.routes["/b"] = Reply("there")
    first, second = probe(f"{portal.root}/a", f"{portal.root}/b")
    assert failure(first) == (FetchFailure.BLOCKED, "429")
    assert failure(second) == (FetchFailure.SKIPPED, "")
    assert set(portal.hits()) == {"/a"}


def test_a_silent_host_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        root = f"http://127.0.0.1:{closed.getsockname()[1]}"
    answers = probe(*(f"{root}/{n}" for n in range(6)))
    said = [failure(answer) for answer in answers]
    assert said == [(FetchFailure.REFUSED, "")] * 3 + [(FetchFailure.SKIPPED, "")] * 3


def test_robots_are_obeyed_where_the_settings_say_so(portal: Portal) -> None:
    portal.routes["/robots.txt"] = Reply("User-agent: *\nDisallow: /no/")
    portal.routes["/no/a"] = portal.routes["/yes/a"] = Reply("there")
    no, yes = probe(f"{portal.root}/no/a", f"{portal.root}/yes/a", robots="obey")
    assert failure(no) == (FetchFailure.ROBOTS, "")
    assert isinstance(yes, Page)
    assert portal.hits()["/robots.txt"] == 1
    assert "/no/a" not in portal.hits()


def test_one_host_is_asked_one_thing_at_a_time_with_pauses(portal: Portal) -> None:
    portal.routes |= {f"/{n}": Reply("there") for n in range(4)}
    began = time.monotonic()
    probe(*(f"{portal.root}/{n}" for n in range(4)), delay_seconds=0.1)
    assert time.monotonic() - began >= 0.3


def test_through_a_proxy_the_proxy_gets_the_whole_address(portal: Portal) -> None:
    portal.routes["ad.example", "/x"] = Reply("from afar")
    (page,) = probe("http://ad.example/x", proxy=f"http://me:secret@127.0.0.1:{portal.server_port}", allow_private=())
    assert isinstance(page, Page)
    assert page.body == b"from afar"
    assert portal.asked[0].headers["proxy-authorization"].startswith("Basic ")
    assert portal.asked[0].headers["host"] == "ad.example"
