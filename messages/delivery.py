"""Sends one letter by one channel, once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from config.settings import Settings
from facts.masking import mask_personal
from inspection.channel import Channel, ChannelKind
from messages.by_apprise import send_by_apprise
from messages.letter import Answer, Letter
from messages.mail import send_mail
from messages.posting import post_json, read_object
from messages.robots import ROBOTS, Secrets, read_status

#: No answer needs more words than this.
_LONGEST = 300


def deliver(
    letter: Letter, channel: Channel, settings: Settings, environment: Mapping[str, str] = os.environ
) -> Answer:
    """One try. Never raises for what receivers do; the answer holds neither secrets nor personal numbers."""
    missing = [name for name in channel.secrets.values() if not environment.get(name)]
    if missing:
        return Answer("failed", "", f"没有设置环境变量 {'、'.join(missing)}")
    secrets = {role: environment[name] for role, name in channel.secrets.items()}
    return _discreet(_send(letter, channel, secrets, settings), secrets)


def _send(letter: Letter, channel: Channel, secrets: Secrets, settings: Settings) -> Answer:
    if channel.kind is ChannelKind.APPRISE:
        return send_by_apprise(letter, secrets["url"], settings)
    if channel.mail is not None:
        return send_mail(letter, channel.mail, secrets, settings)
    now = datetime.now(UTC)
    if channel.kind is ChannelKind.WEBHOOK:
        return _webhook(letter, channel, secrets, settings, now)
    robot = ROBOTS[channel.kind]
    address = robot.address(channel.address, secrets, now)
    reply = post_json(address, robot.payload(letter, secrets, now), settings)
    return reply if isinstance(reply, Answer) else robot.read(reply, now)


def _webhook(letter: Letter, channel: Channel, secrets: Secrets, settings: Settings, now: datetime) -> Answer:
    """Our own JSON. A receiver that keeps the idempotency key in mind never has a message twice."""
    payload = {"title": letter.title, "text": letter.body, "key": letter.key}
    headers = {"Idempotency-Key": letter.key}
    if "token" in secrets:
        headers["Authorization"] = f"Bearer {secrets['token']}"
    reply = post_json(secrets.get("url", channel.address), payload, settings, headers)
    if isinstance(reply, Answer):
        return reply
    code = read_object(reply).get("errcode", 0)
    if reply.status < 300 and code not in (0, "0"):
        return Answer("failed", str(code), str(read_object(reply).get("errmsg", "")))
    return read_status(reply, now)


def _discreet(answer: Answer, secrets: Secrets) -> Answer:
    detail = answer.detail
    for secret in secrets.values():
        detail = detail.replace(secret, "***")
    return replace(answer, errcode=answer.errcode[:40], detail=mask_personal(detail)[:_LONGEST])
