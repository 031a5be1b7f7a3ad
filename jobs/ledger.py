"""The ledger (整改台账): where findings stand, the steps that people take, and the deadlines these set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from config.csv_rows import Row, read_all
from config.deadlines import load_calendar, load_deadlines
from config.problem import ConfigError
from db import findings, ledger, ledger_states, recurrences
from db.engine import Connection
from db.findings import StoredFinding
from inspection.deadline import Deadlines
from inspection.ledger import Entry, Standing, State, Step
from inspection.moment import BEIJING, beijing_day
from inspection.working_days import WorkCalendar
from jobs.workspace import Workspace

#: What a clerk writes for a step, in a file or on the command line.
STEP_WORDS = {step.label: step for step in Step if step is not Step.RECUR}
#: Where a deadline runs.
_RUNNING = frozenset({State.NOTIFIED, State.FIXING})
HEADER = ("编号", "步骤", "理由", "处理人", "时刻", "期限")


class LedgerError(Exception):
    """A step or entry that cannot be taken; the text (Chinese) names the row or finding and what to do."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The time limits and the calendar that deadlines are counted by; loaded once for many steps."""

    deadlines: Deadlines = field(default_factory=load_deadlines)
    calendar: WorkCalendar = field(default_factory=load_calendar)

    def due(self, finding: StoredFinding, announced: date) -> tuple[date, str]:
        """The last day in time for a problem announced on a day, and what it rests on, doubts included."""
        limit = self.deadlines.of(finding.monitor, finding.severity)
        due = self.calendar.after(announced, limit.working_days)
        doubt = self.calendar.doubt(announced, due)
        return due, limit.basis + (f"；注意：{doubt}" if doubt else "")

    def late_days(self, standing: Standing, day: date) -> int:
        """Working days past the deadline as of ``day``; 0 when not overdue."""
        return self.calendar.between(standing.due, day) if standing.due and standing.overdue(day) else 0

    def warn_from(self, finding: StoredFinding, standing: Standing) -> date | None:
        """The first day, a working one, on which to warn of the running deadline; ``None`` where none runs."""
        if standing.due is None or standing.state not in (State.NOTIFIED, State.FIXING):
            return None
        days = self.deadlines.of(finding.monitor, finding.severity).warn_days
        early = standing.due
        while self.calendar.between(early, standing.due) < days or not self.calendar.is_working(early):
            early = date.fromordinal(early.toordinal() - 1)
        return early


@dataclass(frozen=True, slots=True)
class Line:
    """One finding in the ledger.

    ``earlier_id`` is the passed finding that it is the return of (empty: none), ``later_ids`` are its own returns.
    ``returns`` counts how often the problem came back by now, under whichever keys.
    """

    finding: StoredFinding
    standing: Standing
    history: tuple[Entry, ...]
    earlier_id: str = ""
    later_ids: tuple[str, ...] = ()
    returns: int = 0


def lines(
    work: Workspace, *, unit_ids: frozenset[str] = frozenset(), states: frozenset[State] = frozenset()
) -> list[Line]:
    """The findings of the units (empty = all) in these states (empty = all), warnings left out; the nearest deadline
    first, then the gravest.
    """
    with work.database.reading() as connection:
        ids = ledger_states.in_states(connection, states, unit_ids)
        read = _lines(connection, findings.some(connection, ids))
    kept = [line for line in read if not states or line.standing.state in states]
    return sorted(kept, key=lambda line: (line.standing.due or date.max, -line.finding.severity.rank, line.finding.id))


def overdue(work: Workspace, day: date) -> list[Line]:
    """What is past its deadline on ``day``, the longest first: for the deadline watch and its messages."""
    return [line for line in lines(work, states=_RUNNING) if line.standing.overdue(day)]


def due_soon(work: Workspace, day: date) -> list[Line]:
    """What has to be warned of on ``day``: the deadline is near and not past."""
    terms = Terms()
    found = []
    for line in lines(work, states=_RUNNING):
        first = terms.warn_from(line.finding, line.standing)
        if first is not None and first <= day and not line.standing.overdue(day):
            found.append(line)
    return found


def show(work: Workspace, id_or_prefix: str) -> Line:
    """One finding with its whole history. Raises ``LedgerError``."""
    with work.database.reading() as connection:
        return _lines(connection, [_known(connection, id_or_prefix)])[0]


