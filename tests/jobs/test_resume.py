"""A killed scan loses no stored page and is taken up again by the same command, with the same result."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests_support import REPOSITORY, Xunjian, command, environment, run_xunjian
from village_portal import AS_OF, VillagePortal, crowd, fill, serving, settings_for

from db import visits
from db.engine import open_database

ARTICLES = 200
SCAN = ("scan", "weekly", "--as-of", AS_OF, "--json")


def outcome(report: dict[str, Any], portal: VillagePortal) -> tuple[Any, ...]:
    """What a scan found and covered, whatever port its portal had."""
    findings = sorted(
        (one["rule"], one["subject"].removeprefix(portal.url), one["grade"], one["state"], one["message"])
        for one in report["findings"]
    )
    return findings, {key: value for key, value in report["coverage"].items() if key != "reasons"}


def crowded() -> VillagePortal:
    """Nine sites, so that several processes judge them, and one column with many articles."""
    return VillagePortal(more_units=tuple(f"z{number}" for number in range(7)))


@pytest.fixture
def portal() -> Iterator[VillagePortal]:
    with serving(crowded()) as portal:
        fill(portal)
        crowd(portal, ARTICLES)
        yield portal


@pytest.fixture
def settings(portal: VillagePortal, tmp_path: Path, xunjian: Xunjian) -> dict[str, str]:
    settings = settings_for(portal, tmp_path / "districts")
    assert xunjian("init", **settings).code == 0
    return settings


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, ...]:
    home = tmp_path_factory.mktemp("undisturbed")
    with serving(crowded()) as portal:
        fill(portal)
        crowd(portal, ARTICLES)
        settings = settings_for(portal, home / "districts")
        run_xunjian(home, "init", **settings)
        ran = run_xunjian(home, *SCAN, **settings)
        assert (ran.code, ran.json["resumed"]) == (0, False)
        return outcome(ran.json, portal)


def start(home: Path, settings: dict[str, str]) -> subprocess.Popen[bytes]:
    """A scan in a process group of its own."""
    return subprocess.Popen(
        command(*SCAN),
        env=environment(home, **settings),
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def wait_until(happens: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.003)


def stored(home: Path) -> set[str]:
    """Addresses whose answers the first scan has kept."""
    database = open_database(f"sqlite:///{home}/xunjian.sqlite3")
    with database.reading() as connection:
        known = {url for url, visit in visits.urls_of_scan(connection, 1).items() if visit.sha256}
    database.dispose()
    return known


def alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("whole_group", [True, False], ids=["all-processes", "the-parent-only"])
def test_killed_while_crawling(
    xunjian: Xunjian,
    settings: dict[str, str],
    portal: VillagePortal,
    tmp_path: Path,
    undisturbed: tuple[Any, ...],
    whole_group: bool,
) -> None:
    portal.delay = 0.03
    scan = start(tmp_path, settings)
    articles = [f"/xz/b{number}.htm" for number in range(ARTICLES)]
    wait_until(lambda: len(portal.asked) > 20 and any(f"{portal.url}{path}" in stored(tmp_path) for path in articles))
    (os.killpg if whole_group else os.kill)(scan.pid, signal.SIGKILL)
    assert scan.wait() == -signal.SIGKILL
    wait_until(lambda: not alive(scan.pid))  # the crawl ends with the scan that started it
    kept = {url.removeprefix(portal.url) for url in stored(tmp_path)}
    assert 10 < len(kept) < ARTICLES
    portal.asked.clear()
    portal.delay = 0

    ran = xunjian(*SCAN, **settings)
    assert (ran.code, ran.json["resumed"], ran.json["scan"]) == (0, True, 1)
    assert kept & set(portal.asked) == set()
    assert kept | set(portal.asked) >= set(articles)
    assert len(portal.asked) == len(set(portal.asked))
    assert outcome(ran.json, portal) == undisturbed


def test_killed_while_judging(
    xunjian: Xunjian, settings: dict[str, str], portal: VillagePortal, tmp_path: Path, undisturbed: tuple[Any, ...]
) -> None:
    """Nothing of the judgement is written before all of it; nothing is asked of the portal again."""
    scan = start(tmp_path, settings)
    database = sqlite3.connect(f"file:{tmp_path}/xunjian.sqlite3?mode=ro", uri=True)
    wait_until(lambda: database.execute("SELECT 1 FROM scans WHERE state = 'fetched'").fetchone())
    os.kill(scan.pid, signal.SIGKILL)
    assert scan.wait() == -signal.SIGKILL, "it was quicker than this test"
    wait_until(lambda: not alive(scan.pid))  # nor do the workers that share the judging
    assert database.execute("SELECT count(*) FROM findings").fetchone() == (0,)
    database.close()
    portal.asked.clear()

    ran = xunjian(*SCAN, **settings)
    assert (ran.code, ran.json["resumed"], ran.json["scan"]) == (0, True, 1)
    assert portal.asked == []
    assert outcome(ran.json, portal) == undisturbed
    assert xunjian("review", "--state", "all", "--json", **settings).json["findings"][0]["times_seen"] == 1


def test_a_crawl_whose_scan_was_killed_while_it_was_loading_asks_nothing(
    settings: dict[str, str], portal: VillagePortal, tmp_path: Path
) -> None:
    """The kernel tells only those of their parent's end who have asked for it by then."""
    somebody_else = str(os.getppid())
    crawl = subprocess.run(
        [sys.executable, "-m", "jobs.fetch_child", "1", somebody_else],
        env=environment(tmp_path, **settings),
        cwd=REPOSITORY,
        check=False,
        capture_output=True,
    )
    assert (crawl.returncode, portal.asked) == (-signal.SIGTERM, [])


def test_a_judging_process_that_is_killed_takes_no_answer_along(
    settings: dict[str, str], portal: VillagePortal, tmp_path: Path, undisturbed: tuple[Any, ...]
) -> None:
    """As when a page makes the parser crash, or memory runs out."""
    portal.delay = 0.01
    scan = subprocess.Popen(
        command(*SCAN),
        env=environment(tmp_path, **settings),
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    wait_until(lambda: portal.asked)
    killed: list[int] = []
    wait_until(lambda: killed.extend(judges(scan.pid)) or killed)
    os.kill(killed[0], signal.SIGKILL)
    said, complaints = scan.communicate()
    assert scan.returncode == 0
    assert b"judged one by one" in complaints
    assert outcome(json.loads(said), portal) == undisturbed


def judges(scan: int) -> list[int]:
    """Child processes of ``scan`` that run its own program; the crawl runs another."""
    children = Path(f"/proc/{scan}/task/{scan}/children").read_text().split()
    return [int(child) for child in children if b"jobs.fetch_child" not in Path(f"/proc/{child}/cmdline").read_bytes()]
