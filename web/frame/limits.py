"""Refuses bodies that are too large before they are read: nobody has signed in when a form arrives."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Bytes: the largest file that somebody may lay beside a step, and some more; a name and a password.
MOST, LOGIN = 32 * 1024 * 1024, 16 * 1024


class Limited:
    """Raises the error of status 413 where the application would read on, so that it is answered as all errors are."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = LOGIN if scope["path"] == "/login" else MOST
        read = 0

        async def counting() -> Message:
            nonlocal read
            if _announced(scope) > most:
                raise HTTPException(413)
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise HTTPException(413)
            return message

        await self._app(scope, counting, send)


def limit(app: FastAPI) -> None:
    app.add_middleware(Limited)


def _announced(scope: Scope) -> int:
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(length) if length.isdigit() else 0
