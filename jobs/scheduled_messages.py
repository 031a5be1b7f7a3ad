"""The scheduled jobs about messages: say what is new, send what is due; at night to the operator alone."""

from __future__ import annotations

from datetime import datetime

from jobs.message_round import Round, alert_round, message_round
from jobs.scheduled_done import Done
from jobs.workspace import Workspace


def send_messages(work: Workspace, at: datetime) -> Done:
    """One round of messages."""
    return _done(message_round(work, at))


def send_alerts(work: Workspace, at: datetime) -> Done:
    """One round of alerts to the operator, for the hours in which units are told nothing."""
    return _done(alert_round(work, at))


def _done(made: Round) -> Done:
    """What could not be sent is unknown: whether people know of it."""
    failed = made.sending.failed + made.sending.given_up
    silent = f"，{made.silent} 份没有可用的渠道" if made.silent else ""
    return Done(max(1, made.sending.sent + failed), failed, made.note + silent)