def take(work: Workspace, finding_id: str, entry: Entry) -> Line:
    """Take one step about the finding whose id begins with ``finding_id``. Raises ``LedgerError``.

    An announcement without ``due`` gets the deadline of its problem class.
    """
    terms = Terms()
    with work.database.writing() as connection:
        return take_in(connection, terms, finding_id, entry)


def apply_file(work: Workspace, path: Path, at: datetime) -> list[Line]:
    """Every row of a CSV file of steps in one transaction: all of it, or (on any bad row) nothing.

    A row without 时刻 counts as taken ``at``. Raises ``LedgerError`` naming the row.
    """
    rows = _read_steps(path, at)
    terms, done = Terms(), []
    with work.database.writing() as connection:
        for number, finding_id, entry in rows:
            try:
                done.append(take_in(connection, terms, finding_id, entry))
            except LedgerError as problem:
                raise LedgerError(f"{path.name} 第{number}行：{problem}，没有写入任何一步") from problem
    return done


def clerk_moment(text: str, default: datetime) -> datetime:
    """A moment as a clerk writes it: a day (its noon in Beijing, between the day's events), or an ISO moment.

    Raises ``ValueError``.
    """
    if not text:
        return default
    read = datetime.fromisoformat(text.replace("/", "-") + (" 12:00" if len(text) <= len("2026-10-01") else ""))
    return read if read.tzinfo else read.replace(tzinfo=BEIJING)


def _read_steps(path: Path, at: datetime) -> list[tuple[int, str, Entry]]:
    def parse(row: Row) -> tuple[int, str, Entry]:
        step = row.choice("步骤", STEP_WORDS)
        try:
            when = clerk_moment(row.optional("时刻"), at)
            due = date.fromisoformat(row.optional("期限")) if row.optional("期限") else None
        except ValueError:
            raise ConfigError(f"{row.file} 第{row.number}行：时刻和期限应写成 2026-10-01（时刻可带 09:30）") from None
        return row.number, row.text("编号"), Entry(step, row.text("处理人"), when, row.optional("理由"), due)

    try:
        return read_all(path, HEADER, parse)
    except ConfigError as problem:
        raise LedgerError(f"{problem}，没有写入任何一步") from problem


def take_in(cx: Connection, terms: Terms, finding_id: str, entry: Entry) -> Line:
    """``take`` within a transaction of the caller's."""
    found = _known(cx, finding_id)
    if entry.step is Step.NOTIFY and entry.due is None:
        due, basis = terms.due(found, beijing_day(entry.at))
        entry = Entry(entry.step, entry.who, entry.at, entry.reason, due, basis)
    elif entry.step in (Step.NOTIFY, Step.EXTEND):
        entry = Entry(entry.step, entry.who, entry.at, entry.reason, entry.due, "由处理人指定的期限")
    elif entry.due is not None:
        raise LedgerError(f"“{entry.step.label}”不带期限，只有通报和延期可以")
    try:
        ledger.take_step(cx, found.id, entry)
    except ValueError as problem:
        raise LedgerError(f"{found.id[:8]}：{problem}") from problem
    return _lines(cx, [findings.get(cx, found.id) or found])[0]


def _known(cx: Connection, id_or_prefix: str) -> StoredFinding:
    try:
        found = findings.get(cx, id_or_prefix)
    except ValueError as problem:
        raise LedgerError(str(problem)) from problem
    if found is None:
        raise LedgerError(f"没有编号以“{id_or_prefix}”开头的问题，请用 xunjian ledger list 查看编号")
    return found


def _lines(cx: Connection, found: Iterable[StoredFinding]) -> list[Line]:
    chosen = list(found)
    ids = [one.id for one in chosen]
    stands, past = ledger.standings(cx, ids), ledger.histories(cx, ids)
    links, later = recurrences.returns(cx, ids), recurrences.returned_as(cx, ids)
    return [
        Line(
            one,
            stands[one.id],
            tuple(past[one.id]),
            links[one.id].earlier_id if one.id in links else "",
            later.get(one.id, ()),
            stands[one.id].recurrences + (links[one.id].number if one.id in links else 0),
        )
        for one in chosen
    ]
