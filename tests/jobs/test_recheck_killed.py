"""A re-check that is killed anywhere leaves no step half taken, and the next run takes every one of them once.

``XUNJIAN_TEST_KILLS`` sets how many random moments are tried.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from tests_support import REPOSITORY, Xunjian, command, environment, run_xunjian
from village_portal import AS_OF, VillagePortal, article, crowd, fill, serving, settings_for

from db import findings, scans
from db.engine import open_database
from inspection.finding import Confidence, Finding, Severity, Subject, SubjectKind

KILLS = int(os.environ.get("XUNJIAN_TEST_KILLS", "3"))
RECHECK = ("recheck", "xiang", "--as-of", "2026-03-24T10:00:00+08:00", "--json")
#: What a re-check writes. Ids of rows may differ, and when a row was written.
WRITTEN = (
    "SELECT finding_id, action, who, at, reason, scan_id FROM decisions LEFT JOIN step_details ON decision_id = id",
    "SELECT finding_id, scan_id, message FROM observations",
    "SELECT scan_id, rule, subject_id, outcome FROM verdicts",
    "SELECT id, state FROM findings",
    "SELECT id, kind, state FROM scans",
)


def written(home: Path) -> list[Any]:
    with closing(sqlite3.connect(home / "xunjian.sqlite3")) as cx:
        return [sorted(map(repr, cx.execute(query))) for query in WRITTEN]


def dead_link(home: Path, portal: VillagePortal) -> None:
    """As a link check leaves it, without the minute between its two looks."""
    home_page, url = f"{portal.url}/xz/", f"{portal.url}/xz/old.htm"
    portal.answers["/xz/"] = str(portal.answers["/xz/"]).replace("</body>", f"<a href='{url}'>旧栏目</a></body>")
    subject = Subject(SubjectKind.PAGE, home_page, "xiang", "xiang", None, None, home_page, "柳溪乡专栏")
    one = Finding("website.link-dead", "link_dead", subject, Severity.HINT, Confidence.HIGH, "旧栏目打不开", url)
    database = open_database(f"sqlite:///{home}/xunjian.sqlite3")
    with database.writing() as cx:
        scan = scans.latest(cx, "liuxi")
        assert scan is not None
        findings.observe(cx, scan.id, scan.as_of, [(one, False)])
    database.dispose()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str], VillagePortal]]:
    """Open problems of every kind that a re-check answers: announced, mended, still there, entered by a person."""
    home = tmp_path_factory.mktemp("open")
    with serving(VillagePortal()) as portal:
        fill(portal)
        crowd(portal, 5)
        number = portal.answers["/xz/b0.htm"]
        for path in ("/xz/b1.htm", "/xz/b2.htm"):
            portal.answers[path] = str(number).replace("乡里工作之0", f"乡里工作之{path[5]}")
        settings = settings_for(portal, home / "districts") | {"XUNJIAN_MAX_RETRIES": "0"}
        assert run_xunjian(home, "init", **settings).code == 0
        assert run_xunjian(home, "scan", "weekly", "--as-of", AS_OF, **settings).code == 0
        dead_link(home, portal)
        entry = ("--message", "错字", "--source", "抽查", "--who", "甲", "--at", "2026-03-21T09:00:00+08:00")
        words = ("--url", f"{portal.url}/xz/b3.htm", "--wrong", "认真开展", "--right", "扎实开展")
        assert run_xunjian(home, "ledger", "add", "xiang", *entry, *words, **settings).code == 0
        portal.answers["/xz/b0.htm"] = article("乡里工作之0", "2026-03-18", "申请人身份证号码已隐去，准予登记。")
        portal.answers["/xz/b3.htm"] = str(portal.answers["/xz/b3.htm"]).replace("认真开展", "扎实开展")
        steps = ["编号,步骤,理由,处理人,时刻,期限"]
        for one in run_xunjian(home, "ledger", "list", "--json", **settings).json["lines"]:
            way = ["确认", "通报"]
            way += ["报告整改"] if one["url"].endswith(("b1.htm", "b3.htm")) else []
            steps += [f"{one['id']},{step},,甲,2026-03-21 1{hour}:00," for hour, step in enumerate(way)]
        (home / "steps.csv").write_text("\n".join(steps), encoding="utf-8")
        assert run_xunjian(home, "ledger", "step", "--apply", str(home / "steps.csv"), **settings).code == 0
        portal.delay = 0.02
        yield home, settings, portal


@pytest.fixture(scope="module")
def undisturbed(
    world: tuple[Path, dict[str, str], VillagePortal], tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[Any], float]:
    """What one whole run writes, and the seconds that it takes."""
    home, settings, _ = world
    copy = tmp_path_factory.mktemp("whole") / "copy"
    shutil.copytree(home, copy)
    began = time.monotonic()
    ran = run_xunjian(copy, *RECHECK, **settings)
    took = time.monotonic() - began
    answers = {one["now"] for one in ran.json["open"]}
    assert answers == {"gone", "still"} and len(ran.json["open"]) >= 6, ran.json["open"]
    return written(copy), took


@pytest.mark.parametrize("seed", range(KILLS))
def test_killed_at_a_random_moment(
    here: Xunjian,
    world: tuple[Path, dict[str, str], VillagePortal],
    undisturbed: tuple[list[Any], float],
    tmp_path: Path,
    seed: int,
) -> None:
    home, settings, _ = world
    whole, took = undisturbed
    before = written(home)
    moment = (seed + random.Random(seed).random()) * took / KILLS  # every stretch of a run is hit, each somewhere
    while not killed_after(moment, tmp_path, home, settings):
        assert written(tmp_path) == whole, "it was over before the kill"
        moment *= 0.8
    left = written(tmp_path)
    assert left[:4] in (before[:4], whole[:4]), "either every answer is written or none"
    ran = here(*RECHECK, **settings)
    assert ran.code == 0, ran.err
    if left[:4] == before[:4]:
        assert written(tmp_path) == whole


def killed_after(seconds: float, place: Path, home: Path, settings: dict[str, str]) -> bool:
    """Start a re-check on a fresh copy of ``home`` in ``place`` and kill all its processes; false: it was quicker."""
    shutil.rmtree(place)
    shutil.copytree(home, place)
    check = subprocess.Popen(
        command(*RECHECK), env=environment(place, **settings), cwd=REPOSITORY, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(seconds)
    with suppress(ProcessLookupError):
        os.killpg(check.pid, signal.SIGKILL)
    return check.wait() == -signal.SIGKILL
