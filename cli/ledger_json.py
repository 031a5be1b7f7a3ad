"""How ``xunjian ledger --json`` tells of a finding."""

from __future__ import annotations

from datetime import date
from typing import Any

from inspection.ledger import Entry, State, Step, legal
from inspection.moment import iso_minutes
from jobs.ledger import Line, Terms


def offered(state: State) -> list[Step]:
    """The steps that people may take from ``state``."""
    return [one for one in legal(state) if one is not Step.RECUR]


def line_json(line: Line, terms: Terms, day: date) -> dict[str, Any]:
    """The contract of ``ledger --json``; keys are only ever added."""
    finding, standing = line.finding, line.standing
    return {
        "id": finding.id,
        "unit": finding.subject.unit_id,
        "rule": finding.rule,
        "grade": str(finding.severity),
        "subject": finding.subject.id,
        "url": finding.subject.url,
        "title": finding.subject.title,
        "message": finding.message,
        "state": str(standing.state),
        "label": standing.label(day),
        "open": standing.state.open,
        "since": iso_minutes(standing.since) if standing.since else None,
        "due": standing.due.isoformat() if standing.due else None,
        "overdue": standing.overdue(day),
        "late_working_days": terms.late_days(standing, day),
        "missed": sorted(one.isoformat() for one in standing.missed_by(day)),
        "extensions": standing.extensions,
        "recurrences": line.returns,
        "recurs": line.earlier_id or None,
        "recurred_as": list(line.later_ids),
        "attachments": [
            {"name": proof.quote, "sha256": proof.sha256}
            for proof in (finding.observations[-1].evidence if finding.monitor == "manual" else ())
            if proof.sha256
        ],
        "steps": [str(one) for one in offered(standing.state)],
        "history": [_entry_json(entry) for entry in line.history],
    }


def _entry_json(entry: Entry) -> dict[str, Any]:
    return {
        "step": str(entry.step),
        "label": entry.step.label,
        "who": entry.who,
        "at": iso_minutes(entry.at),
        "reason": entry.reason,
        "due": entry.due.isoformat() if entry.due else None,
        "basis": entry.basis,
        "scan": entry.scan_id,
    }
