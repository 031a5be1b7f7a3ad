"""The record of each weekly scan of a quarter, from what the scans left in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from db import findings, verdicts, visits
from db.findings import StoredFinding
from inspection.finding import Severity
from inspection.moment import beijing_day
from inspection.outcome import Outcome
from inspection.registry import District
from inspection.rule import ScanKind
from jobs.official_scans import Slot, slots_of
from jobs.review import STATE_WORDS
from jobs.workspace import Rulebook, Workspace, rulebook
from scoring.weekly_record import SeenFinding, Tally, UnknownRow, WeeklyRecord, weekly_record

#: Outcomes that are an answer; a rule that does not apply was no question.
_ANSWERED = frozenset({Outcome.PASS, Outcome.FAIL, Outcome.MANUAL})


def weekly_records(work: Workspace, quarter_id: str, only: datetime | None = None) -> tuple[WeeklyRecord, ...]:
    """Records of the held weekly scans of a quarter in time order, or ``only`` of the one at that moment.

    ``KeyError`` for an unknown quarter.
    """
    quarter = work.district.quarter(quarter_id)
    held = [slot for slot in slots_of(work, quarter) if slot.kind is ScanKind.WEEKLY and slot.scan]
    if only is not None:
        held = [slot for slot in held if slot.at <= only][-2:]  # the week before is compared with
        held = held if held and held[-1].at == only else []
    if not held:
        return ()
    days = [beijing_day(slot.at) for slot in held]
    with work.database.reading() as connection:
        found = findings.listing(connection, first_day=min(days), last_day=max(days))
    records = tuple(_records(work, rulebook(quarter.first_day), held, found))
    return records if only is None else records[-1:]


def _records(
    work: Workspace, book: Rulebook, held: Sequence[Slot], found: Sequence[StoredFinding]
) -> Iterator[WeeklyRecord]:
    before: tuple[SeenFinding, ...] | None = None
    for slot in held:
        if slot.scan is None:
            continue
        seen = tuple(_seen(work.district, book, found, slot.scan.id))
        tallies, unknown = _answers(work, slot.scan.id)
        last_day = beijing_day(slot.at)
        yield weekly_record(
            str(slot.scan.id),
            first_day=last_day - timedelta(days=6),
            last_day=last_day,
            as_of=slot.at,
            tallies=tallies,
            unknown=unknown,
            seen=seen,
            last_week=before,
            judged_again=_judged_again(work, slot.scan.id, before or (), unknown),
        )
        before = seen


def _seen(district: District, book: Rulebook, found: Sequence[StoredFinding], scan_id: int) -> Iterator[SeenFinding]:
    points = {rule.id: rule.points for rule in book.rules}
    for one in found:
        for observation in one.observations:
            if observation.scan_id == scan_id:
                subject = one.subject
                counts = one.severity.rank >= Severity.ERROR.rank
                yield SeenFinding(
                    finding_id=one.id,
                    rule=one.rule,
                    unit_id=subject.unit_id,
                    unit_name=district.unit(subject.unit_id).name,
                    subject_id=subject.id,
                    title=subject.title,
                    url=subject.url,
                    message=observation.message,
                    severity=one.severity,
                    status=STATE_WORDS.get(one.state, one.state),
                    points=points.get(one.rule, Decimal(0)) if counts else Decimal(0),
                    first_seen=one.first_seen_at,
                )


def _judged_again(
    work: Workspace, scan_id: int, before: Sequence[SeenFinding], unknown: Sequence[UnknownRow]
) -> list[tuple[str, str]]:
    """Questions of last week that this scan answered. A page that it did not visit was not judged again."""
    unanswered = {(row.rule, row.subject_id) for row in unknown}
    district = work.district
    registered = {site.id for site in district.sites} | {column.id for column in district.columns}
    registered |= {account.id for account in district.accounts}
    with work.database.reading() as connection:
        visited = visits.urls_of_scan(connection, scan_id).keys()
    return [
        one.question
        for one in before
        if one.question not in unanswered and (one.subject_id in registered or one.subject_id in visited)
    ]


def _answers(work: Workspace, scan_id: int) -> tuple[list[Tally], list[UnknownRow]]:
    """Questions and answers by unit: planned = answered + unknown, because both come from the same verdicts."""
    district = work.district
    owner = {site.id: site.unit_id for site in district.sites} | {one.id: one.unit_id for one in district.accounts}
    with work.database.reading() as connection:
        counted = verdicts.tallies(connection, scan_id)
        unknowns = verdicts.unknowns(connection, scan_id)
    planned: defaultdict[str, int] = defaultdict(int)
    judged: defaultdict[str, int] = defaultdict(int)
    for tally in counted:
        unit_id = owner.get(tally.site_id or tally.account_id or "", "")
        answered = tally.outcome in _ANSWERED
        planned[unit_id] += tally.count if answered or tally.outcome is Outcome.UNKNOWN else 0
        judged[unit_id] += tally.count if answered else 0
    names = {unit.id: unit.name for unit in district.units}
    tallies = [Tally(unit, names.get(unit, unit), planned[unit], judged[unit]) for unit in planned]
    rows = [
        UnknownRow(row.unit_id, names.get(row.unit_id, ""), row.rule, row.subject_id, row.title, row.reason)
        for row in unknowns
    ]
    return tallies, rows
