"""One round of everything about messages, for the schedule: compose what is new, then send what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from jobs.compose_digests import compose_confirmed, compose_weekly
from jobs.message_queue import Composed
from jobs.message_routes import OPERATOR
from jobs.message_sources import alerts_of, deadlines_of
from jobs.send_messages import Sending, send_due
from jobs.workspace import Workspace

#: A weekly scan that is older is no news any more.
_NEWS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Round:
    """``composed`` messages are new in the outbox; ``silent`` recipients have no channel and were told nothing."""

    composed: int
    silent: int
    sending: Sending

    @property
    def note(self) -> str:
        """What an operator reads about the round, in Chinese."""
        said = f"新拟 {self.composed} 份，已发 {self.sending.sent} 份，失败待重试 {self.sending.failed} 份"
        if self.sending.given_up:
            said += f"，放弃 {self.sending.given_up} 份（xunjian messages list --state given-up）"
        return said


def message_round(work: Workspace, as_of: datetime, patience: timedelta = timedelta(minutes=10)) -> Round:
    """Weekly digests, confirmations, deadlines and alerts as of a moment, then one sending (see there: ``patience``).

    May be called at any time and any number of times: nothing is told twice. The weekly digest comes first, so that
    what it tells is not told again as a confirmation.
    """
    made = [
        *compose_weekly(work, as_of, after=as_of - _NEWS),
        *compose_confirmed(work, as_of),
        *deadlines_of(work, as_of),
        *alerts_of(work, as_of),
    ]
    return _round(made, send_due(work, patience=patience))


def alert_round(work: Workspace, as_of: datetime) -> Round:
    """Alerts to the operator as of a moment, and those that wait. Units are neither composed for nor sent to."""
    return _round(alerts_of(work, as_of), send_due(work, kinds=frozenset({OPERATOR})))


def _round(made: list[Composed], sending: Sending) -> Round:
    return Round(sum(one.id is not None for one in made), sum(not one.message.channel for one in made), sending)
