"""Where warnings come from: the ledger's deadlines, the alerts of scheduled runs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from db import outbox, runs
from inspection.moment import beijing_day
from jobs.compose_warnings import Alert, Due, compose_alerts, compose_deadlines
from jobs.ledger import Line, Terms, due_soon, overdue
from jobs.message_queue import Composed
from jobs.workspace import Workspace

#: Alerts older than this say nothing any more.
_ALERT_AGE = timedelta(days=30)
#: Working days between two reminders of a deadline that has passed; our assumption.
_REMIND_EVERY = 5


def alerts_of(work: Workspace, as_of: datetime, *, dry_run: bool = False) -> list[Composed]:
    """Tell the operator what scheduled runs raised and what reached nobody; see ``compose_alerts``."""
    with work.database.reading() as connection:
        untold = [
            one for one in runs.alerts(connection, work.district.id, as_of - _ALERT_AGE, untold=True) if one.at <= as_of
        ]
    made = compose_alerts(work, as_of, [Alert(f"run:{one.id}", one.text) for one in untold], dry_run=dry_run)
    if not dry_run:
        with work.database.writing() as connection:
            known = outbox.told(connection, [f"operator:{work.district.id}:run:{one.id}" for one in untold])
            told = [one.id for one in untold if f"operator:{work.district.id}:run:{one.id}" in known]
            if told:
                runs.told(connection, told, as_of)
    return made


def deadlines_of(
    work: Workspace, as_of: datetime, unit_ids: frozenset[str] = frozenset(), *, dry_run: bool = False
) -> list[Composed]:
    """Warn units of the ledger's deadlines, near and past; see ``compose_deadlines``.

    A deadline is told when it comes near, on its last day, when it has passed, and then every five working days.
    """
    day, terms = beijing_day(as_of), Terms()
    due = [_near(line, day, terms) for line in due_soon(work, day)]
    due += [_past(line, day, terms) for line in overdue(work, day)]
    return compose_deadlines(
        work, as_of, [one for one in due if not unit_ids or one.unit_id in unit_ids], dry_run=dry_run
    )


def _near(line: Line, day: date, terms: Terms) -> Due:
    left = terms.calendar.between(day, line.standing.due or day)
    return _due(line, "soon" if left else "today", f"还剩 {left} 个工作日" if left else "今天到期")


def _past(line: Line, day: date, terms: Terms) -> Due:
    late = terms.late_days(line.standing, day)
    return _due(line, f"overdue-{late // _REMIND_EVERY}", f"已超期 {late} 个工作日")


def _due(line: Line, stage: str, left: str) -> Due:
    found = line.finding
    due = line.standing.due
    if due is None:  # both lists hold findings with a deadline only
        raise ValueError(f"finding {found.id} has no deadline")
    return Due(found.id, found.subject.unit_id, found.message, found.subject.url, due, stage, left)
