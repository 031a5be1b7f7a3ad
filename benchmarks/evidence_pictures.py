"""``python -m benchmarks.evidence_pictures [--findings 500] [--per-page 2] [--kills 0] [--dressed]``: cost of evidence.

Articles of the measured portal are put into a new store with invented findings on them, then the real command takes
their evidence. With ``--kills`` the command, its browser or both are killed outright at random moments and started
again, and the store is looked through for anything lost, doubled or unhashed. ``--dressed``: pages have three style
sheets of 60 kB and 26 pictures, which are fetched without a delay (the wait would be the wait, not the work).
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from benchmarks.invented_text import InventedText
from benchmarks.measuring import run
from benchmarks.page_markup import PageWriter, unit_links
from benchmarks.page_monitors import ORIGIN
from benchmarks.page_wardrobe import dress, wardrobe
from benchmarks.portal_plan import plan_portal
from config.settings import load_settings
from db import evidence, scans, visits
from db.engine import open_database
from db.observing import observe
from db.schema import upgrade
from db.snapshots import SnapshotStore
from inspection.finding import Confidence, Evidence, Finding, Severity, Subject, SubjectKind
from inspection.rule import ScanKind
from inspection.visit import Role, Target, Visit

_HEADERS = (("content-type", "text/html; charset=utf-8"),)
NOW = datetime(2021, 2, 26, 12, 0, tzinfo=UTC)
_COMMAND = (sys.executable, "-m", "cli.main", "evidence")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evidence_pictures")
    parser.add_argument("--findings", type=int, default=500)
    parser.add_argument("--per-page", type=int, default=2)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--dressed", action="store_true")
    options = parser.parse_args()
    with wardrobe() as proxy, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = fill(folder, options.findings, options.per_page, dressed=options.dressed)
        environment = {key: value for key, value in os.environ.items() if not key.startswith("XUNJIAN_")} | {
            "XUNJIAN_DATABASE_URL": f"sqlite:///{folder}/xunjian.sqlite3",
            "XUNJIAN_DATA_DIR": str(folder),
            "PYTHONPATH": str(Path(__file__).parents[1]),
            "XUNJIAN_EVIDENCE_ASSETS": str(options.dressed),
            "XUNJIAN_PROXY": proxy,
            "XUNJIAN_DELAY_SECONDS": "0",
        }
        if options.kills:
            killed(folder, environment, options.kills)
        used = run([*_COMMAND, "capture", "--pending"], folder, environment)
        whole = subprocess.run([*_COMMAND, "verify"], cwd=folder, env=environment, check=False).returncode == 0
        database = open_database(f"sqlite:///{folder}/xunjian.sqlite3")
        with database.reading() as cx:
            times = Counter(one.finding_id for one in evidence.chain(cx))
        database.dispose()
        kept = sum(path.stat().st_size for path in (folder / "evidence").rglob("*.zst"))
        print(f"{len(times)} findings with evidence, {sum(times.values()) - len(times)} doubled; verify: {whole}")
        if not options.kills:
            print(
                f"{pages} pages, {options.findings} findings in {used.wall:.0f} s: {pages / used.wall:.2f} pages/s, "
                f"{3 * options.findings / used.wall:.1f} pictures/s written; CPU {used.cpu:.0f} s; largest process "
                f"{used.largest / 2**20:.0f} MB, all together {used.together / 2**20:.0f} MB; "
                f"{kept / options.findings / 1000:.0f} kB a finding"
            )
        ok = used.code == 0 and whole and len(times) == options.findings == sum(times.values())
    return 0 if ok else 1


def fill(folder: Path, count: int, per_page: int, *, dressed: bool = False) -> int:
    """A store with ``count`` findings, ``per_page`` on each article; returns the number of pages."""
    database = open_database(f"sqlite:///{folder}/xunjian.sqlite3", must_be_current=False)
    upgrade(database)
    store = SnapshotStore(folder / "snapshots")
    district = load_settings().district
    pages = list(islice(_articles(), -(-count // per_page)))
    with database.writing() as cx:
        scan = scans.start(
            cx, kind=ScanKind.WEEKLY, as_of=NOW, district=district, quarter_id=None, unit_ids=(),
            code_version="0", rules_version="bench", started_at=NOW,
        )  # fmt: skip
        found: list[tuple[Finding, bool]] = []
        for number, (path, plain) in enumerate(pages):
            body = dress(plain, number) if dressed else plain
            digest = store.put(body)
            target = Target(ORIGIN + path, Role.ARTICLE, site_id="site")
            visits.add(cx, scan, [Visit(target, ORIGIN + path, 200, _HEADERS, digest, None, "", NOW)])
            found += [(one, True) for one in _findings(path, body, digest, min(per_page, count - len(found)))]
        observe(cx, scan, NOW, found)
    database.dispose()
    return len(pages)


def _articles() -> Iterator[tuple[str, bytes]]:
    text = InventedText(1)
    plan = plan_portal("small", text)
    units = unit_links(plan.sites)
    for site in plan.sites:
        writer = PageWriter(site, units, text)
        for column in site.columns:
            for place, article in enumerate(column.articles):
                yield article.path, writer.article(column, place).encode()


def _findings(path: str, body: bytes, digest: str, count: int) -> Iterator[Finding]:
    """Findings about sentences of the article, each with its own words."""
    address = ORIGIN + path
    subject = Subject(SubjectKind.PAGE, address, "unit", "site", "column", None, address, "通知")
    sentences = re.findall("[\u4e00-\u9fff]{8,24}", body.decode().partition("TRS_")[2])
    for number in range(count):
        quote = sentences[(number * 7) % len(sentences)]
        yield Finding(
            "website.bench", "wording_error", subject, Severity.HINT, Confidence.HIGH, f"错别字：{quote}",
            f"{number}", quote, "", (Evidence("页面快照", url=address, sha256=digest),),
        )  # fmt: skip


def killed(folder: Path, environment: dict[str, str], kills: int) -> None:
    """Kill the run, its browser, or both, ``kills`` times; the run's own next start picks up the work."""
    chance = random.Random(4)
    left, victims = kills, Counter[str]()
    while left:
        run_ = subprocess.Popen([*_COMMAND, "capture", "--pending"], cwd=folder, env=environment,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        while left and run_.poll() is None:
            time.sleep(chance.uniform(0.2, 4))
            victim = chance.choice(("browser", "run", "both"))
            browsers = _browsers(run_.pid)
            if victim != "run":
                for process in browsers:
                    os.kill(process, signal.SIGKILL)
            if victim != "browser":
                run_.kill()
            left -= 1
            victims[victim] += 1
        if run_.poll() == 0 and left:
            print(f"all done after {kills - left} kills")
            break
        run_.kill()
        run_.wait()
    print(f"killed: {dict(victims)}")


def _browsers(root: int) -> list[int]:
    """Browser processes below ``root``; those of others are none of ours."""
    parents: dict[int, int] = {}
    names: dict[int, str] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = path.read_text()
        except OSError:  # it ended meanwhile
            continue
        process, rest = int(path.parent.name), told.rpartition(")")
        parents[process], names[process] = int(rest[2].split()[1]), told.partition("(")[2].rpartition(")")[0]
    return [one for one, name in names.items() if "headless" in name and root in _ancestors(one, parents)]


def _ancestors(process: int, parents: dict[int, int]) -> Iterator[int]:
    while process in parents:
        process = parents[process]
        yield process


if __name__ == "__main__":
    sys.exit(main())
