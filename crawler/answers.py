"""Reads one HTTP answer: a page, another address, a reason to wait and ask again, or a failure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from scrapy.http import Response

from crawler.address_guard import DEFAULT_PORTS
from crawler.politeness import BLOCKING_STATUSES, BUSY_STATUSES, retry_after_seconds
from facts.document import Document
from facts.page_kind import Kind, no_page
from inspection.answered import Server
from inspection.fetched import FetchFailure, Page

REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})

#: Removed-document stubs and firewall answers are smaller than any real page (bytes): only these are looked into when
#: the body is not read anyway.
SMALL_BODY = 2048


@dataclass(frozen=True, slots=True)
class Moved:
    """A redirect, or a page that is nothing but a meta refresh (``refresh``). ``url`` is absolute."""

    url: str
    refresh: bool = False


@dataclass(frozen=True, slots=True)
class Unusable:
    """No page. ``again``: worth asking again, not before ``retry_after`` seconds if set."""

    failure: FetchFailure
    detail: str = ""
    again: bool = False
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The stored body is still the current one, says ``server``."""

    server: Server | None


Answer = Page | Moved | Unusable | NotModified


def read_answer(asked: str, response: Response, *, conditional: bool) -> Answer:
    """What ``response`` means for the target address ``asked``; ``conditional``: the request carried validators."""
    status = response.status
    if status == 304 and conditional:
        return NotModified(server_of(response))
    location = response.headers.get("Location")
    if status in REDIRECT_STATUSES and location:
        return Moved(urljoin(response.url, location.decode("utf-8", "replace").strip()))
    if status in BLOCKING_STATUSES or status in BUSY_STATUSES:
        return _busy(response)
    if not 200 <= status < 300:
        return Unusable(FetchFailure.HTTP_STATUS, str(status))
    return Page(
        url=asked,
        final_url=response.url,
        status=status,
        headers=_headers(response),
        body=response.body,
        fetched_at=datetime.now(UTC),
        server=server_of(response),
    )


def server_of(response: Response) -> Server | None:
    """The far end of the connection: behind a proxy, the proxy. ``None`` where the connection did not tell."""
    if response.ip_address is None:
        return None
    proxy = response.meta.get("proxy")
    parts = urlsplit(proxy or response.url)
    return Server(response.ip_address, parts.port or DEFAULT_PORTS[parts.scheme], proxy is not None)


def _busy(response: Response) -> Unusable:
    status = response.status
    return Unusable(
        FetchFailure.BLOCKED if status in BLOCKING_STATUSES else FetchFailure.HTTP_STATUS,
        str(status),
        again=True,
        retry_after=retry_after_seconds(response.headers.get("Retry-After"), datetime.now(UTC)),
    )


def _headers(response: Response) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1").lower(), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )


def look_into(document: Document) -> Moved | Unusable | None:
    """What a 200 answer really is: a firewall's page, a stub, a mere refresh, unreadable bytes; ``None`` = a page."""
    if not document.page.body:
        return Unusable(FetchFailure.BLOCKED, "空白应答")
    if not document.decoded.readable:
        return Unusable(FetchFailure.UNDECODABLE)
    kind = no_page(document)
    if kind is None:
        return None
    if kind.kind is Kind.BLOCKED:
        return Unusable(FetchFailure.BLOCKED, kind.reason)
    if kind.refresh_to:
        return Moved(urljoin(document.url, kind.refresh_to), refresh=True)
    return Unusable(FetchFailure.STUB, kind.reason)
