"""A real HTTP server on 127.0.0.1 with a few hand-made pages: what the crawler's tests crawl."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@dataclass
class Reply:
    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    #: Seconds between single bytes of the body (a dripping answer).
    drip: float = 0.0


@dataclass
class Asked:
    host: str
    path: str
    headers: dict[str, str]


PARAGRAPH = "<p>本周，我镇召开会议，安排部署近期重点工作，各村社区负责人参加了会议。</p>"
Route = Reply | Callable[[Asked], Reply]


class Portal(ThreadingHTTPServer):
    """``routes`` by path, or by (host, path) for virtual hosts; anything else is 404. Keeps a log of what was asked."""

    daemon_threads = True
    request_queue_size = 64
    block_on_close = False  # a dripping answer must not hold up the test run

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.routes: dict[str | tuple[str, str], Route] = {}
        self.asked: list[Asked] = []
        self.connections = 0
        self.root = f"http://127.0.0.1:{self.server_port}"

    def hits(self) -> Counter[str]:
        return Counter(asked.path for asked in self.asked)

    def handle_error(self, request: object, client_address: object) -> None:
        """A crawler that hangs up on us is what several tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Portal

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        host = (place.hostname or self.headers["Host"].partition(":")[0]).lower()
        path = place.path or "/"
        asked = Asked(host, path, {name.lower(): value for name, value in self.headers.items()})
        self.server.asked.append(asked)
        route = self.server.routes.get((host, path)) or self.server.routes.get(path) or Reply("no such page", 404)
        self._send(route if isinstance(route, Reply) else route(asked))

    def _send(self, reply: Reply) -> None:
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        self.send_response(reply.status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in {"Content-Type": "text/html; charset=utf-8", **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if not reply.drip:
            self.wfile.write(body)
            return
        for byte in body:
            self.wfile.write(bytes([byte]))
            if self.server.stopping.wait(reply.drip):
                return

    def log_message(self, *_: object) -> None:
        """No access log on the test's terminal."""


@contextmanager
def running_portal() -> Iterator[Portal]:
    portal = Portal()
    portal.stopping = threading.Event()
    thread = threading.Thread(target=portal.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield portal
    finally:
        portal.stopping.set()
        portal.shutdown()
        portal.server_close()
        thread.join()


def list_page(rows: list[tuple[str, str, str]], pages: int = 1) -> str:
    """A list of (address, title, day) with the pager of a TRS site."""
    items = "\n".join(
        f'<li class="clearfix"><a href="{url}">{title}</a><span>{day}</span></li>' for url, title, day in rows
    )
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="ColumnName" content="动态">
<title>动态</title></head><body><div class="nav"><a href="/other/nav.html">导航</a></div>
<ul class="tab-item">{items}</ul>
<script>createPageHTML({pages}, 0, "index", "html")</script>{"<!-- -->" * 200}</body></html>"""


def article_page(title: str, day: str) -> str:
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="ArticleTitle" content="{title}">
<meta name="PubDate" content="{day} 10:00"><title>{title}</title></head><body><h1>{title}</h1>
<div class="view TRS_UEDITOR">{PARAGRAPH * 20}</div></body></html>"""
