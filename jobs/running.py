"""How far a running scan has come, as people want to see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.running_scans import RunningScan
from inspection.registry import District

#: A scan that asked nothing for so long has stopped: judging takes minutes, waiting for one site seconds.
_SILENT = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Progress:
    """``sites`` of ``planned`` sites have been asked something. ``stopped``: it has shown no sign of life for long, and
    will go on when the same scan is started again.
    """

    scan: RunningScan
    planned: int
    stopped: bool

    @property
    def sites(self) -> int:
        return min(self.scan.sites, self.planned)


def progress_of(scan: RunningScan, district: District, at: datetime) -> Progress:
    """The progress at the aware moment ``at``."""
    planned = sum(not scan.unit_ids or site.unit_id in scan.unit_ids for site in district.sites)
    return Progress(scan, planned, at - (scan.asked_at or scan.started_at) > _SILENT)
