"""Files handed in with steps of the ledger. Append-only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from db.tables import decisions
from db.tables_step_files import step_files


@dataclass(frozen=True, slots=True)
class StepFile:
    """``name`` as the sender called it, masked; ``size`` in bytes; ``at`` and ``who`` are those of the step."""

    id: int
    finding_id: str
    at: datetime
    who: str
    name: str
    size: int
    sha256: str


def add(cx: Connection, finding_id: str, name: str, size: int, sha256: str) -> None:
    """Add a file to the newest step of a finding, in the transaction that took it."""
    newest = select(func.max(decisions.c.id)).where(decisions.c.finding_id == finding_id)
    row = {"decision_id": cx.scalar(newest), "name": name, "size": size, "sha256": sha256}
    cx.execute(insert(step_files), row)


def of_finding(cx: Connection, finding_id: str) -> tuple[StepFile, ...]:
    """All files of one finding's steps, oldest first."""
    query = (
        select(
            step_files.c.id, decisions.c.finding_id, decisions.c.at, decisions.c.who, step_files.c.name,
            step_files.c.size, step_files.c.sha256,
        )
        .join(decisions, decisions.c.id == step_files.c.decision_id)
        .where(decisions.c.finding_id == finding_id)
        .order_by(step_files.c.id)
    )  # fmt: skip
    return tuple(StepFile(*row) for row in cx.execute(query))
