"""The scheduled job about messages: say what is new, send what is due."""

from __future__ import annotations

from datetime import datetime

from jobs.message_round import message_round
from jobs.scheduled_done import Done
from jobs.workspace import Workspace


def send_messages(work: Workspace, at: datetime) -> Done:
    """One round of messages. What could not be sent is unknown: whether people know of it."""
    done = message_round(work, at)
    failed = done.sending.failed + done.sending.given_up
    silent = f"，{done.silent} 份没有可用的渠道" if done.silent else ""
    return Done(max(1, done.sending.sent + failed), failed, done.note + silent)
