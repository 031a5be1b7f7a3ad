"""Digests for units: what the weekly scan saw, and what was confirmed. Each thing is told once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from db import findings, ledger, message_starts, outbox, scans, verdicts
from db.engine import Connection
from db.findings import StoredFinding
from db.message_starts import Start
from db.outbox import NewMessage
from db.scans import ScanRecord
from inspection.finding import Severity
from inspection.moment import BEIJING, beijing_day
from inspection.rule import ScanKind
from jobs.message_queue import Composed, digest, message_for, put
from jobs.message_routes import Routes, routes
from jobs.workspace import Workspace

_GRADES = {Severity.HINT: "提示", Severity.WARNING: "预警", Severity.ERROR: "扣分", Severity.VETO: "单项否决"}


@dataclass(frozen=True, slots=True)
class _Week:
    """What the weekly scan ``held`` and the ledger tell of the units."""

    held: ScanRecord
    seen: Mapping[str, list[StoredFinding]]  # confirmed, seen by the scan, by unit
    earlier: Counter[str]  # confirmed before, not seen by it and still open, by unit
    unknown: Counter[str]
    starts: Mapping[str, Start]

    def is_first(self, unit_id: str) -> bool:
        """Whether this scan tells the unit how things stand: it was told nothing like it before."""
        start = self.starts.get(unit_id)
        return start is None or start.overall_at in (None, self.held.as_of)


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
    nobody's fault: of that only the number is told. A unit's first digest is about the state of things and says how
    many older ones are open.
    """
    where = routes(work)
    week = _week(work, as_of)
    if week is None or (after is not None and week.held.as_of <= after):
        return []
    made: list[NewMessage] = []
    items: dict[str, tuple[str, ...]] = {}
    asked = [unit.id for unit in work.district.units if not unit_ids or unit.id in unit_ids]
    asked = [unit_id for unit_id in asked if not week.held.unit_ids or unit_id in week.held.unit_ids]
    for unit_id in asked:
        first = week.is_first(unit_id)
        listed = sorted(week.seen.get(unit_id, ()), key=lambda one: one.severity is Severity.WARNING)
        if not (listed or where.channels.tell_clean_units or (first and week.earlier[unit_id])):
            continue
        problems = [one for one in listed if one.severity is not Severity.WARNING]
        key = f"weekly:{work.district.id}:{week.held.as_of.astimezone(UTC).isoformat()}:{unit_id}"
        items[key] = tuple(_confirmation(work, one) for one in problems)
        values = _numbers(week, unit_id, listed, problems)
        day, texts = beijing_day(week.held.as_of), "first" if first else "weekly"
        made.append(message_for(work, where, "weekly", unit_id, key, day, values, map(_row, listed), texts))
    with work.database.writing() as connection:
        outbox.alone(connection)
        if not dry_run:
            _begin(connection, work, where, asked, as_of)
            message_starts.told_overall(connection, work.district.id, asked, week.held.as_of)
        return put(connection, made, items, dry_run=dry_run)


def _week(work: Workspace, as_of: datetime) -> _Week | None:
    with work.database.reading() as connection:
        held = scans.latest_until(connection, work.district.id, ScanKind.WEEKLY, as_of)
        if held is None:
            return None
        confirmed = findings.listing(connection, state="confirmed")
        seen = [one for one in confirmed if any(o.scan_id == held.id for o in one.observations)]
        known = {one.id for one in seen}
        before = [one for one in confirmed if one.id not in known and _holds(one, as_of)]
        stand = ledger.standings(connection, [one.id for one in before])
        unknown = Counter(row.unit_id for row in verdicts.unknowns(connection, held.id))
        starts = message_starts.starts(connection, work.district.id)
    earlier = Counter(one.subject.unit_id for one in before if stand[one.id].state.open)
    return _Week(held, _by_unit(seen), earlier, unknown, starts)


def _numbers(
    week: _Week, unit_id: str, listed: Sequence[StoredFinding], problems: Sequence[StoredFinding]
) -> dict[str, str]:
    last_day = beijing_day(week.held.as_of)
    return {
        "count": str(len(problems)),
        "fresh": str(sum(one.observations[0].scan_id == week.held.id for one in problems)),
        "warnings": str(len(listed) - len(problems)),
        "unknown": str(week.unknown[unit_id]),
        "earlier": str(week.earlier[unit_id]),
        "first_day": str(last_day - timedelta(days=6)),
        "last_day": str(last_day),
    }


def _begin(connection: Connection, work: Workspace, where: Routes, unit_ids: Iterable[str], as_of: datetime) -> None:
    """From now on these units are told what is confirmed; those without a channel begin once they have one."""
    ready = [unit_id for unit_id in unit_ids if where.channel_of(unit_id) is not None]
    message_starts.begin(connection, work.district.id, ready, _start(as_of))


def _start(as_of: datetime) -> datetime:
    """A moment of the future would silence everything until then."""
    return min(as_of, datetime.now(UTC))


def compose_confirmed(
    work: Workspace, as_of: datetime, unit_ids: frozenset[str] = frozenset(), *, dry_run: bool = False
) -> list[Composed]:
    """One digest per unit of the findings confirmed not later than ``as_of`` that no digest has told yet.

    What was confirmed before the unit began to be told is not told singly: its first weekly digest says how many.
    """
    where = routes(work)
    with work.database.writing() as connection:
        outbox.alone(connection)
        asked = [unit.id for unit in work.district.units if not unit_ids or unit.id in unit_ids]
        if not dry_run:
            _begin(connection, work, where, asked, as_of)
        fresh = _untold(connection, work, where, as_of)
        made: list[NewMessage] = []
        items: dict[str, tuple[str, ...]] = {}
        for unit_id in sorted(set(fresh) & set(asked)):
            listed = fresh[unit_id]
            told = tuple(_confirmation(work, one) for one in listed)
            key = f"confirmed:{work.district.id}:{unit_id}:{digest(told)}"
            items[key] = told
            made.append(message_for(work, where, "confirmed", unit_id, key, beijing_day(as_of), {}, map(_row, listed)))
        return put(connection, made, items, dry_run=dry_run)


def _untold(
    connection: Connection, work: Workspace, where: Routes, as_of: datetime
) -> Mapping[str, list[StoredFinding]]:
    """By unit: what was confirmed between its start and ``as_of`` (inclusive), is open, and was not told."""
    confirmed = [one for one in findings.listing(connection, state="confirmed") if _holds(one, as_of)]
    starts = message_starts.starts(connection, work.district.id)
    begun = {unit_id: start.at for unit_id, start in starts.items()}
    for unit in work.district.units:
        if unit.id not in begun and where.channel_of(unit.id) is not None:  # a dry run before the start
            begun[unit.id] = _start(as_of)
    confirmed = [one for one in confirmed if (at := begun.get(one.subject.unit_id)) is None or _confirmed_at(one) >= at]
    stand = ledger.standings(connection, [one.id for one in confirmed])
    confirmed = [one for one in confirmed if stand[one.id].state.open]
    known = outbox.told(connection, [_confirmation(work, one) for one in confirmed])
    return _by_unit(one for one in confirmed if _confirmation(work, one) not in known)


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
