"""Pages of the ledger: a few dozen findings at a time, found by index however long the history is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, func, select, true, tuple_

from db.ledger_states import CLOSED, standing_of
from db.subjects import subject_of
from db.tables import findings, observations
from db.tables_ledger_states import ledger_states
from inspection.finding import Confidence, Severity, Subject
from inspection.ledger import Standing, State
from inspection.moment import BEIJING

_RUNNING = (State.NOTIFIED.value, State.FIXING.value)
_L = ledger_states.c
#: Columns of ``findings`` that are called like others here.
_NOT_TOLD = frozenset({"state", "first_seen_at", "last_seen_at", "place"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which findings: all of these hold. Empty sets, ``None`` and ``""`` ask nothing.

    ``first_day`` … ``last_day`` (inclusive Beijing days, both or none): observed in between. ``due_by`` (inclusive): a
    deadline that runs and ends by that day; ``overdue_on``: one that has passed on that day.
    """

    unit_ids: frozenset[str] = frozenset()
    states: frozenset[State] = frozenset()
    hidden: frozenset[State] = frozenset()
    open: bool | None = None
    rule: str = ""
    site_id: str = ""
    account_id: str = ""
    first_day: date | None = None
    last_day: date | None = None
    due_by: date | None = None
    overdue_on: date | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page of the list ends or begins; as text it is one word."""

    place: int
    urgency: int
    finding_id: str

    def __str__(self) -> str:
        return f"{self.place}-{self.urgency}-{self.finding_id}"

    @classmethod
    def read(cls, text: str) -> Mark | None:
        """The mark that ``text`` spells, ``None`` for anything else."""
        parts = text.split("-")
        if len(parts) != 3 or not all(part.isascii() and part.isalnum() and len(part) <= 16 for part in parts):
            return None
        place, urgency, finding_id = parts
        if not (place.isdecimal() and urgency.isdecimal() and int(place) < 2**31 and int(urgency) < 2**31):
            return None
        return cls(int(place), int(urgency), finding_id)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One finding of a list, with the words of the newest scan that saw it."""

    id: str
    rule: str
    monitor: str
    subject: Subject
    severity: Severity
    confidence: Confidence
    message: str
    quote: str
    first_seen_at: datetime
    last_seen_at: datetime
    standing: Standing
    mark: Mark


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """``newer`` and ``older``: whether there is something before and after these rows."""

    rows: tuple[LedgerRow, ...]
    newer: bool
    older: bool


def page(
    cx: Connection, wanted: Wanted, *, after: Mark | None = None, before: Mark | None = None, size: int = 50
) -> LedgerPage:
    """At most ``size`` findings, open ones first by deadline: those after a mark, or the last ones before another."""
    order = (_unindexed(_L.place) if wanted.first_day else _L.place, _L.urgency, _L.finding_id)
    query = select(_L.finding_id).where(_condition(wanted)).limit(size + 1)  # the words of these few come afterwards
    if before is not None:
        query = query.where(tuple_(*order) < tuple_(before.place, before.urgency, before.finding_id))
        ids = cx.scalars(query.order_by(*(column.desc() for column in order))).all()
        return LedgerPage(tuple(some(cx, frozenset(ids[:size]))), len(ids) > size, True)
    if after is not None:
        query = query.where(tuple_(*order) > tuple_(after.place, after.urgency, after.finding_id))
    ids = cx.scalars(query.order_by(*order)).all()
    return LedgerPage(tuple(some(cx, frozenset(ids[:size]))), after is not None, len(ids) > size)


def count(cx: Connection, wanted: Wanted, most: int) -> int:
    """How many findings are wanted; counts no further than ``most``."""
    some = select(_L.finding_id).where(_condition(wanted)).limit(most).subquery()
    return int(cx.scalar(select(func.count()).select_from(some)) or 0)


def open_by_state(cx: Connection, unit_ids: frozenset[str] = frozenset()) -> dict[State, int]:
    """How many open findings of the units (empty = all) stand in each state; states without any are left out."""
    query = select(_L.state, func.count()).where(_condition(Wanted(unit_ids=unit_ids, open=True))).group_by(_L.state)
    return {State(state): number for state, number in cx.execute(query)}


def one(cx: Connection, finding_id: str, unit_ids: frozenset[str] = frozenset()) -> LedgerRow | None:
    """The finding with this id if it is of one of the units (empty = all) and more than an early warning."""
    row = cx.execute(_select((_L.finding_id == finding_id) & _of(unit_ids))).one_or_none()
    return _row(row) if row else None


