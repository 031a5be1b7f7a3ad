"""Decisions of reviewers: append-only. They move the state of findings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import Connection, delete, insert, select, update

from db import ledger_states
from db.tables import decisions, findings, ignored

Action = Literal["confirm", "dismiss", "ignore", "reopen"]
FindingState = Literal["suspected", "confirmed", "dismissed", "ignored"]

_STATE: dict[str, FindingState] = {
    "confirm": "confirmed",
    "dismiss": "dismissed",
    "ignore": "ignored",
    "reopen": "suspected",
}
_NEEDS_REASON = frozenset({"dismiss", "ignore"})


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided what, when and why. ``reason`` may be empty for confirm and reopen."""

    finding_id: str
    action: Action
    who: str
    at: datetime
    reason: str


def decide(cx: Connection, finding_id: str, action: Action, who: str, at: datetime, reason: str) -> None:
    """Record a decision and move the finding.

    ``ignore`` is about the finding's rule *and subject*: its other findings that nobody dismissed are ignored too, and
    so is every later one. ``reopen`` of an ignored finding lifts that for all of them. Raises ``ValueError`` (Chinese)
    for an unknown finding or action, a missing name, or a missing reason.
    """
    who, reason = who.strip(), reason.strip()
    if action not in get_args(Action):
        raise ValueError(f"不认识的处理“{action}”，可用：{'、'.join(get_args(Action))}")
    if not who:
        raise ValueError("请写明处理人")
    if action in _NEEDS_REASON and not reason:
        raise ValueError("排除或忽略问题必须写明理由")
    row = cx.execute(select(findings.c.scope, findings.c.state).where(findings.c.id == finding_id)).one_or_none()
    if row is None:
        raise ValueError(f"没有编号为“{finding_id}”的问题")
    decision = {"finding_id": finding_id, "action": action, "who": who, "at": at, "reason": reason}
    decision_id = int(cx.execute(insert(decisions).returning(decisions.c.id), decision).scalar_one())
    touched: Any = findings.c.id == finding_id
    if action == "ignore":
        _stop_ignoring(cx, row.scope)
        cx.execute(insert(ignored), {"scope": row.scope, "decision_id": decision_id})
        touched |= (findings.c.scope == row.scope) & (findings.c.state != "dismissed")
    elif action == "reopen" and row.state == "ignored":
        _stop_ignoring(cx, row.scope)
        touched |= (findings.c.scope == row.scope) & (findings.c.state == "ignored")
    cx.execute(update(findings).where(touched).values(state=_STATE[action], decision_id=decision_id))
    if action in ("ignore", "reopen"):  # part of the history of all findings of the scope
        ledger_states.keep(cx, cx.scalars(select(findings.c.id).where(findings.c.scope == row.scope)).all())
    else:
        ledger_states.keep(cx, [finding_id])


def history(cx: Connection, finding_id: str) -> list[Decision]:
    """The decisions about one finding, oldest first; the ledger's steps, in the same table, are ``db.ledger``'s."""
    mine = (decisions.c.finding_id == finding_id) & decisions.c.action.in_(get_args(Action))
    query = select(decisions).where(mine).order_by(decisions.c.id)
    return [Decision(row.finding_id, row.action, row.who, row.at, row.reason) for row in cx.execute(query)]


def _stop_ignoring(cx: Connection, scope: str) -> None:
    cx.execute(delete(ignored).where(ignored.c.scope == scope))
