"""The weekly scan judges the stored probes of its week and holds its answers against announced maintenance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from databases import DATABASES, empty_place
from tests_support import Xunjian
from village_portal import AS_OF, VillagePortal, fill, serving, settings_for

from config.settings import Settings, load_settings
from db import findings, probes, scans, verdicts
from db.findings import StoredFinding
from db.verdicts import UnknownRow
from inspection.fetched import FetchFailure
from inspection.probe import Probe
from jobs.workspace import workspace

HEAD = "对象类别,对象编号,开始,结束,事由,来源,依据等级\n"
AT = datetime.fromisoformat(AS_OF)


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with empty_place(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def opened(database_url: str, tmp_path: Path) -> Settings:
    return load_settings(
        database_url=database_url, data_dir=tmp_path, district="liuxi", districts_dir=tmp_path / "districts"
    )


def store_week(opened: Settings, site_id: str, url: str, failures: int) -> None:
    """A probe every hour up to the scan; the newest ``failures`` of them timed out."""
    tried = [
        Probe(site_id, url, AT - timedelta(hours=back), 15_000, 0, FetchFailure.TIMEOUT)
        if back < failures
        else Probe(site_id, url, AT - timedelta(hours=back), 90, 200, None)
        for back in range(7 * 24)
    ]
    with workspace(opened) as work, work.database.writing() as connection:
        probes.record(connection, "liuxi", tried)


def left_by_scan(opened: Settings) -> tuple[dict[str, StoredFinding], list[UnknownRow]]:
    with workspace(opened) as work, work.database.reading() as connection:
        scan = scans.latest(connection, "liuxi")
        assert scan is not None
        found = {f"{one.rule} {one.subject.id}": one for one in findings.listing(connection)}
        return found, verdicts.unknowns(connection, scan.id)


def test_a_site_that_was_down_is_a_veto_to_be_confirmed(
    tmp_path: Path, opened: Settings, here: Xunjian, xunjian: Xunjian
) -> None:
    with serving(VillagePortal()) as portal:
        fill(portal)
        settings = settings_for(portal, tmp_path / "districts") | {"XUNJIAN_DATABASE_URL": opened.database_url}
        assert here("init", **settings).code == 0
        store_week(opened, "xiang", f"{portal.url}/xz/", failures=9)
        ran = xunjian("scan", "weekly", "--as-of", AS_OF, "--json", **settings)
        assert ran.code == 0, ran.err
    found, unknown = left_by_scan(opened)
    down = found["website.site-unreachable xiang"]
    assert (down.severity.value, down.state) == ("veto", "suspected")
    assert "间隔探测168次，9次打不开，占5.3%" in down.message
    assert "website.site-unreachable shuiwu" not in found
    (open_,) = [row for row in unknown if row.rule == "website.site-unreachable"]
    assert (open_.subject_id, open_.reason) == (
        "shuiwu", "最近一周没有可用性探测记录，请安排定时运行 xunjian probe",
    )  # fmt: skip
    assert ran.json["coverage"]["columns_unknown"] == 0  # nobody's column is in doubt for it


def test_what_a_window_excuses_is_told_as_unknown(
    tmp_path: Path, opened: Settings, here: Xunjian, xunjian: Xunjian
) -> None:
    with serving(VillagePortal()) as portal:
        fill(portal)
        settings = settings_for(portal, tmp_path / "districts") | {"XUNJIAN_DATABASE_URL": opened.database_url}
        rows = (
            "专栏,shuiwu,2026-03-01,2026-03-18,机房搬迁,函,O\n单位,xiang,2026-03-20 08:00,2026-03-20 21:00,断电,函,O\n"
        )
        (tmp_path / "districts/liuxi/maintenance.csv").write_text(HEAD + rows, encoding="utf-8")
        assert here("init", **settings).code == 0
        store_week(opened, "xiang", f"{portal.url}/xz/", failures=9)
        ran = xunjian("scan", "weekly", "--as-of", AS_OF, **settings)
    found, unknown = left_by_scan(opened)
    assert "website.news-stale shuiwu-dt" not in found
    (stale,) = [row for row in unknown if row.rule == "website.news-stale"]
    assert stale.subject_id == "shuiwu-dt"
    assert "报备“机房搬迁”2026年3月1日00:00至2026年3月19日00:00，扣除18天后没有超期" in stale.reason
    assert "已30天未更新" in stale.reason  # what would have been said
    assert "机房搬迁" in ran.out
    assert "website.site-unreachable xiang" not in found  # its nine hours were announced
    quiet = {row.rule: row.reason for row in unknown if row.account_id == "xiang-wx"}
    assert "报备“断电”" in quiet["new-media.quiet-week"]