def some(cx: Connection, finding_ids: frozenset[str], unit_ids: frozenset[str] = frozenset()) -> list[LedgerRow]:
    """Those of the findings (a page of them) that are of the units, in the ledger's order."""
    query = _select(_L.finding_id.in_(finding_ids) & _of(unit_ids)).order_by(_L.place, _L.urgency, _L.finding_id)
    return [_row(row) for row in cx.execute(query)]


def neighbours(cx: Connection, wanted: Wanted, finding_id: str) -> tuple[str | None, str | None]:
    """The suspected findings before and after this one in the order of review (least certain first, then by unit and
    rule); both ``None`` for an unknown finding. Also answers when it is not suspected any more.
    """
    order = (_L.sureness, _L.unit_id, _L.rule, _L.finding_id)
    here = cx.execute(select(*order).where(_L.finding_id == finding_id)).one_or_none()
    if here is None:
        return None, None
    queue = select(_L.finding_id).where(_condition(wanted), _L.state == State.SUSPECTED.value).limit(1)
    back = queue.where(tuple_(*order) < tuple_(*here)).order_by(*(column.desc() for column in order))
    return cx.scalar(back), cx.scalar(queue.where(tuple_(*order) > tuple_(*here)).order_by(*order))


def first_to_review(cx: Connection, wanted: Wanted) -> str | None:
    """The suspected finding that comes first in the order of review."""
    queue = select(_L.finding_id).where(_condition(wanted), _L.state == State.SUSPECTED.value).limit(1)
    return cx.scalar(queue.order_by(_L.sureness, _L.unit_id, _L.rule, _L.finding_id))


def _condition(wanted: Wanted) -> ColumnElement[bool]:
    """A window of days leaves few of many: they are to be found by it, hence no index of another column then."""
    plain: Callable[[Any], Any] = _unindexed if wanted.first_day else lambda column: column
    which = plain(_L.unit_id).in_(sorted(wanted.unit_ids)) if wanted.unit_ids else true()
    if wanted.states:
        which &= plain(_L.state).in_(sorted(wanted.states))
    if wanted.hidden:
        which &= _L.state.not_in(sorted(wanted.hidden))
    if wanted.open is not None:
        which &= plain(_L.place) < CLOSED if wanted.open else plain(_L.place) >= CLOSED
    for column, value in ((_L.rule, wanted.rule), (_L.site_id, wanted.site_id), (_L.account_id, wanted.account_id)):
        if value:
            which &= plain(column) == value
    if wanted.due_by is not None:
        which &= plain(_L.state).in_(_RUNNING) & (plain(_L.place) <= wanted.due_by.toordinal())
    if wanted.overdue_on is not None:
        which &= plain(_L.state).in_(_RUNNING) & (plain(_L.place) < wanted.overdue_on.toordinal())
    return which & _seen(wanted.first_day, wanted.last_day)


def _unindexed(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The same value, by which no planner uses an index."""
    return column + 0 if column is _L.place else func.coalesce(column, "")


def _seen(first_day: date | None, last_day: date | None) -> ColumnElement[bool]:
    """Observed in the window: first seen in it, or before it and, as some observation says, in it."""
    if first_day is None or last_day is None:
        return true()
    begin, end = _midnight(first_day), _midnight(last_day + timedelta(days=1))
    inside = select(_L.finding_id).where(_L.first_seen_at >= begin, _L.first_seen_at < end)
    observed = exists().where(
        observations.c.finding_id == _L.finding_id, observations.c.as_of >= begin, observations.c.as_of < end
    )
    before = select(_L.finding_id).where(_L.first_seen_at < begin, _L.last_seen_at >= begin, observed)
    return _L.finding_id.in_(inside.union_all(before))


def _of(unit_ids: frozenset[str]) -> ColumnElement[bool]:
    return _L.unit_id.in_(sorted(unit_ids)) if unit_ids else true()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING)


def _select(which: ColumnElement[bool]) -> Select[Any]:
    states = [column for column in ledger_states.c if column.name not in ("unit_id", "site_id", "account_id", "rule")]
    told = [column for column in findings.c if column.name not in _NOT_TOLD]
    return select(*told, *states).join(ledger_states, _L.finding_id == findings.c.id).where(which)


def _row(row: Row[Any]) -> LedgerRow:
    return LedgerRow(
        row.id, row.rule, row.monitor, subject_of(row), Severity(row.severity), Confidence(row.confidence), row.message,
        row.quote, row.first_seen_at, row.last_seen_at, standing_of(row), Mark(row.place, row.urgency, row.id),
    )  # fmt: skip
