"""The record of one weekly scan: what was planned and judged, what was found, and what changed since last week.

Source: the 日扫描、周调度 of 大足府办发〔2021〕46号 三（二）. Coverage is part of the record, because a scan that could
check nothing looks exactly like a scan that found nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from inspection.finding import Severity


@dataclass(frozen=True, slots=True)
class Tally:
    """Questions (a rule about a subject) that one unit's part of the scan planned, and how many got an answer."""

    unit_id: str
    unit_name: str
    planned: int
    judged: int


@dataclass(frozen=True, slots=True)
class UnknownRow:
    """A question without an answer; ``reason`` is Chinese."""

    unit_id: str
    unit_name: str
    rule: str
    subject_id: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class SeenFinding:
    """A finding as one scan saw it. ``subject_id`` is the id of what was looked at (column, account, page address).

    ``status`` is the Chinese review state (疑似, 已确认 …); ``points`` what the rule row takes, 0 for warnings.
    """

    finding_id: str
    rule: str
    unit_id: str
    unit_name: str
    subject_id: str
    title: str
    url: str
    message: str
    severity: Severity
    status: str
    points: Decimal
    first_seen: datetime

    @property
    def question(self) -> tuple[str, str]:
        """Rule and subject: what must have been judged again before the finding may be called gone."""
        return self.rule, self.subject_id


@dataclass(frozen=True, slots=True)
class UnitWeek:
    """One unit's week: its coverage, and its findings and early warnings by title."""

    unit_id: str
    unit_name: str
    planned: int
    judged: int
    findings: tuple[SeenFinding, ...]
    warnings: tuple[SeenFinding, ...]
    unknown: tuple[UnknownRow, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Findings against the week before (warnings left out). ``unchecked`` were not judged this week: not "gone"."""

    new: tuple[SeenFinding, ...]
    still: tuple[SeenFinding, ...]
    gone: tuple[SeenFinding, ...]
    unchecked: tuple[SeenFinding, ...]


@dataclass(frozen=True, slots=True)
class WeeklyRecord:
    """``first_day`` and ``last_day`` are inclusive Beijing days, ``as_of`` aware; ``change`` is ``None`` in the first
    week. ``units`` hold those with anything to say about them, by id.
    """

    scan_id: str
    first_day: date
    last_day: date
    as_of: datetime
    units: tuple[UnitWeek, ...]
    change: Change | None

    @property
    def planned(self) -> int:
        return sum(unit.planned for unit in self.units)

    @property
    def judged(self) -> int:
        return sum(unit.judged for unit in self.units)

    @property
    def unknown(self) -> tuple[UnknownRow, ...]:
        return tuple(row for unit in self.units for row in unit.unknown)

    @property
    def findings(self) -> tuple[SeenFinding, ...]:
        return tuple(seen for unit in self.units for seen in unit.findings)

    @property
    def warnings(self) -> tuple[SeenFinding, ...]:
        return tuple(seen for unit in self.units for seen in unit.warnings)

    @property
    def unaccounted(self) -> int:
        """Planned questions with neither an answer nor a reason; anything but 0 means that the scan is broken."""
        return self.planned - self.judged - len(self.unknown)


def weekly_record(
    scan_id: str,
    *,
    first_day: date,
    last_day: date,
    as_of: datetime,
    tallies: Iterable[Tally],
    unknown: Iterable[UnknownRow],
    seen: Iterable[SeenFinding],
    last_week: Iterable[SeenFinding] | None,
    judged_again: Iterable[tuple[str, str]] = (),
) -> WeeklyRecord:
    """Build the record of one scan; the order of the inputs does not matter.

    ``last_week`` are the findings of the weekly scan before (``None``: there was none); ``judged_again`` the questions
    (rule, subject id) among them that this scan answered: only those can be gone.
    """
    this_week, unanswered, counts = tuple(seen), tuple(unknown), tuple(tallies)
    names = {each.unit_id: each.unit_name for each in this_week}
    names |= {row.unit_id: row.unit_name for row in unanswered}
    names |= {tally.unit_id: tally.unit_name for tally in counts}
    units = tuple(
        UnitWeek(
            unit_id=unit_id,
            unit_name=names[unit_id],
            planned=sum(tally.planned for tally in counts if tally.unit_id == unit_id),
            judged=sum(tally.judged for tally in counts if tally.unit_id == unit_id),
            findings=_sorted(each for each in this_week if each.unit_id == unit_id and _is_fault(each)),
            warnings=_sorted(each for each in this_week if each.unit_id == unit_id and not _is_fault(each)),
            unknown=tuple(
                sorted(
                    (row for row in unanswered if row.unit_id == unit_id),
                    key=lambda row: (row.title, row.rule, row.subject_id),
                )
            ),
        )
        for unit_id in sorted(names)
    )
    change = None if last_week is None else _change(this_week, last_week, frozenset(judged_again))
    return WeeklyRecord(scan_id, first_day, last_day, as_of, units, change)


def _is_fault(seen: SeenFinding) -> bool:
    return seen.severity.rank >= Severity.ERROR.rank


def _sorted(seen: Iterable[SeenFinding]) -> tuple[SeenFinding, ...]:
    return tuple(sorted(seen, key=lambda each: (each.unit_id, each.title, each.rule, each.finding_id)))


def _change(
    this_week: tuple[SeenFinding, ...], last_week: Iterable[SeenFinding], judged: frozenset[tuple[str, str]]
) -> Change:
    now = {each.finding_id: each for each in this_week if _is_fault(each)}
    before = {each.finding_id: each for each in last_week if _is_fault(each)}
    absent = [each for key, each in before.items() if key not in now]
    return Change(
        new=_sorted(each for key, each in now.items() if key not in before),
        still=_sorted(each for key, each in now.items() if key in before),
        gone=_sorted(each for each in absent if each.question in judged),
        unchecked=_sorted(each for each in absent if each.question not in judged),
    )
