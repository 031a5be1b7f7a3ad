"""How a crawl goes and how it went."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from inspection.fetched import FetchFailure, FetchProblem
from inspection.visit import Target

#: Seconds between two progress reports.
REPORT_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Progress:
    """Addresses ``done`` (with or without a page) of those ``planned`` so far; ``failures`` are part of ``done``."""

    done: int
    planned: int
    failures: int


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """``planned``, ``kept`` and ``reused`` count targets by role, ``failed`` by kind of failure.

    ``kept`` are pages (``not_modified`` of them confirmed by a 304); ``reused`` were stored before the scan was
    resumed. In a crawl that was not interrupted, planned = kept + reused + failed. ``requests`` counts HTTP requests,
    with redirects and retries; ``notes`` are Chinese remarks for the operator.
    """

    planned: Mapping[str, int]
    kept: Mapping[str, int]
    reused: Mapping[str, int]
    failed: Mapping[str, int]
    not_modified: int
    requests: int
    seconds: float
    interrupted: bool
    notes: tuple[str, ...]


class Tally:
    """Counts while the crawl runs and reports now and then."""

    def __init__(self, report: Callable[[Progress], None] | None) -> None:
        self._report = report
        self._reported_at = 0.0
        self._began = time.monotonic()
        self._planned: Counter[str] = Counter()
        self._kept: Counter[str] = Counter()
        self._reused: Counter[str] = Counter()
        self._failed: Counter[str] = Counter()
        self._not_modified = 0
        self._notes: dict[str, None] = {}
        self.requests = 0

    def planned(self, target: Target) -> None:
        self._planned[target.role.value] += 1

    def kept(self, target: Target, *, not_modified: bool) -> None:
        self._kept[target.role.value] += 1
        self._not_modified += not_modified
        self._tell()

    def reused(self, target: Target) -> None:
        self._reused[target.role.value] += 1
        self._tell()

    def failed(self, problem: FetchProblem) -> None:
        self._failed[problem.failure.value] += 1
        if problem.failure is FetchFailure.SKIPPED:
            self.note(problem.reason)
        self._tell()

    def note(self, text: str) -> None:
        """Remember a remark, once."""
        self._notes.setdefault(text)

    def finish(self, *, interrupted: bool) -> CrawlSummary:
        """The last report, and the summary."""
        self._tell(force=True)
        return CrawlSummary(
            planned=dict(self._planned),
            kept=dict(self._kept),
            reused=dict(self._reused),
            failed=dict(self._failed),
            not_modified=self._not_modified,
            requests=self.requests,
            seconds=round(time.monotonic() - self._began, 3),
            interrupted=interrupted,
            notes=tuple(self._notes),
        )

    def _tell(self, *, force: bool = False) -> None:
        now = time.monotonic()
        if self._report is None or not (force or now - self._reported_at >= REPORT_SECONDS):
            return
        self._reported_at = now
        failures = self._failed.total()
        done = self._kept.total() + self._reused.total() + failures
        self._report(Progress(done, self._planned.total(), failures))
