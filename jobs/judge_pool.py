"""Judges the sites of a scan on all processors: reading pages is pure computation.

Each worker process opens the workspace for itself and answers for its share of the sites; small scans are judged in
this process, where starting workers would cost more than it saves.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import active_children, get_context
from typing import Any

from config.settings import Settings
from crawler.plan import SitePlan
from db.scans import ScanRecord
from facts.docid_curve import DocidCurve
from inspection.finding import Verdict
from inspection.rule import Rule
from jobs.child_process import leave_interruption_to_parent
from jobs.judge_site import judge_site
from jobs.workspace import Workspace, workspace

#: Below this many sites one process is quicker.
WORTH_SHARING = 8

_Answers = list[tuple[int, list[Verdict]]]


def judge_sites(
    work: Workspace, rules: tuple[Rule[Any], ...], scan: ScanRecord, sites: Sequence[SitePlan], curve: DocidCurve
) -> Iterator[Verdict]:
    """The verdicts about all ``sites``, in their order, whoever computed them."""
    numbered = list(enumerate(sites))
    workers = len(os.sched_getaffinity(0))
    if workers == 1 or len(sites) < WORTH_SHARING:
        answers = _judge_share(work, rules, scan, numbered, curve)
    else:
        work.database.dispose()  # no open connection may cross into the workers
        with ProcessPoolExecutor(workers, get_context("fork"), leave_interruption_to_parent) as pool:
            shares = [
                pool.submit(_judge_in_worker, work.settings, rules, scan, numbered[start::workers], curve)
                for start in range(workers)
            ]
            try:
                answers = [answer for share in shares for answer in share.result()]
            except KeyboardInterrupt:  # nothing of their work is kept: do not wait for it
                for worker in active_children():
                    worker.terminate()
                raise
    for _, verdicts in sorted(answers, key=lambda pair: pair[0]):
        yield from verdicts


def _judge_in_worker(
    settings: Settings,
    rules: tuple[Rule[Any], ...],
    scan: ScanRecord,
    share: Sequence[tuple[int, SitePlan]],
    curve: DocidCurve,
) -> _Answers:
    with workspace(settings) as work:
        return _judge_share(work, rules, scan, share, curve)


def _judge_share(
    work: Workspace,
    rules: tuple[Rule[Any], ...],
    scan: ScanRecord,
    share: Sequence[tuple[int, SitePlan]],
    curve: DocidCurve,
) -> _Answers:
    return [
        (number, list(judge_site(work, rules, scan, plan.site, tuple(each.column for each in plan.columns), curve)))
        for number, plan in share
    ]
