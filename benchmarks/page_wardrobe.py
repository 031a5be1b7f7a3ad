"""Style sheets and pictures for measured pages, handed out by a proxy of their own on this machine."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from urllib.parse import urlsplit

from PIL import Image

SHEETS, DECORATION, PER_PAGE = 3, 20, 6


def dress(html: bytes, number: int) -> bytes:
    """The page with links to the sheets of its site and to pictures of its own."""
    links = "".join(f'<link rel="stylesheet" href="/style/{sheet}.css">' for sheet in range(SHEETS))
    pictures = "".join(f'<img src="/photo/{number}-{at}.png">' for at in range(PER_PAGE))
    return html.replace(b"</head>", f"{links}</head>".encode(), 1).replace(b"</body>", f"{pictures}</body>".encode(), 1)


def sheet(number: int) -> bytes:
    """About 60 kB of rules as a template has them, with background pictures."""
    chance = random.Random(number)
    rules = [
        f".c{number}-{at} > .item:hover, #id{at} a {{ color: #{chance.randrange(16**6):06x}; margin: {at % 20}px auto; "
        f"padding: 0 {at % 7}px; border-bottom: 1px solid rgba(0, 0, 0, .{at % 9}) }}"
        for at in range(450)
    ]
    backgrounds = [f".b{at} {{ background: url(/photo/shared-{at}.png) no-repeat }}" for at in range(DECORATION)]
    return "\n".join([*rules, *backgrounds]).encode()


def photo(path: str) -> bytes:
    """About 15 kB of noise: pictures do not pack well."""
    out = BytesIO()
    Image.frombytes("L", (120, 120), random.Random(path).randbytes(120 * 120)).save(out, "PNG")
    return out.getvalue()


@contextmanager
def wardrobe() -> Iterator[str]:
    """The address of the proxy."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            styled = path.startswith("/style/")
            body = sheet(int(path[7:-4])) if styled else photo(path) if path.startswith("/photo/") else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/css" if styled else "image/png")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
