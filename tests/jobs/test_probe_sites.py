"""One round of probes over a district: what is kept, and when a failure is our own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from databases import DATABASES, empty_place
from tests_support import Xunjian
from village_portal import VillagePortal, fill, serving, settings_for

from config.settings import Settings, load_settings
from db import probes, schema
from db.engine import open_database
from inspection.fetched import FetchFailure
from inspection.probe import Probe
from jobs.probe_sites import probe_sites
from jobs.workspace import workspace


@pytest.fixture
def portal() -> Iterator[VillagePortal]:
    with serving(VillagePortal()) as portal:
        fill(portal)
        yield portal


@pytest.fixture(params=DATABASES)
def settings(request: pytest.FixtureRequest, portal: VillagePortal, tmp_path: Path) -> Iterator[Settings]:
    settings_for(portal, tmp_path / "districts")
    with empty_place(request.param, tmp_path) as url:
        database = open_database(url, must_be_current=False)
        schema.upgrade(database)
        database.dispose()
        yield load_settings(
            database_url=url, data_dir=tmp_path, district="liuxi", districts_dir=tmp_path / "districts",
            allow_private=("127.0.0.1",), delay_seconds=0, robots="ignore",
        )  # fmt: skip


def round_of(settings: Settings, *units: str, limit: float = 5.0) -> dict[str, Probe]:
    with workspace(settings) as work:
        tried = probe_sites(work, frozenset(units), limit_seconds=limit)
        now = datetime.now(UTC)
        with work.database.reading() as connection:
            kept = probes.between(connection, "liuxi", now - timedelta(minutes=5), now)
    assert {site: one[-1] for site, one in kept.items()} == {one.site_id: one for one in tried}
    return {one.site_id: one for one in tried}


def test_every_registered_home_is_asked_once_and_kept(settings: Settings, portal: VillagePortal) -> None:
    portal.answers["/xz/"] = 500
    tried = round_of(settings)
    assert sorted(portal.asked) == ["/sw/", "/xz/"]
    assert (tried["shuiwu"].failure, tried["shuiwu"].status) == (None, 200)
    assert (tried["xiang"].failed, tried["xiang"].reason) == (True, "服务器返回错误状态（500）")


def test_one_unit_alone(settings: Settings, portal: VillagePortal) -> None:
    assert set(round_of(settings, "xiang")) == {"xiang"}
    assert portal.asked == ["/xz/"]


def test_a_home_has_failed_while_another_proves_our_line(settings: Settings, portal: VillagePortal) -> None:
    portal.answers["/sw/"] = 503
    tried = round_of(settings)
    assert tried["shuiwu"].failed
    assert not tried["shuiwu"].own_side


def test_when_no_host_answers_and_nothing_proves_our_line_nobody_is_accused(
    settings: Settings, portal: VillagePortal
) -> None:
    portal.delay = 1.0
    tried = round_of(settings, limit=0.3)
    assert {one.failure for one in tried.values()} == {FetchFailure.TIMEOUT}
    assert all(one.own_side.startswith("唯一的主机没有应答，又没有设对照网址") for one in tried.values())
    assert not any(one.failed for one in tried.values())


def test_a_reference_that_answers_leaves_the_fault_with_the_site(settings: Settings, portal: VillagePortal) -> None:
    portal.delay = 1.0
    with serving(VillagePortal({"/": "别处"})) as elsewhere:
        tried = round_of(settings.model_copy(update={"probe_references": (f"{elsewhere.url}/",)}), limit=0.3)
        assert elsewhere.asked == ["/"]
    assert all(one.failed for one in tried.values())
    dead = settings.model_copy(update={"probe_references": (f"{elsewhere.url}/",)})
    assert round_of(dead, limit=0.3)["xiang"].own_side == "唯一的主机没有应答，对照网址也没有应答"


def test_references_are_not_asked_without_need(settings: Settings, portal: VillagePortal) -> None:
    with serving(VillagePortal({"/": "别处"})) as elsewhere:
        round_of(settings.model_copy(update={"probe_references": (f"{elsewhere.url}/",)}))
    assert elsewhere.asked == []


def test_the_command(here: Xunjian, tmp_path: Path, portal: VillagePortal) -> None:
    given = settings_for(portal, tmp_path / "districts")
    first, last = (f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%d}" for days in (-2, 2))
    rows = f"对象类别,对象编号,开始,结束,事由,来源,依据等级\n专栏,xiang,{first},{last},搬迁,函,O\n"
    (tmp_path / "districts/liuxi/maintenance.csv").write_text(rows, encoding="utf-8")
    assert here("init", **given).code == 0
    portal.answers["/xz/"] = 500
    ran = here("probe", **given)
    assert (ran.code, ran.err) == (0, "")
    assert "探测 2 个专栏：打开 1 个，打不开 1 个，因我方原因不计入 0 个" in ran.out
    assert "500" in ran.out and "报备“搬迁”" in ran.out
    told = here("probe", "--unit", "县水务局", "--json", **given).json
    assert (told["opened"], told["failed"], [one["site"] for one in told["probes"]]) == (1, 0, ["shuiwu"])
    assert told["probes"][0]["at"].endswith("+08:00")
    assert (told["probes"][0]["failure"], told["probes"][0]["maintenance"]) == (None, "")


def test_a_round_that_says_nothing_ends_with_4(here: Xunjian, tmp_path: Path, portal: VillagePortal) -> None:
    given = settings_for(portal, tmp_path / "districts")
    assert here("init", **given).code == 0
    portal.answers = dict.fromkeys(portal.answers, 403)
    ran = here("probe", **given)
    assert ran.code == 4
    assert ran.complaint == "有 2 次探测因我方原因不计入，原因已列出，请排除后重新探测"
    assert "不计入（2）：网站拒绝了本程序的访问" in ran.out
    assert here("probe", "--unit", "火星局", **given).code == 2
