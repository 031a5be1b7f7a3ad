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
        measured = {size: _measure(size, asked.rounds, asked.only) for size in sizes}
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


def _measure(size: str, rounds: int, names: list[str]) -> dict[str, list[Lap]]:
    laps: defaultdict[str, list[Lap]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="bench-portal-") as portal:
        began = time.monotonic()
        plan = write_portal(Path(portal), size)
        title = f"{size}: {plan.pages} pages on {len(plan.sites)} sites, written in {time.monotonic() - began:.1f} s"
        print(head(title), flush=True)
        with serving(Path(portal)) as server:
            for _ in range(rounds):
                for name in names:
                    with tempfile.TemporaryDirectory(prefix=f"bench-{name}-") as folder:
                        laps[name].append(CONTESTANTS[name](plan, server, Path(folder)))
                    print(lap_line(laps[name][-1]), flush=True)
    print(*ratios(laps), sep="\n", flush=True)
    return dict(laps)


if __name__ == "__main__":
    sys.exit(main())
