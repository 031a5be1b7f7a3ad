"""Counts and times requests, by the pattern of their address: never by the address itself, which may name people."""

from __future__ import annotations

from time import perf_counter

from fastapi import FastAPI
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: What the addresses of the API begin with; its routes are named without it.
API = "/api/v1"
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10)


class Measures:
    """The counters of one served application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "xunjian_http_requests", "Answered requests.", ("route", "method", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "xunjian_http_request_seconds",
            "Server time of answers.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )


class Measured:
    """Feeds ``Measures``."""

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self._app, self._measures = app, measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        began = perf_counter()

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            route = _pattern(scope)
            self._measures.requests.labels(route, _method(scope), str(status)).inc()
            self._measures.seconds.labels(route).observe(perf_counter() - began)


def measure(app: FastAPI) -> None:
    app.state.measures = Measures()
    app.add_middleware(Measured, measures=app.state.measures)


def _pattern(scope: Scope) -> str:
    """A strange address is counted as ``other``, so that a scanner cannot fill the memory with names."""
    if scope["path"].startswith("/static/"):
        return "/static"
    path = getattr(scope.get("route"), "path", None)
    if path is None:
        return "other"
    return f"{API}{path}" if scope["path"].startswith(API) and not path.startswith(API) else str(path)


def _method(scope: Scope) -> str:
    return str(scope["method"]) if scope["method"] in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE") else "other"
