"""A private nginx in front of a folder, which also counts the pages it hands out."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_PROGRAM = "/usr/sbin/nginx"
_FLUSH_SECONDS = 1.0
_CONFIG = """\
{user}daemon off;
worker_processes 1;
pid {work}/nginx.pid;
error_log {work}/error.log;
events {{ worker_connections 512; }}
http {{
  types {{ text/html html; text/plain txt; }}
  charset utf-8;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000;
  client_body_temp_path {work}/body;
  proxy_temp_path {work}/proxy;
  fastcgi_temp_path {work}/fastcgi;
  uwsgi_temp_path {work}/uwsgi;
  scgi_temp_path {work}/scgi;
  log_format asked '$request_method $status $request_uri';
  access_log {work}/access.log asked buffer=256k flush={flush}s;
  server {{
    listen 127.0.0.1:{port};
    root {root};
    index index.html;
  }}
}}
"""
_PAGE = re.compile(r"^GET 200 (/\S*?)(?:/(?:index\.html)?|\.html)$", re.MULTILINE)


class NginxFailed(Exception):
    """nginx is missing or did not start."""


@dataclass(slots=True)
class Server:
    """Serves ``http://127.0.0.1:port``; ``log`` grows by one line a request."""

    port: int
    log: Path
    _read_to: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def pages_since(self) -> tuple[int, int]:
        """Pages given with status 200 since the last call: (all, different ones). ``/`` and ``/index.html`` are one."""
        time.sleep(_FLUSH_SECONDS + 0.3)
        with self.log.open("rb") as handle:
            handle.seek(self._read_to)
            text = handle.read()
        self._read_to += len(text)
        asked = [page[1] for page in _PAGE.finditer(text.decode("ascii", "replace"))]
        return len(asked), len(set(asked))


@contextmanager
def serving(root: Path) -> Iterator[Server]:
    """nginx as a process of its own on a free port of 127.0.0.1, gone with its files at the end."""
    with tempfile.TemporaryDirectory(prefix="bench-nginx-") as name:
        work, port = Path(name), _free_port()
        user = "user root;\n" if os.geteuid() == 0 else ""  # the folders are private to whoever made them
        config = _CONFIG.format(user=user, work=work, root=root, port=port, flush=int(_FLUSH_SECONDS))
        (work / "nginx.conf").write_text(config, "utf-8")
        command = [_PROGRAM, "-p", str(work), "-e", str(work / "error.log"), "-c", str(work / "nginx.conf")]
        try:
            process = subprocess.Popen(command)
        except OSError as problem:
            raise NginxFailed(
                f"无法启动 nginx（{problem.strerror}），请运行 scripts/setup-test-services.sh nginx"
            ) from None
        try:
            _await(process, port, work / "error.log")
            yield Server(port, work / "access.log")
        finally:
            process.terminate()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(process: subprocess.Popen[bytes], port: int, errors: Path) -> None:
    for _ in range(100):
        if process.poll() is not None:
            said = errors.read_text("utf-8", "replace").strip() if errors.exists() else ""
            raise NginxFailed(f"nginx 启动后退出（代码 {process.returncode}）：{said}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise NginxFailed("nginx 没有在 5 秒内应答")
