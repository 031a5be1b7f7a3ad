"""Another district starts with its own folder: no line of code knows the first one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import DATABASES, empty_place
from tests_support import Ran, Xunjian
from village_portal import VillagePortal, fill, register, serving

AS_OF = "2026-03-20T20:00:00+08:00"


@pytest.fixture
def village() -> Iterator[VillagePortal]:
    with serving(VillagePortal()) as portal:
        fill(portal)
        yield portal


@pytest.fixture(params=DATABASES)
def settings(
    request: pytest.FixtureRequest, village: VillagePortal, tmp_path: Path, xunjian: Xunjian
) -> Iterator[dict[str, str]]:
    made = xunjian("init", "--district", "liuxi", "--name", "柳溪县", "--folder", str(tmp_path / "districts"))
    assert made.code == 0, made.err
    register(village, tmp_path / "districts" / "liuxi")
    with empty_place(request.param, tmp_path) as database:
        yield {
            "XUNJIAN_DATABASE_URL": database,
            "XUNJIAN_DISTRICT": "liuxi",
            "XUNJIAN_DISTRICTS_DIR": str(tmp_path / "districts"),
            "XUNJIAN_ALLOW_PRIVATE": "127.0.0.1",
            "XUNJIAN_DELAY_SECONDS": "0",
        }


def test_a_scan_of_another_district_finds_its_stale_column(
    xunjian: Xunjian, settings: dict[str, str], village: VillagePortal
) -> None:
    assert xunjian("config", "check", **settings).out.strip() == "配置没有错误。"
    assert xunjian("init", **settings).code == 0
    ran = xunjian("scan", "weekly", "--as-of", AS_OF, "--json", **settings)
    assert ran.code == 0, ran.err
    accused = {(one["rule"], one["subject"]) for one in ran.json["findings"] if one["grade"] == "error"}
    assert accused == {("website.news-stale", "shuiwu-dt"), ("new-media.quiet-week", "xiang-wx")}
    coverage = ran.json["coverage"]
    assert (coverage["columns_planned"], coverage["columns_unknown"]) == (2, 0)
    assert "/sw/a0.htm" in village.asked


def test_a_killed_portal_accuses_nobody(xunjian: Xunjian, settings: dict[str, str], village: VillagePortal) -> None:
    village.answers = dict.fromkeys(village.answers, 502)
    xunjian("init", **settings)
    ran = xunjian("scan", "weekly", "--as-of", AS_OF, "--json", XUNJIAN_MAX_RETRIES="0", **settings)
    assert ran.code == 4
    assert not ran.json["findings"]
    assert ran.json["coverage"]["columns_unknown"] == 2


def test_recheck_tells_gone_from_unreadable(xunjian: Xunjian, settings: dict[str, str], village: VillagePortal) -> None:
    xunjian("init", **settings)
    xunjian("scan", "weekly", "--as-of", AS_OF, **settings)
    healthy = village.answers["/sw/news.htm"]
    village.answers["/sw/news.htm"] = 502
    ran = xunjian("recheck", "县水务局", "--as-of", AS_OF, "--json", XUNJIAN_MAX_RETRIES="0", **settings)
    assert stale_column(ran) == "unknown"
    village.answers["/sw/news.htm"] = str(healthy).replace("2026-02-18", "2026-03-19")
    ran = xunjian("recheck", "shuiwu", "--as-of", "2026-03-20T21:00:00+08:00", "--json", **settings)
    assert stale_column(ran) == "gone"


def stale_column(ran: Ran) -> str:
    """What the re-check says of the stale column; hints about other things may be open beside it."""
    (answer,) = [one["now"] for one in ran.json["open"] if "工作动态" in one["message"] and "未更新" in one["message"]]
    return str(answer)
