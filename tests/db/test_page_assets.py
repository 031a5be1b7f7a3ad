"""Style sheets and pictures of pages: each address is known as it was last asked."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address

from db_world import MONDAY, SITE, day

from db import assets
from db.engine import Database
from inspection.answered import Server
from inspection.asset import Asset, AssetKind

SHEET = Asset(
    SITE + "a.css", AssetKind.STYLE, SITE + "moved/a.css", 200, "text/css; charset=gbk", "a" * 64, "", MONDAY,
    Server(ip_address("192.0.2.7"), 80),
)  # fmt: skip
GONE = Asset(SITE + "gone.png", AssetKind.IMAGE, "", 0, "", None, "超时未打开", MONDAY)


def test_they_come_back_as_they_were(database: Database) -> None:
    with database.writing() as cx:
        assets.remember(cx, [SHEET, GONE])
    with database.reading() as cx:
        assert assets.known(cx, [SHEET.url, GONE.url, SITE]) == {SHEET.url: SHEET, GONE.url: GONE}


def test_the_last_answer_counts(database: Database) -> None:
    back = replace(GONE, sha256="b" * 64, missing="", status=200, at=day(1))
    with database.writing() as cx:
        assets.remember(cx, [SHEET, GONE])
        assets.remember(cx, [back])
        assert assets.known(cx, [GONE.url]) == {GONE.url: back}


def test_what_is_old_is_forgotten(database: Database) -> None:
    fresh = replace(SHEET, url=SITE + "b.css", sha256="c" * 64, at=day(7))
    with database.writing() as cx:
        assets.remember(cx, [SHEET, GONE, fresh])
        assert assets.bodies_since(cx, day(7)) == {"c" * 64}
        assets.forget(cx, day(7))
        assert assets.known(cx, [SHEET.url, GONE.url, fresh.url]) == {fresh.url: fresh}


def test_an_address_longer_than_a_key_is_not_kept(database: Database) -> None:
    with database.writing() as cx:
        assets.remember(cx, [replace(SHEET, url=SITE + "长" * 700)])
        assert assets.known(cx, [SITE + "长" * 700]) == {}
