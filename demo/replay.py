"""Replays one quarter: the portal lives through it day by day, and the program inspects it as it would the real one."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from config.districts import load_district
from demo.commands import CommandFailed, Commands
from demo.inspections import Inspection, inspections_of
from demo.outcome import problems
from demo.plan import load_plan
from demo.screen import doing, say
from demo.server import RunningPortal

DECISIONS = Path(__file__).parent / "decisions.csv"
DISTRICT = "dazu"


def replay(
    quarter_id: str,
    out: Path,
    data: Path,
    afterwards: Callable[[Commands, datetime, list[str]], None] = lambda *_: None,
) -> list[str]:
    """Replay ``quarter_id`` into ``out / quarter_id``; returns what did not come out as planned (empty = success).

    ``data`` (database and snapshots) is made anew. ``afterwards`` gets the moment of the last inspection and that
    answer while the portal still stands, so that re-checks find it. Raises ``CommandFailed`` when a command fails.
    """
    quarter = load_district(DISTRICT).quarter(quarter_id)
    _make_anew(data)
    with RunningPortal() as portal:
        say(f"仿真门户已启动：{portal.url}（浏览器可打开 {portal.url}/_/www.dazu.gov.cn/）")
        commands = Commands(portal.url, data)
        say(commands.run("db", "upgrade").strip())
        inspections = inspections_of(quarter)
        scans = [
            _inspect(portal, commands, one, f"[{number:2}/{len(inspections)}]")
            for number, one in enumerate(inspections, start=1)
        ]
        last = inspections[-1].at.isoformat()
        say(commands.run("review", "--apply", str(DECISIONS), "--at", last).strip())
        say(commands.run("report", quarter_id, "--out", str(out), "--close", "--who", "演示", "--at", last).strip())
        findings = commands.ask("review", "--state", "all")["findings"]
        wrong = problems(load_plan(), findings, scans, out / quarter_id)
        afterwards(commands, inspections[-1].at, wrong)
    return wrong


def _make_anew(data: Path) -> None:
    """Empty the demo's own folder; any other folder with something in it is left alone."""
    if data.exists() and any(data.iterdir()) and not (data / "xunjian.sqlite3").exists():
        raise CommandFailed(f"文件夹 {data} 里有别的内容，请换一个 --data")
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)


def _inspect(portal: RunningPortal, commands: Commands, one: Inspection, number: str) -> Any:
    began = time.monotonic()
    portal.set_moment(one.at)
    with doing(f"{number} {one.title}：扫描中…"):
        answer = commands.ask("scan", str(one.kind), "--as-of", one.at.isoformat())
    coverage, accused = answer["coverage"], [f for f in answer["findings"] if f["grade"] in ("error", "veto")]
    unknown = coverage["columns_unknown"] + coverage["accounts_unknown"]
    say(
        f"{number} {one.title}：取 {answer['crawl'].get('requests', 0)} 次，问题 {len(accused)} 个，"
        f"无法判定 {unknown} 个，用时 {time.monotonic() - began:.1f} 秒"
    )
    return answer
