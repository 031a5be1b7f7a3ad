"""``python -m benchmarks [--pages small|full|both] [--rounds N] [--only NAME...] [--keep FOLDER]``."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from benchmarks.contestants import CONTESTANTS, Lap, RunFailed
from benchmarks.nginx import NginxFailed, serving
from benchmarks.portal_files import write_portal
from benchmarks.portal_plan import AS_OF
from benchmarks.table import head, lap_line, ratios, verdict


def main(arguments: list[str] | None = None) -> int:
    """0 when all runs did all their work, whatever the figures; 1 otherwise."""
    asked = _parser().parse_args(arguments)
    print(
        f"xunjian scan weekly as of {AS_OF.isoformat()}: a first scan with a new database; the update windows and the\n"
        "margin of the list walk reach every page of the portal, which the run checks in nginx's log. No accounts."
    )
    sizes = ("small", "full") if asked.pages == "both" else (asked.pages,)
    try:
        # Everything is deleted at the very end: a file system that has just lost 10,000 files is slow to make new ones.
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            measured = {size: _measure(size, asked.rounds, asked.only, Path(folder) / size) for size in sizes}
    except (RunFailed, NginxFailed) as problem:
        print(problem, file=sys.stderr)
        return 1
    print("", *verdict(measured), sep="\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--pages", choices=("small", "full", "both"), default="both", help="2,665 or 13,000 pages")
    parser.add_argument("--rounds", type=int, default=1, help="rounds of all programs, one after the other")
    parser.add_argument("--only", choices=tuple(CONTESTANTS), nargs="+", default=list(CONTESTANTS))
    return parser


def _measure(size: str, rounds: int, names: list[str], folder: Path) -> dict[str, list[Lap]]:
    laps: defaultdict[str, list[Lap]] = defaultdict(list)
    portal = folder / "portal"
    portal.mkdir(parents=True)
    began = time.monotonic()
    plan = write_portal(portal, size)
    title = f"{size}: {plan.pages} pages on {len(plan.sites)} sites, written in {time.monotonic() - began:.1f} s"
    print(head(title), flush=True)
    with serving(portal) as server:
        for number in range(rounds):
            for name in names:
                lap_folder = folder / f"{name}-{number}"
                lap_folder.mkdir()
                laps[name].append(CONTESTANTS[name](plan, server, lap_folder))
                print(lap_line(laps[name][-1]), flush=True)
    print(*ratios(laps), sep="\n", flush=True)
    return dict(laps)


if __name__ == "__main__":
    sys.exit(main())
