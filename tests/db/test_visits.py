"""Visits: what a scan got, and what the next scan can ask conditionally."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address

from db_world import SITE, begin, day, visit

from db import visits
from db.engine import Database
from inspection.answered import Server
from inspection.fetched import FetchFailure
from inspection.visit import Role, Target


def test_visits_come_back_as_they_were(database: Database) -> None:
    feed = Target("http://feeds.example/1", Role.FEED, account_id="wb-1", position=2, listed_date="2021-01-03")
    seen = [
        visit("a.html", server=Server(ip_address("192.0.2.7"), 80)),
        visit("gone.html", None),
        visit("same.html", not_modified=True, status=304),
        replace(visit("x"), target=feed, status=403, sha256=None, failure=FetchFailure.BLOCKED),
    ]
    with database.writing() as cx:
        scan_id = begin(cx)
        visits.add(cx, scan_id, seen)
    with database.reading() as cx:
        assert list(visits.of_scan(cx, scan_id)) == seen
        assert list(visits.of_scan(cx, scan_id, site_id="office")) == seen[:3]
        assert list(visits.of_scan(cx, scan_id, roles=[Role.FEED, Role.HOME])) == seen[3:]
        assert visits.urls_of_scan(cx, scan_id)[SITE + "gone.html"] == seen[1]
        assert list(visits.of_scan(cx, scan_id + 1)) == []


def test_a_target_asked_again_counts_once_with_its_last_answer(database: Database) -> None:
    with database.writing() as cx:
        scan_id = begin(cx)
        visits.add(cx, scan_id, [visit("a.html", None), visit("b.html")])
        again = visit("a.html", b"now")
        visits.add(cx, scan_id, [again])
        assert [one for one in visits.of_scan(cx, scan_id) if one.target.url == SITE + "a.html"] == [again]
        assert len(list(visits.of_scan(cx, scan_id))) == 2


def test_the_same_address_in_two_roles_is_two_visits(database: Database) -> None:
    home = visit("")
    seen = [replace(home, target=replace(home.target, role=role)) for role in (Role.HOME, Role.LIST)]
    with database.writing() as cx:
        scan_id = begin(cx)
        visits.add(cx, scan_id, seen)
        assert list(visits.of_scan(cx, scan_id)) == seen


def test_the_newest_good_body_is_remembered(database: Database) -> None:
    """Failures and 304s change nothing, whatever comes later; neither does an answer that arrives late."""
    newest = visit("a.html", b"new", day(7))
    with database.writing() as cx:
        first, second = begin(cx, day(0)), begin(cx, day(7))
        visits.add(cx, first, [visit("a.html", b"old", day(0)), visit("never.html", None)])
        visits.add(cx, second, [newest, visit("a.html", None, day(8))])
        visits.add(cx, second, [visit("a.html", b"new", day(9), headers=(), not_modified=True)])
        visits.add(cx, first, [visit("a.html", b"late", day(1))])
        answers = visits.last_good(cx)
    assert set(answers) == {SITE + "a.html"}
    answer = answers[SITE + "a.html"]
    assert (answer.sha256, answer.headers, answer.etag) == (newest.sha256, newest.headers, '"a.html"')
    assert (answer.status, answer.final_url, answer.last_modified) == (200, SITE + "a.html", None)


def test_answers_belong_to_the_district_whose_scan_got_them(database: Database) -> None:
    with database.writing() as cx:
        visits.add(cx, begin(cx), [visit("a.html")])
        visits.add(cx, begin(cx, district="hill"), [visit("b.html")])
        assert set(visits.last_good(cx, "hill")) == {SITE + "b.html"}
        assert len(visits.last_good(cx)) == 2


def test_odd_text_from_a_page_stops_no_scan(database: Database) -> None:
    """NUL, lone surrogates and an address too long for an index: stored as far as the database can."""
    odd = visit("odd", headers=(("server", "a\x00\ud800"),), detail="\x00\ud800龘𠮷")
    long = visit("q?" + "".join(chr(0x4E00 + n) for n in range(4000)))
    with database.writing() as cx:
        scan_id = begin(cx)
        visits.add(cx, scan_id, [odd, long])
        stored = list(visits.of_scan(cx, scan_id))
        assert stored[0].detail == "\ufffd?龘𠮷"
        assert stored[1] == long
        assert set(visits.last_good(cx)) == {SITE + "odd"}
