"""Serves the console: one process, many threads, stopped without cutting answers off."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from ssl import SSLError

import uvicorn

from facts.masking import mask_personal
from jobs.tasks_worker import working
from jobs.workspace import Workspace
from web.app import console

#: Seconds that answers under way get when the server is asked to stop.
_PATIENCE = 10
#: A request may send terminal sequences: nothing but line feeds gets into the log.
_CONTROLS = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if code != 10}


class ServeError(Exception):
    """The server cannot start; the text (Chinese, one line) says why."""


@dataclass(frozen=True, slots=True)
class Tls:
    certificate: Path
    key: Path


class _Masked(logging.Formatter):
    """What goes wrong is told with its traceback, and an error's text may hold what somebody typed."""

    def format(self, record: logging.LogRecord) -> str:
        return mask_personal(super().format(record).translate(_CONTROLS))


def present() -> datetime:
    return datetime.now(UTC)


def from_moment(at: datetime) -> Callable[[], datetime]:
    """A clock that shows ``at`` now, and goes on from there: for a replayed history."""
    began = time.monotonic()
    return lambda: at + timedelta(seconds=time.monotonic() - began)


def run(
    work: Workspace, listener: socket.socket, tls: Tls | None = None, clock: Callable[[], datetime] = present
) -> None:
    """Answer on ``listener`` and carry out tasks until SIGINT or SIGTERM, which is raised again at the end.

    Raises ``ServeError``.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(_Masked("%(asctime)s %(levelname)s %(message)s"))
    logger = logging.getLogger("uvicorn")
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.WARNING)
    trusted = work.settings.trusted_proxies
    config = uvicorn.Config(
        console(work, clock),
        log_config=None,
        access_log=False,
        ws="none",
        server_header=False,
        proxy_headers=bool(trusted),
        forwarded_allow_ips=list(trusted),
        timeout_graceful_shutdown=_PATIENCE,
        ssl_certfile=tls.certificate if tls else None,
        ssl_keyfile=tls.key if tls else None,
    )
    try:
        config.load()
    except (SSLError, OSError) as problem:
        raise ServeError("证书或私钥文件不能用，请检查 --cert 和 --key") from problem
    with working(work, clock):
        uvicorn.Server(config).run(sockets=[listener])
