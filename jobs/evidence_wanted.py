"""Which findings want evidence, and where it is kept."""

from __future__ import annotations

from collections.abc import Sequence

from db import evidence, findings
from db.engine import Connection
from db.findings import StoredFinding
from db.snapshots import SnapshotStore
from inspection.finding import Severity
from jobs.workspace import Workspace

#: States of findings whose evidence is wanted.
WANTED_STATES = ("suspected", "confirmed")


def evidence_store(work: Workspace) -> SnapshotStore:
    """Where members are kept by their hash; readable for the program's own user only."""
    folder = work.settings.data_dir / "evidence"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    return SnapshotStore(folder)


def wanted_findings(
    work: Workspace, names: Sequence[str], unit_ids: frozenset[str], *, again: bool = False
) -> list[StoredFinding]:
    """The findings called by id or its beginning; without names, all open ones of the units (empty: all) that have no
    evidence yet. ``again``: also those that have. Raises ``ValueError`` (Chinese) for a name that fits none or several.
    """
    with work.database.reading() as cx:
        if names:
            return [named_finding(cx, name) for name in names]
        known = {} if again else evidence.captured(cx)
        found = findings.listing(cx)
    return [
        one
        for one in found
        if is_wanted(one) and one.id not in known and (not unit_ids or one.subject.unit_id in unit_ids)
    ]


def is_wanted(finding: StoredFinding) -> bool:
    """Whether evidence of it is wanted: it is open, and more than an early warning."""
    return finding.state in WANTED_STATES and finding.severity is not Severity.WARNING


def named_finding(cx: Connection, name: str) -> StoredFinding:
    """The finding whose id begins with ``name``. Raises ``ValueError`` (Chinese) when none does, or several do."""
    found = findings.get(cx, name)
    if found is None:
        raise ValueError(f"没有编号以“{name}”开头的问题，请用 xunjian review 查看编号")
    return found
