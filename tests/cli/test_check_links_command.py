"""``xunjian check-links`` as people and programs run it."""

from __future__ import annotations

import signal
import subprocess
import time
from threading import Event

import pytest
from scanned_district import Scanned
from tests_support import REPOSITORY, Ran, Xunjian, command, environment
from village_portal import AS_OF, VillagePortal

Settings = dict[str, str]
FINE = "<html><head><title>柳溪县</title></head><body><p>欢迎访问</p></body></html>"


@pytest.fixture(autouse=True)
def no_second_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute lies between the two looks at a dead link: here none."""
    real = time.sleep
    monkeypatch.setattr(time, "sleep", lambda seconds: real(min(seconds, 0.01)))


def test_the_newest_weekly_scan_is_checked_once(here: Xunjian, scanned: Scanned) -> None:
    ran = here("check-links", **scanned.settings)
    assert ran.code == 0, ran.err
    assert f"周扫描 第{scanned.report['scan']}次，检查时刻 2026-03-20T20:00+08:00" in ran.out
    assert "检查主机证书 1 个；新发现 4 个问题或预警" in ran.out
    assert "未启用" in ran.out or "未加密的 http" in ran.out
    asked = len(scanned.portal.asked)
    again = here("check-links", str(scanned.report["scan"]), "--json", **scanned.settings)
    assert (again.code, again.err) == (0, "")
    assert len(scanned.portal.asked) == asked
    told = again.json
    assert (told["sites"], told["sites_checked_before"], told["links_asked"], told["new_findings"]) == (2, 2, 0, 0)
    assert {one["rule"] for one in told["findings"]} == {"website.link-dead", "website.not-https-or-expired"}
    assert "2 个专栏此前已检查过，不再重复" in here("check-links", **scanned.settings).out


def test_one_unit_and_its_grade(here: Xunjian, scanned: Scanned) -> None:
    ran = here("check-links", "--unit", "柳溪乡政府", "--fail-on", "hint", **scanned.settings)
    assert ran.code in (0, 1)
    assert "县水务局" not in ran.out
    ran = here("check-links", "--fail-on", "hint", **scanned.settings)
    assert ran.code == 1
    assert "--fail-on hint" in ran.complaint


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("99",), "没有第 99 次扫描"),
        (("abc",), "值不对"),
        (("--unit", "火星局"), "没有登记名为“火星局”的单位"),
    ],
)
def test_what_is_meant_must_exist(here: Xunjian, scanned: Scanned, arguments: tuple[str, ...], said: str) -> None:
    ran = here("check-links", *arguments, **scanned.settings)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.complaint


def test_without_a_judged_weekly_scan(here: Xunjian, settings: Settings) -> None:
    assert here("init", **settings).code == 0
    ran = here("check-links", **settings)
    assert (ran.code, ran.complaint) == (2, "错误：还没有已判定的周扫描，请先运行 xunjian scan weekly")


def test_too_many_that_could_not_be_verified_end_with_4(here: Xunjian, scanned: Scanned) -> None:
    """A server that now refuses us says nothing about its links."""
    scanned.portal.answers = dict.fromkeys(scanned.portal.answers, 403) | {"/mail": 403}
    for path in ("/", "/xz/mail.htm", "/sw/mail.htm"):
        scanned.portal.answers[path] = 403
    ran = here("check-links", **scanned.settings)
    assert ran.code == 4
    assert "未能核实，超过上限 20%" in ran.complaint
    assert "未能核实的不算坏链" in ran.complaint


def test_after_a_scan(xunjian: Xunjian, settings: Settings, village: VillagePortal) -> None:
    for path in ("/", "/sw/mail.htm", "/xz/mail.htm"):  # without dead links there is no second look
        village.answers[path] = FINE
    assert xunjian("init", **settings).code == 0
    ran = xunjian("scan", "weekly", "--as-of", AS_OF, "--links", **settings)
    assert ran.code == 0, ran.err
    assert "检查主机证书 1 个" in ran.out
    assert "未加密的 http" in ran.out
    assert xunjian("check-links", "--json", **settings).json["sites_checked_before"] >= 1


def test_interrupted_it_leaves_nothing_and_can_be_run_again(scanned: Scanned, here: Xunjian) -> None:
    scanned.portal.delay = 0.5
    slowly = scanned.settings | {"XUNJIAN_DELAY_SECONDS": "1"}
    check = subprocess.Popen(
        command("check-links"), env=environment(scanned.home, **slowly), cwd=REPOSITORY,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    before = len(scanned.portal.asked)
    end = time.monotonic() + 20
    while len(scanned.portal.asked) == before and time.monotonic() < end:
        Event().wait(0.01)
    check.send_signal(signal.SIGTERM)
    out, err = check.communicate(timeout=30)
    scanned.portal.delay = 0.0
    assert (check.returncode, out) == (11, "")
    assert "重新运行同一命令即可继续" in Ran(11, out, err).complaint
    told = here("check-links", "--json", **scanned.settings).json
    assert (told["sites_checked_before"], told["new_findings"]) == (0, 4)
