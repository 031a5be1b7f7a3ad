"""A district after its weekly scan, for tests of what can be done with the result."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from village_portal import VillagePortal


@dataclass(frozen=True)
class Scanned:
    """``home`` holds the database and the snapshots; the portal still answers; ``report`` is what the scan said."""

    home: Path
    settings: dict[str, str]
    portal: VillagePortal
    report: dict[str, Any]
