"""Posts JSON to a guarded address."""

from __future__ import annotations

import json
from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from config.settings import Settings
from crawler.link_request import Reply, Upload, request
from inspection.fetched import FetchFailure, FetchProblem
from messages.letter import Answer

_MOST_BYTES = 64 * 1024
#: Failures that no further try on the same channel mends.
_FINAL = frozenset((FetchFailure.FORBIDDEN_ADDRESS,))


def post_json(
    url: str, payload: Mapping[str, Any], settings: Settings, headers: Mapping[str, str] | None = None
) -> Reply | Answer:
    """The receiver's reply, or why there is none. The address may hold a secret and is never told.

    Redirects are not followed: a secret is not handed on. Unencrypted only to hosts that ``allow_private`` names.
    """
    if urlsplit(url).scheme != "https" and not _named_private(url, settings):
        return Answer("refused", "", "不加密的地址只能是 XUNJIAN_ALLOW_PRIVATE 中的主机")
    body = json.dumps(payload, ensure_ascii=False).encode()
    given = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"} | dict(headers or {})
    reply = request("POST", url, settings, _MOST_BYTES, Upload(body, given))
    if isinstance(reply, FetchProblem):
        return Answer("refused" if reply.failure in _FINAL else "failed", "", reply.reason)
    return reply


def _named_private(url: str, settings: Settings) -> bool:
    host = (urlsplit(url).hostname or "").lower()
    if host in settings.allow_private:
        return True
    try:
        address = ip_address(host)
        return any(address in ip_network(one, strict=False) for one in settings.allow_private if _is_network(one))
    except ValueError:
        return False


def _is_network(text: str) -> bool:
    return text.replace(".", "").replace("/", "").isdigit() or ":" in text


def read_object(reply: Reply) -> dict[str, Any]:
    """The JSON object in the body; empty when it is anything else."""
    try:
        read = json.loads(reply.body)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
