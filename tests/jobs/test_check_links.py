"""The links of a scanned district, asked for real: what is recorded, and what is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests_support import run_xunjian
from village_portal import AS_OF, VillagePortal, fill, serving, settings_for

from config.settings import Settings, load_settings
from db import findings, scans, verdicts
from db.findings import StoredFinding
from db.scans import ScanRecord
from inspection.moment import beijing_day
from jobs.check_links import LinkCheck, check_links
from jobs.workspace import rulebook, workspace

CASINO = "<html><head><title>澳门赌场官网_真人荷官在线</title></head><body><p>百家乐，欢迎光临</p></body></html>"
FIRM = "<html><head><title>柳溪茶业</title></head><body><h1>柳溪茶业</h1><p>主营茶叶种植加工。</p></body></html>"


def scanned(tmp_path: Path, portal: VillagePortal) -> Settings:
    settings = settings_for(portal, tmp_path / "districts")
    assert run_xunjian(tmp_path, "db", "upgrade", **settings).code == 0
    done = run_xunjian(tmp_path, "scan", "weekly", "--as-of", AS_OF, "--json", **settings)
    assert done.out, done.err
    return load_settings(
        database_url=f"sqlite:///{tmp_path}/xunjian.sqlite3", data_dir=tmp_path, district="liuxi",
        districts_dir=tmp_path / "districts", allow_private=("127.0.0.1",), delay_seconds=0, timeout_seconds=2,
        robots="ignore",
    )  # fmt: skip


def run(settings: Settings, *units: str, **given: int) -> tuple[LinkCheck, ScanRecord, list[StoredFinding], list[str]]:
    with workspace(settings) as work:
        with work.database.reading() as connection:
            scan = scans.latest(connection, "liuxi")
        assert scan is not None
        done = check_links(work, rulebook(beijing_day(scan.as_of)), scan, frozenset(units), second_try_after=0, **given)
        with work.database.reading() as connection:
            found = [one for one in findings.listing(connection) if one.monitor.startswith(("link", "not_https"))]
            open_questions = [row.reason for row in verdicts.unknowns(connection, scan.id) if "链接" in row.reason]
        for one in found:
            assert all(work.snapshots.has(proof.sha256) for proof in one.observations[-1].evidence if proof.sha256)
        return done, scan, found, open_questions


@pytest.fixture
def portal() -> VillagePortal:
    portal = VillagePortal()
    fill(portal)
    return portal


def with_links(portal: VillagePortal, path: str, *links: tuple[str, str]) -> None:
    added = "".join(f"<a href='{url}'>{text}</a>" for url, text in links)
    page = portal.answers[path]
    assert isinstance(page, str)
    portal.answers[path] = page.replace("</body>", f"<div class='yqlj'>{added}</div></body>")


def registered(settings: Settings) -> list[str]:
    """The sites' folders, in the registry's order."""
    with workspace(settings) as work:
        return [site.home_url.split("/")[-2] for site in work.district.sites]


def test_dead_links_are_recorded_on_the_first_page_that_names_them(tmp_path: Path, portal: VillagePortal) -> None:
    outside = VillagePortal({"/firm": FIRM, "/waf": 403})
    with serving(outside), serving(portal):
        with_links(
            portal, "/xz/", ("/xz/old.htm", "旧栏目"), (f"{outside.url}/firm", "柳溪茶业"),
            ("http://bszs.conac.cn/x", "事业单位"),
        )  # fmt: skip
        with_links(
            portal, "/sw/", ("/sw/old.htm", "旧公告"), ("/xz/old.htm", "旧栏目"), ("http://192.168.3.4/", "办公")
        )
        settings = scanned(tmp_path, portal)
        before = portal.asked.copy()
        done, scan, found, unknown = run(settings)
    dead = [(one.subject.url, one.quote) for one in found if one.rule == "website.link-dead"]
    first, second = (f"{portal.url}/{unit}/" for unit in registered(settings))
    assert sorted(dead) == sorted(
        [
            (first, "旧栏目"),
            (first, "首页"),
            (first, "咨询投诉 互动交流"),
            (second, "咨询投诉 互动交流"),
            (f"{portal.url}/sw/", "旧公告"),
        ]
    )
    assert all(one.observations[-1].scan_id == scan.id for one in found)
    assert [one.key for one in found if one.rule == "website.not-https-or-expired"] == ["http"]  # one host, one answer
    assert done.findings == len(found) == 6
    asked = portal.asked[len(before) :]
    assert set(asked).isdisjoint(before)
    assert asked.count("/xz/old.htm") == 2  # HEAD is refused by this server and not counted
    assert outside.asked == ["/firm"]
    assert unknown == ["有1条链接未能核实（办公：地址不允许访问（192.168.3.4 是内网地址））"]


def test_strangers_are_read_through_the_proxy_and_the_limit_holds(tmp_path: Path, portal: VillagePortal) -> None:
    world = VillagePortal({"http://tea.example/": CASINO, "http://gone.example/": 403, "http://far.example/": FIRM})
    with serving(world), serving(portal):
        with_links(portal, "/xz/", ("http://tea.example/", "柳溪茶业"), ("http://gone.example/", "另一网站"))
        with_links(portal, "/sw/", ("http://far.example/", "远方"), ("http://gone.example/", "另一网站"))
        settings = scanned(tmp_path, portal).model_copy(update={"proxy": world.url})
        done, _, found, unknown = run(settings, most_per_site=1)
    (taken,) = [one for one in found if one.rule == "website.link-misdirected"]
    assert (taken.severity.value, taken.subject.url) == ("veto", f"{portal.url}/xz/")
    assert "“柳溪茶业”指向广告内容" in taken.message
    assert any(proof.sha256 and proof.url == "http://tea.example/" for proof in taken.observations[-1].evidence)
    assert world.asked.count("http://tea.example/") == 1
    assert (done.asked, unknown) == (2, [])
    assert done.left_out >= 1


def test_a_second_check_asks_nothing_and_counts_nothing_twice(tmp_path: Path, portal: VillagePortal) -> None:
    with serving(portal):
        with_links(portal, "/xz/", ("/xz/old.htm", "旧栏目"))
        settings = scanned(tmp_path, portal)
        first, scan, found, _ = run(settings)
        counted = tallies(settings, scan)
        asked = portal.asked.copy()
        second, _, again, _ = run(settings)
        assert portal.asked == asked
    assert (second.sites, second.before, second.asked, second.hosts, second.findings) == (2, 2, 0, 0, 0)
    assert first.findings == len(found) > 0
    assert [one.observations for one in again] == [one.observations for one in found]
    assert tallies(settings, scan) == counted


def tallies(settings: Settings, scan: ScanRecord) -> list[verdicts.Tally]:
    with workspace(settings) as work, work.database.reading() as connection:
        return verdicts.tallies(connection, scan.id)


@pytest.mark.parametrize("order", [("shuiwu", "xiang"), ("xiang", "shuiwu")])
def test_units_one_after_the_other_are_told_the_same_as_all_at_once(
    tmp_path: Path, portal: VillagePortal, order: tuple[str, str]
) -> None:
    with serving(portal):
        for path in ("/sw/", "/xz/"):
            with_links(portal, path, ("/xz/old.htm", "旧栏目"), (f"{path}own.htm", "旧公告"))
        settings = scanned(tmp_path, portal)
        parts = [run(settings, unit) for unit in order]
    together = parts[-1][2]
    first = registered(settings)[0]
    dead = sorted((one.subject.url, one.quote) for one in together if one.rule == "website.link-dead")
    assert (f"{portal.url}/{first}/", "旧栏目") in dead
    assert len([one for one in dead if one[1] == "旧栏目"]) == 1  # named by both, told of the first registered site
    assert {url for url, text in dead if text == "旧公告"} == {f"{portal.url}/sw/", f"{portal.url}/xz/"}
    (host,) = [one for one in together if one.rule == "website.not-https-or-expired"]
    assert host.subject.site_id == "shuiwu"
    assert "（该主机上的2个专栏：县水务局专栏、柳溪乡专栏）" in host.message
    assert sum(part[0].hosts for part in parts) == 1


def test_what_is_judged_anew_is_asked_anew(tmp_path: Path, portal: VillagePortal) -> None:
    with serving(portal):
        settings = scanned(tmp_path, portal)
        run(settings)
        with workspace(settings) as work, work.database.writing() as connection:
            scan = scans.latest(connection, "liuxi")
            assert scan is not None
            verdicts.begin(connection, scan.id)
        done, _, found, _ = run(settings)
    assert (done.before, done.hosts) == (0, 1)
    assert [one.key for one in found if one.rule == "website.not-https-or-expired"] == ["http"]
