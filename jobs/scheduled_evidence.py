"""The scheduled jobs about evidence: take what is pending and seal the days before, and let go what is too old."""

from __future__ import annotations

from datetime import datetime, timedelta

from inspection.moment import beijing_day
from jobs.evidence_prune import prune
from jobs.evidence_seal import SealError, seal_day
from jobs.evidence_wanted import wanted_findings
from jobs.scheduled_done import Done
from jobs.workspace import Workspace

#: Days before the present one that are sealed where they are not yet: the scheduler may have been off.
_SEALED_BACK = 7


def capture_pending(work: Workspace, at: datetime) -> Done:
    """Evidence of every open finding that has none."""
    from jobs.evidence_capture import capture  # noqa: PLC0415 - loads the browser's driver

    wanted = wanted_findings(work, (), frozenset())
    report = capture(work, wanted, assets=work.settings.evidence_assets)
    said = [next(iter(report.failed.values()))] if report.failed else []
    said += _sealed(work, at)
    return Done(max(1, len(wanted)), len(report.failed), "；".join(said))


def prune_old(work: Workspace, at: datetime) -> Done:
    """Retention, for real."""
    pruned = prune(work, at, dry=False)
    gone = sum(pruned.files.values())
    freed = sum(pruned.bytes.values()) / 1024**2
    rows = f"清理探测结果 {pruned.probes} 条、消息 {pruned.messages} 条、文件 {gone} 个（{freed:.0f} MB）"
    note = rows if gone or pruned.probes or pruned.messages else ""
    return Done(1, note=note)


def _sealed(work: Workspace, at: datetime) -> list[str]:
    """Seal the days before ``at``; what went wrong, in Chinese."""
    said: list[str] = []
    for back in range(_SEALED_BACK, 0, -1):
        try:
            seal_day(work, beijing_day(at) - timedelta(days=back), at)
        except SealError as problem:
            said.append(str(problem))
    return said
