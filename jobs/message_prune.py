"""Lets old messages go. What they told stays known, so that it is not told again."""

from __future__ import annotations

from datetime import datetime

from db import outbox, retention
from db.engine import Connection
from jobs.compose_warnings import given_up_item
from jobs.message_routes import OPERATOR
from jobs.workspace import Workspace


def prune_messages(work: Workspace, before: datetime, *, dry: bool) -> int:
    """Remove messages that ended earlier than ``before``, with their tries; how many went, or (``dry``) would go.

    What was not sent yet stays, and so does what was given up as long as the operator has not been told of it.
    """
    if dry:
        with work.database.reading() as connection:
            return len(_going(connection, work, before))
    with work.database.writing() as connection:
        outbox.alone(connection)
        going = _going(connection, work, before)
        retention.remove_messages(connection, going)
        return len(going)


def _going(connection: Connection, work: Workspace, before: datetime) -> list[int]:
    ended = retention.ended_messages(connection, work.district.id, before)
    alerts = {
        one.id: given_up_item(work, one.id, one.ended_at)
        for one in ended
        if one.given_up and one.kind not in (OPERATOR, "test")
    }
    known = retention.settled_items(connection, alerts.values())
    return [one.id for one in ended if one.id not in alerts or alerts[one.id] in known]
