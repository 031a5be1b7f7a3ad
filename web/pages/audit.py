"""The audit log: for administrators."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from db import audit, users
from web.frame.access import Administrator
from web.frame.audit_words import ACTIONS, action_words
from web.frame.desk import TheDesk
from web.frame.numbers import Before
from web.frame.rendering import page

router = APIRouter()

_SIZE = 50


@router.get("/settings/audit")
def listing(
    request: Request,
    desk: TheDesk,
    viewer: Administrator,
    before: Before = None,
    user: Annotated[str, Query(max_length=10)] = "",
    action: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """``user`` is an id; empty (as the form sends it) = everybody."""
    user_id = int(user) if user.isdecimal() and user.isascii() and int(user) < 2**31 else None
    with desk.work.database.reading() as cx:
        entries = audit.page(cx, before=before, user_id=user_id, action=action, size=_SIZE + 1)
        known = users.listing(cx)
    older = ""
    if len(entries) > _SIZE:
        entries = entries[:_SIZE]
        older = "?" + urlencode({"before": entries[-1].id, "user": user, "action": action})
    return page(
        request,
        "audit/list.html",
        entries=entries,
        newest=before is None,
        older=older,
        users=known,
        user_id=user_id,
        actions=ACTIONS,
        action=action,
        action_words=action_words,
    )
