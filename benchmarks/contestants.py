"""The three programs that walk the portal. Each run starts from nothing, in a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.district import DISTRICT, register
from benchmarks.measuring import Usage, run
from benchmarks.nginx import Server
from benchmarks.portal_plan import AS_OF, PortalPlan

#: Requests under way at one host: what stock Scrapy allows.
CONCURRENCY = 8
_SPIDER = Path(__file__).with_name("stock_spider.py")


class RunFailed(Exception):
    """A program ended badly, or did not do the work that it is measured for."""


@dataclass(frozen=True, slots=True)
class Lap:
    """One run: ``pages`` answered with 200, ``different`` ones among them."""

    who: str
    pages: int
    different: int
    usage: Usage

    @property
    def rate(self) -> float:
        """Different pages a second."""
        return self.different / self.usage.wall

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of processor time for each different page."""
        return 1000 * self.usage.cpu / self.different


def run_stock(plan: PortalPlan, server: Server, folder: Path) -> Lap:
    """Stock Scrapy, followed from the first site's home page over every link."""
    start = server.url + plan.sites[0].path
    command = [
        sys.executable,
        "-m",
        "scrapy",
        "runspider",
        str(_SPIDER),
        "-a",
        f"start={start}",
        "-s",
        "LOG_LEVEL=INFO",
    ]
    return _lap("stock Scrapy", command, plan, server, folder, _environment())


def run_wget(plan: PortalPlan, server: Server, folder: Path) -> Lap:
    """A plain mirror: every page to a file."""
    start = server.url + plan.sites[0].path
    command = [
        "wget",
        "--recursive",
        "--level=inf",
        "--no-verbose",
        "--output-file=log",
        "--directory-prefix=got",
        start,
    ]
    return _lap("wget -r", command, plan, server, folder, _environment())


def run_ours(plan: PortalPlan, server: Server, folder: Path) -> Lap:
    """The first weekly scan of the district, with a new database: fetch, facts, monitors, snapshots, findings."""
    settings = {
        "XUNJIAN_DATABASE_URL": f"sqlite:///{folder}/xunjian.sqlite3",
        "XUNJIAN_DATA_DIR": str(folder),
        "XUNJIAN_DISTRICT": DISTRICT,
        "XUNJIAN_DISTRICTS_DIR": str(folder / "districts"),
        "XUNJIAN_ALLOW_PRIVATE": "127.0.0.1",
        "XUNJIAN_DELAY_SECONDS": "0",
        "XUNJIAN_CONCURRENCY_PER_HOST": str(CONCURRENCY),
    }
    environment = _environment() | settings
    register(plan, server.url, folder / "districts")
    xunjian = str(Path(sys.executable).with_name("xunjian"))
    made = subprocess.run([xunjian, "init"], env=environment, cwd=folder, check=False, capture_output=True, text=True)
    if made.returncode:
        raise RunFailed(f"xunjian init ended with {made.returncode}: {made.stderr}")
    command = [xunjian, "scan", "weekly", "--as-of", AS_OF.isoformat(), "--json"]
    lap = _lap("xunjian scan weekly", command, plan, server, folder, environment)
    _check_work(json.loads((folder / "stdout").read_text("utf-8")), plan, folder)
    return lap


CONTESTANTS = {"ours": run_ours, "stock": run_stock, "wget": run_wget}


def _lap(
    who: str, command: Sequence[str], plan: PortalPlan, server: Server, folder: Path, environment: Mapping[str, str]
) -> Lap:
    server.pages_since()
    usage = run(command, folder, environment)
    pages, different = server.pages_since()
    if usage.code != 0:
        said = (folder / "stderr").read_text("utf-8", "replace")[-2000:]
        raise RunFailed(f"{who} ended with {usage.code}:\n{said}")
    if different != plan.pages:
        raise RunFailed(f"{who} fetched {different} of {plan.pages} pages")
    return Lap(who, pages, different, usage)


def _check_work(report: Mapping[str, object], plan: PortalPlan, folder: Path) -> None:
    """The scan kept every page, could judge all of it, and saw every planted number and nothing else."""
    coverage, found = report["coverage"], report["findings"]
    assert isinstance(coverage, dict) and isinstance(found, list)
    stored = sum(1 for _ in (folder / "snapshots").glob("*/*/*.zst"))
    rules = sorted({one["rule"] for one in found})
    faults = [
        f"{coverage['columns_unknown']} columns and {coverage['pages_unknown']} pages unknown"
        if coverage["columns_unknown"] or coverage["pages_unknown"]
        else "",
        f"{stored} snapshots for {plan.pages} pages" if stored != plan.pages else "",
        f"{len(found)} findings of {rules}, planted were {plan.exposed} numbers" if len(found) != plan.exposed else "",
    ]
    if any(faults):
        raise RunFailed("xunjian did not do all the work: " + "; ".join(filter(None, faults)))


def _environment() -> dict[str, str]:
    """Settings of the caller left out, and the wish not to keep compiled modules: an installed program has them."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XUNJIAN_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept
