"""One HTTP request to a guarded address: bounded in time and size, nothing kept open, nothing followed."""

from __future__ import annotations

import base64
import socket
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import ip_address
from ssl import SSLContext, create_default_context
from typing import Any
from urllib.parse import unquote, urlsplit

from config.settings import Settings
from crawler.address_guard import AddressPolicy, ForbiddenAddress, Place
from crawler.guarded_socket import cut_after, guarded_connect, named_problem, unverified_tls
from inspection.answered import Server
from inspection.fetched import FetchProblem

#: Ports below this serve mail, files and terminals, save the two of the web.
_FIRST_FREE_PORT = 1024
_WEB_PORTS = frozenset((80, 443))


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; ``headers`` with lower-case names in the order of the wire; ``body`` may be cut."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    server: Server | None = None

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True, slots=True)
class Upload:
    """What is sent along: the body, and headers that say what it is."""

    body: bytes
    headers: Mapping[str, str]


def request(
    method: str, url: str, settings: Settings, most_bytes: int, upload: Upload | None = None
) -> Reply | FetchProblem:
    """Ask once. The body is read and unpacked up to ``most_bytes``. Never raises for what servers do.

    With an ``upload`` the server must prove by its certificate who it is: what we only look at may be anybody's, what
    we tell may not.
    """
    policy = AddressPolicy.of([url], settings.allow_private, settings.proxy)
    sockets: list[socket.socket] = []
    with cut_after(settings.timeout_seconds, sockets) as late:
        connection: HTTPConnection | None = None
        try:
            place = policy.check(url)
            if place.port < _FIRST_FREE_PORT and place.port not in _WEB_PORTS:
                raise ForbiddenAddress(f"端口 {place.port} 不是网页端口")
            tls = create_default_context() if upload else unverified_tls()
            connection, target, headers = _prepared(url, place, settings, tls)
            # The documented way in is to override connect(); this attribute leaves its proxy tunnel and TLS in place.
            connection._create_connection = partial(_connect, policy, sockets)  # type: ignore[attr-defined]
            connection.connect()
            if connection.sock is not None:
                sockets.append(connection.sock)  # TLS takes over the plain one, which could not be cut any more
            server = _server(sockets, settings)
            headers |= _headers(settings) | dict(upload.headers if upload else {})
            connection.request(method, target, upload.body if upload else None, headers)
            reply = _read(connection.getresponse(), most_bytes, server)
        except (OSError, HTTPException, ForbiddenAddress, ValueError, zlib.error) as problem:
            return named_problem(url, problem, late=late.is_set())
        finally:
            if connection is not None:
                connection.close()
        return named_problem(url, TimeoutError(), late=True) if late.is_set() else reply


def _connect(
    policy: AddressPolicy, sockets: list[socket.socket], address: tuple[str, int], timeout: float, *_: Any
) -> socket.socket:
    connection = guarded_connect(*address, policy, timeout)
    sockets.append(connection)
    return connection


def _server(sockets: list[socket.socket], settings: Settings) -> Server | None:
    """The far end of the connection just made."""
    host, port = sockets[-1].getpeername()[:2] if sockets else ("", 0)
    return Server(ip_address(host), port, settings.proxy is not None) if host else None


def _prepared(
    url: str, place: Place, settings: Settings, tls: SSLContext
) -> tuple[HTTPConnection, str, dict[str, str]]:
    """A connection not yet opened, the request target, and the headers that a proxy wants."""
    parts = urlsplit(url)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    secure = partial(HTTPSConnection, timeout=settings.timeout_seconds, context=tls)
    open_plain: Callable[..., HTTPConnection] = partial(HTTPConnection, timeout=settings.timeout_seconds)
    if settings.proxy is None:
        return (secure if place.scheme == "https" else open_plain)(place.host, place.port), path, {}
    proxy = urlsplit(settings.proxy)
    login = _login(proxy.username, proxy.password)
    if place.scheme == "http":
        return open_plain(proxy.hostname or "", proxy.port or 80), url, login
    through = secure(proxy.hostname or "", proxy.port or 80)
    through.set_tunnel(place.host, place.port, login)
    return through, path, {}


def _login(name: str | None, password: str | None) -> dict[str, str]:
    if name is None:
        return {}
    token = base64.b64encode(f"{unquote(name)}:{unquote(password or '')}".encode()).decode("ascii")
    return {"Proxy-Authorization": f"Basic {token}"}


def _headers(settings: Settings) -> dict[str, str]:
    return {
        "User-Agent": settings.http_user_agent,
        "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
        "Accept-Language": "zh-CN,zh;q=0.9",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


def _read(response: HTTPResponse, most_bytes: int, server: Server | None) -> Reply:
    body = response.read(most_bytes)
    packed = (response.getheader("Content-Encoding") or "").strip().lower()
    if packed in ("gzip", "x-gzip", "deflate") and body:
        body = zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(body, most_bytes)
    headers = tuple((name.lower(), _utf8(value)) for name, value in response.getheaders())
    return Reply(response.status, headers, body, server)


def _utf8(value: str) -> str:
    """Header values come as Latin-1; servers write UTF-8 into ``Location``."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
