"""The findings that one scan saw."""

from __future__ import annotations

from db import findings
from db.findings import StoredFinding
from jobs.workspace import Workspace


def found_in(work: Workspace, scan_id: int) -> list[StoredFinding]:
    """Findings observed by scan ``scan_id``, gravest first."""
    with work.database.reading() as connection:
        known = findings.listing(connection)
    seen = [one for one in known if any(observation.scan_id == scan_id for observation in one.observations)]
    return sorted(seen, key=lambda one: (-one.severity.rank, one.subject.unit_id, one.rule))
