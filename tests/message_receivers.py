"""Receivers on 127.0.0.1 that behave like the real ones: a robot with signature and throttle, and a mail server."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import socketserver
import ssl
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN, SIGN = "robot-token-of-a-test", "SEC-sign-of-a-test"


@dataclass
class Robot:
    """A 钉钉 robot: HTTP 200 whatever happens, the number in the body; more than ``limit`` in ``window`` seconds and it
    is silent for ``silence`` seconds. ``script`` holds answers to give first: (status, body).
    """

    limit: int = 20
    window: float = 60.0
    silence: float = 600.0
    script: deque[tuple[int, Any]] = field(default_factory=deque)
    accepted: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str], dict[str, Any]]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    port: int = 0
    delay: float = 0.0
    tls: ssl.SSLContext | None = None
    _silent_until: float = 0.0

    @property
    def url(self) -> str:
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}"

    @property
    def texts(self) -> list[str]:
        return [one["text"]["content"] for one in self.accepted]

    def answer(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        if self.script:
            return self.script.popleft()
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        if query.get("access_token") != TOKEN:
            return 200, {"errcode": 300005, "errmsg": "token is not exist"}
        if not self._signed(query):
            return 200, {"errcode": 310000, "errmsg": "sign not match"}
        now = time.monotonic()
        if now < self._silent_until or len([one for one in self.times if one > now - self.window]) >= self.limit:
            self._silent_until = max(self._silent_until, now + self.silence)
            return 200, {"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"}
        self.times.append(now)
        self.accepted.append(body)
        return 200, {"errcode": 0, "errmsg": "ok"}

    def _signed(self, query: dict[str, str]) -> bool:
        stamp = query.get("timestamp", "0")
        if abs(time.time() * 1000 - int(stamp)) > 3_600_000:
            return False
        digest = hmac.new(SIGN.encode(), f"{stamp}\n{SIGN}".encode(), hashlib.sha256).digest()
        return query.get("sign") == base64.b64encode(digest).decode()


@contextmanager
def serving(robot: Robot) -> Iterator[Robot]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            robot.asked.append((self.path, dict(self.headers), body))
            status, said = robot.answer(self.path, body)
            time.sleep(robot.delay)
            data = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """The sender may have been killed meanwhile."""

    server = Server(("127.0.0.1", 0), Handler)
    robot.port = server.server_address[1]
    if robot.tls:
        server.socket = robot.tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield robot
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class MailServer:
    """Speaks enough SMTP. ``replies`` overrides the reply to a command, by its first word.

    With ``tls`` it is encrypted from the first byte, with ``starttls`` once it was asked.
    """

    replies: dict[str, str] = field(default_factory=dict)
    mails: list[tuple[str, list[str], str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    port: int = 0
    cut_after_data: bool = False
    tls: ssl.SSLContext | None = None
    starttls: ssl.SSLContext | None = None
    encrypted: list[bool] = field(default_factory=list)  # by mail


@contextmanager
def mailing(mail: MailServer) -> Iterator[MailServer]:
    class Handler(socketserver.StreamRequestHandler):
        def reply(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")

        def encrypt(self, context: ssl.SSLContext) -> None:
            self.connection = context.wrap_socket(self.connection, server_side=True)
            self.rfile = self.connection.makefile("rb")
            self.wfile = self.connection.makefile("wb", buffering=0)

        def finish(self) -> None:
            super().finish()
            self.connection.close()

        def handle(self) -> None:
            if mail.tls:
                self.encrypt(mail.tls)
            sender, to = "", list[str]()
            self.reply("220 test")
            while line := self.rfile.readline():
                text = line.decode().strip()
                word = text.split(":")[0].split(" ")[0].upper()
                mail.said.append(text)
                if word in mail.replies:
                    self.reply(mail.replies[word])
                    continue
                if word == "EHLO":
                    offered = "250-STARTTLS\r\n" if mail.starttls else ""
                    self.reply(f"250-test\r\n250-AUTH PLAIN\r\n{offered}250 8BITMIME")
                elif word == "STARTTLS" and mail.starttls:
                    self.reply("220 go on")
                    self.encrypt(mail.starttls)
                elif word == "AUTH":
                    self.reply("235 ok")
                elif word == "MAIL":
                    sender = text
                    self.reply("250 ok")
                elif word == "RCPT":
                    to.append(text)
                    self.reply("250 ok")
                elif word == "DATA":
                    self.reply("354 go on")
                    lines = list[str]()
                    while (one := self.rfile.readline().decode()) not in (".\r\n", ""):
                        lines.append(one)
                    mail.mails.append((sender, to, "".join(lines)))
                    mail.encrypted.append(isinstance(self.connection, ssl.SSLSocket))
                    if mail.cut_after_data:
                        return
                    self.reply("250 taken")
                else:
                    self.reply("250 ok")

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """The sender closes without QUIT."""

    with Server(("127.0.0.1", 0), Handler) as server:
        mail.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield mail
        finally:
            server.shutdown()


def deaf_port() -> int:
    """A port that refuses connections."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
