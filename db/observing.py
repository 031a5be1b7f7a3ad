"""Writes what a scan found: new findings begin their life here, known ones get another observation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, case, func, select

from db import ledger_states
from db.batches import append, batches, upsertable
from db.subjects import subject_columns
from db.tables import findings, ignored, observations, scans
from inspection.finding import Finding

#: What the newest observation decides, whichever order scans are judged in.
_LATEST = (
    "unit_id", "site_id", "column_id", "account_id", "url", "title", "column_kind", "platform", "monitor", "confidence",
    "message", "quote", "place", "last_seen_at", "last_scan_id",
)  # fmt: skip


def observe(
    cx: Connection,
    scan_id: int,
    as_of: datetime,
    rows: Iterable[tuple[Finding, bool]],
    *,
    table_id: str | None = None,
    code_version: str | None = None,
) -> int:
    """Store what a scan found as pairs (finding, needs review), and return how many findings are new.

    A new finding is ``suspected`` when it needs review and ``confirmed`` otherwise, or ``ignored`` when its rule is
    ignored for its subject. A known one keeps its state. The same observation of the same scan is stored once, so a
    scan may be judged again. ``table_id`` and ``code_version`` are the scan's own unless given.
    """
    judged = cx.execute(select(scans.c.rules_version, scans.c.code_version).where(scans.c.id == scan_id)).one()
    by = {"table_id": table_id or judged.rules_version, "code_version": code_version or judged.code_version}
    pairs = {finding.identity: (finding, needs_review) for finding, needs_review in rows}
    new = 0
    for batch in batches(sorted(pairs.items()), 500):  # one order for all writers, or PostgreSQL may deadlock
        new += _keep(cx, scan_id, as_of, dict(batch))
        _append_observations(cx, [_observation(scan_id, as_of, id_, one, by) for id_, (one, _) in batch])
        ledger_states.keep(cx, [id_ for id_, _ in batch])
    return new


def _keep(cx: Connection, scan_id: int, as_of: datetime, pairs: dict[str, tuple[Finding, bool]]) -> int:
    known = set(cx.scalars(select(findings.c.id).where(findings.c.id.in_(pairs))))
    scopes = {id_: _scope(finding) for id_, (finding, _) in pairs.items()}
    query = select(ignored.c.scope, ignored.c.decision_id).where(ignored.c.scope.in_(scopes.values()))
    ignoring = {row.scope: row.decision_id for row in cx.execute(query)}
    rows = [
        {
            **_columns(scan_id, as_of, finding),
            "id": id_,
            "scope": scopes[id_],
            "state": "ignored" if scopes[id_] in ignoring else "suspected" if needs_review else "confirmed",
            "decision_id": ignoring.get(scopes[id_]),
        }
        for id_, (finding, needs_review) in pairs.items()
    ]
    cx.execute(_upsert(cx), rows)
    return len(pairs) - len(known)


def _upsert(cx: Connection) -> Any:
    upsert = upsertable(cx, findings)
    new, old = upsert.excluded, findings.c
    later = new.last_seen_at >= old.last_seen_at
    earlier = new.first_seen_at < old.first_seen_at
    values = {name: case((later, new[name]), else_=old[name]) for name in _LATEST}
    values |= {name: case((earlier, new[name]), else_=old[name]) for name in ("first_seen_at", "first_scan_id")}
    return upsert.on_conflict_do_update(index_elements=[old.id], set_=values)


def _append_observations(cx: Connection, rows: list[dict[str, Any]]) -> None:
    newest = select(func.max(observations.c.id)).where(
        observations.c.scan_id == rows[0]["scan_id"],
        observations.c.finding_id.in_([row["finding_id"] for row in rows]),
    )
    query = select(observations).where(observations.c.id.in_(newest.group_by(observations.c.finding_id)))
    stored = {row.finding_id: row._asdict() for row in cx.execute(query)}
    for row in stored.values():
        del row["id"]
    append(cx, observations, [row for row in rows if row != stored.get(row["finding_id"])])


def _scope(finding: Finding) -> str:
    parts = (finding.rule, finding.subject.kind.value, finding.subject.id)
    return sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _columns(scan_id: int, as_of: datetime, finding: Finding) -> dict[str, Any]:
    return {
        **subject_columns(finding.subject),
        "rule": finding.rule,
        "monitor": finding.monitor,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "message": finding.message,
        "quote": finding.quote,
        "place": finding.where,
        "key": finding.key,
        "first_seen_at": as_of,
        "last_seen_at": as_of,
        "first_scan_id": scan_id,
        "last_scan_id": scan_id,
    }


def _observation(scan_id: int, as_of: datetime, id_: str, finding: Finding, by: dict[str, str]) -> dict[str, Any]:
    return {
        "finding_id": id_,
        "scan_id": scan_id,
        "as_of": as_of,
        "message": finding.message,
        "quote": finding.quote,
        "place": finding.where,
        "measured": dict(finding.measured),
        "evidence": [asdict(one) for one in finding.evidence],
        **by,
    }
