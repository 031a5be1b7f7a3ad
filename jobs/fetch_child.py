"""The crawl of one scan in a process of its own: ``python -m jobs.fetch_child SCAN_ID PARENT``.

Why a process: the crawler's reactor cannot be started twice, and a crash or a leak stays outside the caller. Prints one
JSON object a line: progress, then the summary or what is wrong with the storage. Settings come from the environment,
as for every other command.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from config.settings import load_settings
from crawler.run import crawl
from db import scans
from db.engine import StorageError
from inspection.moment import beijing_day
from inspection.visit import Target
from jobs.child_process import collect_seldom, end_with_parent
from jobs.recheck_plan import plan_of
from jobs.store_sink import StoredPages, StoreSink
from jobs.workspace import rulebook, workspace


def main(scan_id: int, parent: int) -> int:
    """Crawl what scan ``scan_id`` is for; 0 when the crawl ran to its end, 130 when it was interrupted.

    ``parent`` is the process that waits for it.
    """
    end_with_parent(signal.SIGTERM, parent)
    settings = load_settings()
    with workspace(settings) as work:
        with work.database.reading() as connection:
            scan = scans.get(connection, scan_id)
        rules = rulebook(beijing_day(scan.as_of)).rules
        plan = plan_of(work, scan, rules)
        sink = StoreSink(work.database, work.snapshots, scan_id, scan.as_of)
        stored = StoredPages(work.database, work.snapshots, work.district, scan_id)
        collect_seldom()
        summary = crawl(
            plan, sink, stored, settings, lambda progress: _say("progress", asdict(progress)), _Announcer(sink)
        )
    _say("summary", asdict(summary))
    return 130 if summary.interrupted else 0


class _Announcer:
    """Passes the crawl's milestones to the parent, when the database holds what they speak of."""

    def __init__(self, sink: StoreSink) -> None:
        self._sink = sink

    def lists_read(self, articles: Sequence[Target]) -> None:
        self._sink.listed(articles)
        _say("lists", {})

    def site_complete(self, site_id: str) -> None:
        self._sink.flush()
        _say("site", {"id": site_id})


def _say(kind: str, values: dict[str, Any]) -> None:
    try:
        sys.stdout.write(json.dumps({"kind": kind, **values}, ensure_ascii=False, default=str) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:  # nobody waits for this crawl any more: end it in good order
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - for the rest of this process
        os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    try:
        sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
    except StorageError as broken:
        _say("storage", {"problem": str(broken)})
        sys.exit(1)
