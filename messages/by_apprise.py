"""Everything else that apprise speaks. It says only whether it believes to have sent: no code, no silence asked for."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

from config.settings import Settings
from crawler.address_guard import AddressPolicy
from messages.letter import Answer, Letter


def send_by_apprise(letter: Letter, url: str, settings: Settings) -> Answer:
    """Hand the letter to apprise. ``url`` is an apprise address and holds secrets.

    The host in it is looked up and checked before, not at the connection (apprise makes that itself).
    """
    import apprise  # noqa: PLC0415 - loads a hundred plugins, for a channel that few have

    fault = _private(url, settings)
    if fault:
        return Answer("refused", "", fault)
    service = apprise.Apprise.instantiate(url, suppress_exceptions=True)
    if service is None:
        return Answer("refused", "", "apprise 不认识这个地址")
    service.redirects = False
    told = apprise.Apprise()
    told.add(service)
    sent = told.notify(title=letter.title, body=letter.body, body_format=apprise.NotifyFormat.TEXT)
    return Answer("sent") if sent else Answer("failed", "", "apprise 没有发送成功（它不说明原因）")


def _private(url: str, settings: Settings) -> str:
    policy = AddressPolicy.of([], settings.allow_private, None)
    try:
        host = urlsplit(url).hostname or ""
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM) if host else []
    except (OSError, ValueError):  # many services have a token there, which is no name
        return ""
    faults = (policy.fault(host, ip_address(each[4][0])) for each in found)
    return next((f"地址指向{fault}" for fault in faults if fault), "")
