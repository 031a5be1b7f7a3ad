"""通知渠道: where messages go, a test of each way, and what became of the last ones."""

from __future__ import annotations

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from config.problem import ConfigError
from db import outbox
from db.outbox import StoredMessage
from inspection.channel import Channels
from jobs.compose_warnings import compose_test
from jobs.message_routes import OPERATOR, routes
from jobs.send_messages import send_due
from web.frame.access import Administrator
from web.frame.desk import Desk, TheDesk
from web.frame.rendering import page

router = APIRouter(prefix="/settings/channels")

_SHOWN = 50
#: Class and word of a message's state.
STATES = {
    "waiting": ("unknown", "等待发送"),
    "sending": ("warn", "正在发送"),
    "sent": ("good", "已发送"),
    "failed": ("warn", "失败，待重试"),
    "given-up": ("bad", "已放弃"),
}


@router.get("")
def listing(request: Request, desk: TheDesk, viewer: Administrator) -> Response:
    return _page(request, desk)


@router.post("/{channel}/test")
def test(
    request: Request, desk: TheDesk, viewer: Administrator, channel: Annotated[str, Path(max_length=80)]
) -> Response:
    """Sends a test message at once, and says what came of it."""
    if channel not in _channels(desk)[0].by_id:
        raise HTTPException(404)
    made = compose_test(desk.work, channel, uuid4().hex, desk.clock())
    send_due(desk.work, only=made.id)
    with desk.work.database.writing() as cx:
        ended = outbox.get(cx, made.id or 0)
        desk.record(cx, viewer, "channel.test", channel, ended.state)
    return _page(request, desk, ended)


def _page(request: Request, desk: Desk, tested: StoredMessage | None = None) -> Response:
    channels, problem = _channels(desk)
    with desk.work.database.reading() as cx:
        messages = outbox.listing(cx, desk.work.district.id, most=_SHOWN)
    told = {
        name: [desk.unit_name(unit) for unit, way in channels.units.items() if way == name] for name in channels.by_id
    }
    return page(
        request, "settings/channels.html", channels=channels, problem=problem, messages=messages, told=told,
        tested=tested, states=STATES, names=lambda one: "运维" if one == OPERATOR else desk.unit_name(one),
    )  # fmt: skip


def _channels(desk: Desk) -> tuple[Channels, str]:
    """The channels, or none and what is wrong with their file."""
    try:
        return routes(desk.work).channels, ""
    except ConfigError as problem:
        return Channels(), str(problem)
