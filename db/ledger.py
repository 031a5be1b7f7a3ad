"""The ledger: every step of every finding, appended to the history that ``db.decisions`` began."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from sqlalchemy import Connection, insert, select

from db import ledger_states
from db.batches import batches
from db.decisions import Action, decide
from db.standings import histories, standings
from db.tables import decisions, findings
from db.tables_ledger import step_details
from inspection.ledger import Entry, Standing, Step, check

__all__ = ["ever_passed", "histories", "standings", "take_step"]


def take_step(cx: Connection, finding_id: str, entry: Entry) -> Standing:
    """Append one step and return where the finding stands then. Reviewers' decisions go through ``decide``.

    Raises ``inspection.ledger.IllegalStep`` (Chinese) when it may not follow, ``ValueError`` for an unknown finding.
    """
    locked = select(findings.c.id).where(findings.c.id == finding_id).with_for_update()  # no second step in between
    if cx.scalar(locked) is None:
        raise ValueError(f"没有编号为“{finding_id}”的问题")
    past = histories(cx, [finding_id])[finding_id]
    check(standings(cx, [finding_id])[finding_id], entry, past[-1].at if past else None)
    if entry.step in get_args(Action):
        decide(cx, finding_id, entry.step.value, entry.who, entry.at, entry.reason)  # type: ignore[arg-type]
    else:
        _append(cx, finding_id, entry)
        ledger_states.keep(cx, [finding_id])
    return standings(cx, [finding_id])[finding_id]


def ever_passed(cx: Connection, finding_ids: Iterable[str]) -> list[str]:
    """Those of the findings that passed a re-check at any time, sorted."""
    found: list[str] = []
    for batch in batches(sorted(set(finding_ids)), 500):
        passed = (decisions.c.action == Step.PASS.value) & decisions.c.finding_id.in_(batch)
        found += cx.scalars(select(decisions.c.finding_id).where(passed).distinct())
    return sorted(found)


def _append(cx: Connection, finding_id: str, entry: Entry) -> None:
    row = {
        "finding_id": finding_id, "action": entry.step.value, "who": entry.who.strip(), "at": entry.at,
        "reason": entry.reason.strip(),
    }  # fmt: skip
    decision_id = int(cx.execute(insert(decisions).returning(decisions.c.id), row).scalar_one())
    if entry.due is not None or entry.basis or entry.scan_id is not None:
        detail = {"decision_id": decision_id, "due": entry.due, "basis": entry.basis, "scan_id": entry.scan_id}
        cx.execute(insert(step_details), detail)
