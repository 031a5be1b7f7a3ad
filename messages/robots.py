"""Group robots: 钉钉 (政务钉钉 and 专有钉钉 under their own base address), 企业微信, 飞书.

All three answer HTTP 200 whatever happened; what happened is a number in the body. An answer without that number is a
failure: a login page of a proxy also has status 200.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from crawler.link_request import Reply
from crawler.politeness import retry_after_seconds
from inspection.channel import ChannelKind
from messages.letter import Answer, Letter, fitted
from messages.posting import read_object

Secrets = Mapping[str, str]
_MINUTE = timedelta(minutes=1)
#: Seconds of silence after a limit at least, whatever the receiver says.
_SHORTEST = 10.0
#: 钉钉: more than 20 messages a minute, and the robot is silenced for ten minutes.
_DINGTALK_SILENCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Robot:
    """How one kind of robot is addressed and understood.

    ``code`` names its number in the answer (the first that is there counts); ``busy`` are numbers after which another
    try may help, ``throttled`` those after which the channel keeps ``silence``. Every other number but 0 is final.
    """

    address: Callable[[str, Secrets, datetime], str]
    payload: Callable[[Letter, Secrets, datetime], Mapping[str, Any]]
    code: tuple[str, ...]
    words: tuple[str, ...]
    busy: frozenset[int]
    throttled: frozenset[int]
    silence: timedelta

    def read(self, reply: Reply, now: datetime) -> Answer:
        """What the robot's reply means."""
        if reply.status != 200:
            return read_status(reply, now)
        body = read_object(reply)
        number = next((body[name] for name in self.code if isinstance(body.get(name), int)), None)
        if number is None:
            return Answer("failed", "", "应答中没有错误码，可能不是机器人的应答")
        if number == 0:
            return Answer("sent")
        words = next((str(body[name]) for name in self.words if body.get(name)), "")
        if number in self.throttled:
            return Answer("throttled", str(number), words, self.silence)
        return Answer("failed" if number in self.busy else "refused", str(number), words)


def read_status(reply: Reply, now: datetime) -> Answer:
    """What an HTTP status alone means."""
    if 200 <= reply.status < 300:
        return Answer("sent")
    said = f"HTTP {reply.status}"
    if reply.status == 429:
        stated = retry_after_seconds((reply.header("retry-after") or "").encode("latin-1", "replace"), now)
        pause = timedelta(seconds=min(max(stated, _SHORTEST), 3600)) if stated is not None else _MINUTE
        return Answer("throttled", "429", said, pause)
    again = reply.status >= 500 or reply.status in (408, 425)
    return Answer("failed" if again else "refused", str(reply.status), said)


def _dingtalk_address(base: str, secrets: Secrets, now: datetime) -> str:
    query = {"access_token": secrets["token"]}
    if "sign" in secrets:
        stamp = str(round(now.timestamp() * 1000))
        query |= {"timestamp": stamp, "sign": _signed(secrets["sign"].encode(), f"{stamp}\n{secrets['sign']}".encode())}
    return f"{base}/robot/send?{urlencode(query)}"


def _dingtalk_payload(letter: Letter, _secrets: Secrets, _now: datetime) -> Mapping[str, Any]:
    return {"msgtype": "text", "text": {"content": fitted(f"{letter.title}\n{letter.body}", 18_000)}}


def _wecom_address(base: str, secrets: Secrets, _now: datetime) -> str:
    return f"{base}/cgi-bin/webhook/send?{urlencode({'key': secrets['token']})}"


def _wecom_payload(letter: Letter, _secrets: Secrets, _now: datetime) -> Mapping[str, Any]:
    return {"msgtype": "text", "text": {"content": fitted(f"{letter.title}\n{letter.body}", 2048)}}


def _feishu_address(base: str, secrets: Secrets, _now: datetime) -> str:
    return f"{base}/open-apis/bot/v2/hook/{quote(secrets['token'], safe='')}"


def _feishu_payload(letter: Letter, secrets: Secrets, now: datetime) -> Mapping[str, Any]:
    said: dict[str, Any] = {
        "msg_type": "text",
        "content": {"text": fitted(f"{letter.title}\n{letter.body}", 18_000)},
    }
    if "sign" in secrets:
        stamp = str(int(now.timestamp()))
        said |= {"timestamp": stamp, "sign": _signed(f"{stamp}\n{secrets['sign']}".encode(), b"")}
    return said


def _signed(key: bytes, text: bytes) -> str:
    return base64.b64encode(hmac.digest(key, text, hashlib.sha256)).decode("ascii")


ROBOTS: Mapping[ChannelKind, Robot] = {
    ChannelKind.DINGTALK: Robot(
        address=_dingtalk_address,
        payload=_dingtalk_payload,
        code=("errcode",),
        words=("errmsg",),
        busy=frozenset((-1,)),
        throttled=frozenset((130101,)),
        silence=_DINGTALK_SILENCE,
    ),
    ChannelKind.WECOM: Robot(
        address=_wecom_address,
        payload=_wecom_payload,
        code=("errcode",),
        words=("errmsg",),
        busy=frozenset((-1,)),
        throttled=frozenset((45009,)),
        silence=_MINUTE,
    ),
    ChannelKind.FEISHU: Robot(
        address=_feishu_address,
        payload=_feishu_payload,
        code=("code", "StatusCode"),
        words=("msg", "StatusMessage"),
        busy=frozenset((2200,)),
        throttled=frozenset((9499, 11232)),
        silence=_MINUTE,
    ),
}
