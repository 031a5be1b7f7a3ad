"""The replay portal's HTTP server: one port on 127.0.0.1 that answers for every host name."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from types import TracebackType
from typing import Self, cast
from urllib.request import ProxyHandler, Request, build_opener

from demo.answers import Answer, fixed, not_found
from demo.scene import Scene
from demo.world import World, key_of
from inspection.moment import BEIJING

CONTROL = "/__control__/moment"
#: Path form for people with a browser: ``/_/www.dazu.gov.cn/...``.
BROWSED = "/_/"
_MAX_HEAD = 64 * 1024
_REASONS = {
    200: "OK",
    304: "Not Modified",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    502: "Bad Gateway",
}


class Portal:
    """The world at a moment that can be set. ``answer`` is independent of the wire."""

    def __init__(self, world: World, moment: datetime) -> None:
        self.world = world
        self.scene = Scene(world, moment)

    def control(self, method: str, body: bytes) -> Answer:
        """GET tells the moment; PUT or POST sets it (ISO 8601 with zone)."""
        if method in ("PUT", "POST"):
            try:
                moment = datetime.fromisoformat(body.decode().strip())
                if moment.tzinfo is None:
                    raise ValueError("no time zone")
            except ValueError as problem:
                return fixed(400, f"not an ISO moment with zone: {problem}".encode(), "text/plain; charset=utf-8")
            self.scene = Scene(self.world, moment)
        told = json.dumps({"moment": self.scene.moment.isoformat()}).encode()
        return fixed(200, told, "application/json; charset=utf-8")

    def answer(self, method: str, target: str, host: str, body: bytes) -> Answer:
        """``target`` absolute (proxy form), or a path with ``host`` beside it, or ``/_/host/path``."""
        if target == CONTROL:
            return self.control(method, body)
        if method not in ("GET", "HEAD"):
            return fixed(405, b"method not allowed", "text/plain")
        if "://" in target:
            return self.scene.answer(key_of(target))
        if target.startswith(BROWSED):
            return _browsed(self.scene.answer(target[len(BROWSED) :]), target[len(BROWSED) :].partition("/")[0])
        return self.scene.answer(host + target)


def _browsed(answer: Answer, host: str) -> Answer:
    """``answer`` with its root-relative links led back through the path form."""
    prefix = f"{BROWSED}{host}/".encode()

    def body() -> bytes:
        return answer.body().replace(b'href="/', b'href="' + prefix).replace(b'src="/', b'src="' + prefix)

    return Answer(answer.status, answer.content_type, body)


class _Connection(asyncio.Protocol):
    """Minimal HTTP/1.1: keep-alive, pipelining, Content-Length bodies. No chunked requests: nobody sends them here."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's transports are no subclass

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            request_line, _, rest = self.buffer[:end].decode("latin-1").partition("\r\n")
            headers = dict(_headers(rest))
            length = int(headers.get("content-length", "0") or "0")
            if len(self.buffer) < end + 4 + length:
                return
            body, self.buffer = self.buffer[end + 4 : end + 4 + length], self.buffer[end + 4 + length :]
            self._respond(request_line, headers, body)
        if len(self.buffer) > _MAX_HEAD:
            self.transport.close()

    def _respond(self, request_line: str, headers: dict[str, str], body: bytes) -> None:
        method, _, rest = request_line.partition(" ")
        target = rest.rpartition(" ")[0]
        answer = self.portal.answer(method, target, headers.get("host", ""), body) if target else not_found()
        close = headers.get("connection", "").lower() == "close"
        self.transport.write(_wire(answer, headers, head_only=method == "HEAD", close=close))
        if close:
            self.transport.close()


def _headers(text: str) -> list[tuple[str, str]]:
    pairs = (line.partition(":") for line in text.split("\r\n"))
    return [(name.strip().lower(), value.strip()) for name, _, value in pairs]


def _wire(answer: Answer, headers: dict[str, str], *, head_only: bool, close: bool) -> bytes:
    status = 304 if _unchanged(answer, headers) else answer.status
    content = b"" if status == 304 else answer.body()
    lines = [f"HTTP/1.1 {status} {_REASONS[status]}", "Server: nginx"]
    if status != 304:
        lines += [f"Content-Type: {answer.content_type}", f"Content-Length: {len(content)}"]
    if answer.etag:
        lines.append(f"ETag: {answer.etag}")
    if answer.changed:
        lines.append(f"Last-Modified: {_http_date(answer.changed)}")
    lines.append("Connection: close" if close else "Connection: keep-alive")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (b"" if head_only else content)


def _unchanged(answer: Answer, headers: dict[str, str]) -> bool:
    tags, since = headers.get("if-none-match"), headers.get("if-modified-since")
    if answer.status != 200 or not answer.etag:
        return False
    if tags is not None:
        return any(tag.strip().removeprefix("W/") in (answer.etag, "*") for tag in tags.split(","))
    if since is None or answer.changed is None:
        return False
    try:
        return answer.changed.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False  # an unreadable condition is no condition (RFC 9110)


def _http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


async def serve(world: World, port: int = 0, moment: datetime | None = None) -> asyncio.Server:
    """Listen on 127.0.0.1; ``port`` 0 takes a free one. The caller keeps the server running and closes it.

    ``moment`` is the first one shown; the quarter's first day by default.
    """
    portal = Portal(world, moment or first_moment(world))
    return await asyncio.get_running_loop().create_server(lambda: _Connection(portal), "127.0.0.1", port)


def first_moment(world: World) -> datetime:
    """Midnight of the first quarter's first day, or of the plan's last day where no quarter is registered."""
    quarters = world.district.quarters
    return datetime.combine(quarters[0].first_day if quarters else world.plan.last_day, datetime.min.time(), BEIJING)


class RunningPortal:
    """The portal in a process of its own: ``with RunningPortal() as portal: portal.url, portal.set_moment(...)``.

    The process ends with ``close()``, and by itself when this one dies (its standard input closes then).
    Raises ``RuntimeError`` when it does not start.
    """

    def __init__(self, *arguments: str) -> None:
        """``arguments`` as ``python -m demo.portal`` takes them, e.g. ``"--district", "dazu"``."""
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "demo.portal", "--port", "0", "--until-stdin-closes", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        if self._process.stdout is None:
            raise RuntimeError("the portal's output is not connected")
        line = self._process.stdout.readline().decode().strip()
        if not line.startswith("http://"):
            self.close()
            raise RuntimeError(f"the portal did not start: {line or 'no output'}")
        self.url = line
        self._opener = build_opener(ProxyHandler({}))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def set_moment(self, moment: datetime) -> None:
        """Move the world to ``moment`` (aware)."""
        request = Request(self.url + CONTROL, data=moment.isoformat().encode(), method="PUT")  # noqa: S310 - our own
        with self._opener.open(request, timeout=10) as response:
            response.read()

    def close(self) -> None:
        """End the process; may be called twice."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
