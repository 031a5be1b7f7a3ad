"""Digests for units: what the weekly scan saw, and what was confirmed. Each thing is told once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from db import findings, ledger, outbox, scans, verdicts
from db.findings import StoredFinding
from db.outbox import NewMessage
from inspection.finding import Severity
from inspection.moment import BEIJING, beijing_day
from inspection.rule import ScanKind
from jobs.message_queue import Composed, digest, message_for, put
from jobs.message_routes import routes
from jobs.workspace import Workspace

_GRADES = {Severity.HINT: "提示", Severity.WARNING: "预警", Severity.ERROR: "扣分", Severity.VETO: "单项否决"}


def compose_weekly(
    work: Workspace,
    as_of: datetime,
    unit_ids: frozenset[str] = frozenset(),
    *,
    after: datetime | None = None,
    dry_run: bool = False,
) -> list[Composed]:
    """One digest per unit of the newest weekly scan judged not later than ``as_of``; empty when there is none (later
    than ``after``).

    It tells confirmed findings and warnings that this scan saw. What is only suspected, or could not be judged, is
    nobody's fault: of that only the number is told.
    """
    where = routes(work)
    with work.database.reading() as connection:
        held = scans.latest_until(connection, work.district.id, ScanKind.WEEKLY, as_of)
        if held is None or (after is not None and held.as_of <= after):
            return []
        found = [one for one in findings.listing(connection) if any(o.scan_id == held.id for o in one.observations)]
        unknown = verdicts.unknowns(connection, held.id)
    last_day = beijing_day(held.as_of)
    seen = _by_unit(one for one in found if one.state == "confirmed")
    made: list[NewMessage] = []
    items: dict[str, tuple[str, ...]] = {}
    for unit in work.district.units:
        if (unit_ids and unit.id not in unit_ids) or (held.unit_ids and unit.id not in held.unit_ids):
            continue
        listed = sorted(seen[unit.id], key=lambda one: one.severity is Severity.WARNING)
        if not listed and not where.channels.tell_clean_units:
            continue
        problems = [one for one in listed if one.severity is not Severity.WARNING]
        values = {
            "count": str(len(problems)),
            "fresh": str(sum(one.observations[0].scan_id == held.id for one in problems)),
            "warnings": str(len(listed) - len(problems)),
            "unknown": str(sum(row.unit_id == unit.id for row in unknown)),
            "first_day": str(last_day - timedelta(days=6)),
            "last_day": str(last_day),
        }
        key = f"weekly:{work.district.id}:{held.as_of.astimezone(UTC).isoformat()}:{unit.id}"
        items[key] = tuple(_confirmation(work, one) for one in problems)
        made.append(message_for(work, where, "weekly", unit.id, key, last_day, values, map(_row, listed)))
    with work.database.writing() as connection:
        outbox.alone(connection)
        return put(connection, made, items, dry_run=dry_run)


def compose_confirmed(
    work: Workspace, as_of: datetime, unit_ids: frozenset[str] = frozenset(), *, dry_run: bool = False
) -> list[Composed]:
    """One digest per unit of the findings confirmed not later than ``as_of`` that no digest has told yet."""
    where = routes(work)
    with work.database.writing() as connection:
        outbox.alone(connection)
        confirmed = [one for one in findings.listing(connection, state="confirmed") if _holds(one, as_of)]
        stand = ledger.standings(connection, [one.id for one in confirmed])
        confirmed = [one for one in confirmed if stand[one.id].state.open]
        known = outbox.told(connection, [_confirmation(work, one) for one in confirmed])
        fresh = _by_unit(one for one in confirmed if _confirmation(work, one) not in known)
        made: list[NewMessage] = []
        items: dict[str, tuple[str, ...]] = {}
        for unit_id, listed in fresh.items():
            if unit_ids and unit_id not in unit_ids:
                continue
            told = tuple(_confirmation(work, one) for one in listed)
            key = f"confirmed:{work.district.id}:{unit_id}:{digest(told)}"
            items[key] = told
            made.append(message_for(work, where, "confirmed", unit_id, key, beijing_day(as_of), {}, map(_row, listed)))
        return put(connection, made, items, dry_run=dry_run)


def _by_unit(found: Iterable[StoredFinding]) -> defaultdict[str, list[StoredFinding]]:
    by_unit: defaultdict[str, list[StoredFinding]] = defaultdict(list)
    for one in found:
        by_unit[one.subject.unit_id].append(one)
    return by_unit


def _holds(finding: StoredFinding, as_of: datetime) -> bool:
    """Whether the finding was confirmed by then; warnings are only told weekly."""
    return finding.severity is not Severity.WARNING and _confirmed_at(finding) <= as_of


def _confirmed_at(finding: StoredFinding) -> datetime:
    return finding.decision.at if finding.decision else finding.first_seen_at


def _confirmation(work: Workspace, finding: StoredFinding) -> str:
    """One confirmation of one finding: confirmed again after a withdrawal, it is told again."""
    return f"confirmed:{work.district.id}:{finding.id}:{_confirmed_at(finding).astimezone(UTC).isoformat()}"


def _row(finding: StoredFinding) -> dict[str, str]:
    return {
        "grade": _GRADES[finding.severity],
        "state": "",
        "message": finding.message,
        "subject": finding.subject.title,
        "address": finding.subject.url,
        "quote": finding.quote,
        "found": f"{finding.first_seen_at.astimezone(BEIJING):%Y-%m-%d %H:%M}",
    }
