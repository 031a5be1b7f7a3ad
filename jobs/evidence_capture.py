"""Takes the evidence of findings from what was stored: one picture a page, then marks, members and manifests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime

from config.problem import ConfigError
from db import evidence
from db.findings import StoredFinding
from evidence.camera import Camera, CameraError, Limits
from evidence.drawing import NoFont
from evidence.page_assets import PageAssets
from inspection.manifest import Manifest
from inspection.moment import beijing_day
from jobs.browser import BrowserError, find_browser, sandbox_arguments
from jobs.evidence_assets import AssetShelf
from jobs.evidence_exhibits import Prepared, Titles, prepare
from jobs.evidence_sources import Origin, origins
from jobs.evidence_wanted import evidence_store
from jobs.workspace import Workspace, rulebook
from monitors.frame.catalogue import CatalogueError

#: Findings whose snapshots are read at once: what is in memory is theirs.
_AT_ONCE = 16
_THREADS = 2

Progress = Callable[[int, int], None]  # findings done, findings in all


@dataclass(slots=True)
class CaptureReport:
    """``captured``: manifest numbers by finding; ``failed``: reasons (Chinese) by finding, which stays pending."""

    captured: dict[str, int] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    pictures: int = 0
    restarts: int = 0


def capture(
    work: Workspace,
    wanted: Sequence[StoredFinding],
    progress: Progress | None = None,
    limits: Limits | None = None,
    *,
    assets: bool = False,
) -> CaptureReport:
    """Take the evidence of ``wanted``; a page that cannot be pictured fails alone. With ``assets`` the style sheets and
    pictures of the pages are asked for first. Raises ``BrowserError`` without a browser, ``StorageError`` when nothing
    can be written.
    """
    report = CaptureReport()
    if wanted:
        shelf = AssetShelf(work) if assets else None
        asyncio.run(_Run(work, report, progress or (lambda _done, _all: None), shelf).go(wanted, limits))
    return report


class _Run:
    def __init__(self, work: Workspace, report: CaptureReport, progress: Progress, shelf: AssetShelf | None) -> None:
        self._work, self._report, self._progress, self._shelf = work, report, progress, shelf
        self._store = evidence_store(work)
        self._put: set[str] = set()

    async def go(self, wanted: Sequence[StoredFinding], limits: Limits | None) -> None:
        # Pictures are large and each thread keeps a heap of its own: no more threads than pages at a time.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS))
        try:
            async with Camera(find_browser(), sandbox_arguments(), limits) as camera:
                for part in _page_by_page(wanted):
                    groups = self._groups(part)
                    dressed = await self._dressed(groups)
                    turns = asyncio.Semaphore(camera.limits.side_by_side)
                    async with asyncio.TaskGroup() as tasks:
                        for group in groups:
                            assets = dressed.get(group[0].key)
                            tasks.create_task(self._page(camera, turns, group, assets, len(wanted)))
                self._report.restarts = camera.restarts
        except CameraError as problem:
            raise BrowserError(str(problem)) from problem
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None
        finally:
            if self._shelf is not None:
                self._shelf.stop()

    def _groups(self, part: Sequence[StoredFinding]) -> list[list[Origin]]:
        groups: dict[str, list[Origin]] = {}
        with self._work.database.reading() as cx:
            for origin in origins(self._work, cx, part):
                if isinstance(origin, Origin):
                    groups.setdefault(origin.key, []).append(origin)
                else:
                    self._report.failed[origin[0]] = origin[1]
        return list(groups.values())

    async def _dressed(self, groups: Sequence[list[Origin]]) -> dict[str, PageAssets]:
        """Style sheets and pictures by the key of the page, where they are wanted."""
        pages = {group[0].key: group[0].document for group in groups if group[0].document is not None}
        if self._shelf is None or not pages:
            return {}
        return dict(zip(pages, await asyncio.to_thread(self._shelf.of_pages, list(pages.values())), strict=True))

    async def _page(
        self, camera: Camera, turns: asyncio.Semaphore, group: list[Origin], assets: PageAssets | None, of: int
    ) -> None:
        async with turns:
            try:
                prepared = await prepare(self._work, camera, group, _titles, assets)
            except CameraError as problem:
                self._report.failed |= {origin.finding.id: str(problem) for origin in group}
            except NoFont as problem:
                raise BrowserError(str(problem)) from problem
            else:
                self._report.pictures += 1
                await asyncio.to_thread(self._keep, prepared)
            self._progress(len(self._report.captured) + len(self._report.failed), of)

    def _keep(self, prepared: Sequence[Prepared]) -> None:
        """Bytes first, then the manifests: who is killed between leaves bytes that nobody names, never the reverse."""
        for one in prepared:
            for member in one.gathering.members:
                if member.sha256 not in self._put:  # findings of a page, and pages of a site, share most of theirs
                    self._store.put(one.gathering.bodies[member.name])
                    self._put.add(member.sha256)
        now = datetime.now(UTC)
        with self._work.database.writing() as cx:
            for one in prepared:
                kept = evidence.append(cx, self._work.district.id, one.scan_id, now, _continuing(one))
                self._report.captured[one.finding_id] = kept.number


def _page_by_page(wanted: Sequence[StoredFinding]) -> Iterator[list[StoredFinding]]:
    """Parts of about ``_AT_ONCE`` findings in their order, all those of a page together: it is pictured once."""
    pages: dict[str, list[StoredFinding]] = {}
    for one in wanted:
        pages.setdefault(one.subject.id, []).append(one)
    part: list[StoredFinding] = []
    for page in pages.values():
        if part and len(part) + len(page) > _AT_ONCE:
            yield part
            part = []
        part += page
    if part:
        yield part


def _continuing(one: Prepared) -> Callable[[int, str], Manifest]:
    return lambda number, previous: one.gathering.closed(number, previous, one.finding_id, one.told)


def _titles(origin: Origin) -> Titles:
    """How the rule was called when it was asked; its id where that table is no more."""
    try:
        rule = rulebook(beijing_day(origin.seen.as_of)).rule(origin.finding.rule)
    except (KeyError, ConfigError, CatalogueError):
        return Titles(origin.finding.rule, "")
    return Titles(rule.title, rule.clause)
