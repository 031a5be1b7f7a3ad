"""Judges the sites of a scan on all processors: reading pages is pure computation.

Sites are judged as soon as they are complete, while the crawl goes on with the others. What they are judged by beyond
their own pages, the docid curve, is known when all lists are read; should it turn out otherwise in the end, their
answers are thrown away and they are judged again. So the answers are those of judging everything after the crawl.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from multiprocessing import active_children, get_context
from types import TracebackType
from typing import Any, Self

from config.settings import Settings
from crawler.plan import SitePlan
from db import articles
from db.scans import ScanRecord
from facts.docid_curve import DocidCurve
from inspection.finding import Verdict
from inspection.freshness import Freshness
from inspection.rule import Rule
from jobs.child_process import collect_seldom, leave_interruption_to_parent
from jobs.judge_site import SiteAnswers, judge_site
from jobs.workspace import Workspace, workspace

#: Below this many sites one process is quicker.
WORTH_SHARING = 8
log = logging.getLogger(__name__)


class SiteJudges:
    """The judges of one scan's ``sites``; to be entered before the crawl. Fits ``jobs.fetch.Milestones``."""

    def __init__(
        self, work: Workspace, rules: tuple[Rule[Any], ...], scan: ScanRecord, sites: Sequence[SitePlan]
    ) -> None:
        self._work = work
        self._rules = rules
        self._scan = scan
        self._sites = {plan.site.id: plan for plan in sites}
        self._curve: DocidCurve | None = None
        self._pool: ProcessPoolExecutor | None = None
        self._answers: dict[str, Future[SiteAnswers] | None] = {}
        #: How fresh the columns are; filled by ``verdicts``, whole when it has ended.
        self.columns: list[Freshness] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is None:
            return
        if problem is not None:  # nothing of their work is kept: do not wait for it
            for worker in active_children():
                worker.terminate()
        self._pool.shutdown(wait=problem is None, cancel_futures=True)

    def lists_read(self) -> None:
        self._curve = _fit_curve(self._work)

    def site_complete(self, site_id: str) -> None:
        plan = self._sites.get(site_id)
        if plan and self._curve and self._shared:
            self._answers[site_id] = self._ask(plan, self._curve)

    def verdicts(self) -> Iterator[Verdict]:
        """The verdicts about all sites, in their order, whoever computed them. The crawl must have ended."""
        curve = _fit_curve(self._work)
        if curve != self._curve:
            self._answers.clear()
        for site_id, plan in self._sites.items():
            if self._shared and site_id not in self._answers:
                self._answers[site_id] = self._ask(plan, curve)
        self.columns.clear()
        for site_id, plan in self._sites.items():
            if self._shared:
                answers = self._answer(self._answers.pop(site_id), plan, curve)
            else:
                answers = _judge(self._work, self._rules, self._scan, plan, curve)
            self.columns += answers.columns
            yield from answers.verdicts

    def _answer(self, asked: Future[SiteAnswers] | None, plan: SitePlan, curve: DocidCurve) -> SiteAnswers:
        """What a worker found; when it died, what one of its own finds; nothing, which is UNKNOWN, if that dies too."""
        try:
            if asked:
                return asked.result()
        except BrokenProcessPool:
            log.warning("a judging process died; its sites are judged one by one")
        try:
            with self._workers(1) as alone:
                return self._submit(alone, plan, curve).result()
        except BrokenProcessPool:
            log.error("网站 %s 的页面使判读进程意外终止，本次不作结论", plan.site.id)
            return SiteAnswers((), ())

    @property
    def _shared(self) -> bool:
        return len(self._sites) >= WORTH_SHARING and len(os.sched_getaffinity(0)) > 1

    def _ask(self, plan: SitePlan, curve: DocidCurve) -> Future[SiteAnswers] | None:
        """``None`` when a worker has died and taken the pool along."""
        if self._pool is None:
            self._pool = self._workers(len(os.sched_getaffinity(0)))
        try:
            return self._submit(self._pool, plan, curve)
        except BrokenProcessPool:
            return None

    def _workers(self, count: int) -> ProcessPoolExecutor:
        self._work.database.dispose()  # no open connection may cross into the workers
        return ProcessPoolExecutor(count, get_context("fork"), _begin_worker, (self._work.settings,))

    def _submit(self, pool: ProcessPoolExecutor, plan: SitePlan, curve: DocidCurve) -> Future[SiteAnswers]:
        return pool.submit(_judge_in_worker, self._rules, self._scan, plan, curve)


_workspace_of_worker: list[Workspace] = []


def _begin_worker(settings: Settings) -> None:
    leave_interruption_to_parent()
    collect_seldom()
    _workspace_of_worker.append(workspace(settings).__enter__())  # it ends with the process


def _judge_in_worker(rules: tuple[Rule[Any], ...], scan: ScanRecord, plan: SitePlan, curve: DocidCurve) -> SiteAnswers:
    return _judge(_workspace_of_worker[0], rules, scan, plan, curve)


def _judge(
    work: Workspace, rules: tuple[Rule[Any], ...], scan: ScanRecord, plan: SitePlan, curve: DocidCurve
) -> SiteAnswers:
    return judge_site(work, rules, scan, plan.site, tuple(each.column for each in plan.columns), curve)


def _fit_curve(work: Workspace) -> DocidCurve:
    with work.database.reading() as connection:
        pairs = articles.docid_days(connection)
    dated = ((docid, date.fromisoformat(day)) for docid, day in pairs if day)
    return DocidCurve.fit(dated, work.district.docid_anchors)
