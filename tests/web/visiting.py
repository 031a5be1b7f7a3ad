"""Somebody who visits the console over HTTP, as a browser would: keeps the cookie, sends forms with their token."""

from __future__ import annotations

from typing import Any

import httpx

from web.frame.authentication import COOKIE, csrf_of

PASSWORD = "Console-2026"


class Visitor(httpx.Client):
    """``post_form`` adds the form token of the session. Redirects are not followed."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"timeout": 60} | more)  # a busy machine is no fault of the console

    def sign_in(self, login: str, password: str = PASSWORD, then: str = "/") -> httpx.Response:
        return self.post("/login", data={"login": login, "password": password, "next": then})

    @property
    def csrf(self) -> str:
        """The form token, as every page of the session carries it; empty without a session."""
        cookie = self.cookies.get(COOKIE)
        return csrf_of(cookie) if cookie else ""

    def post_form(self, path: str, /, **fields: Any) -> httpx.Response:
        return self.post(path, data={"csrf": self.csrf, **fields})

    def post_files(self, path: str, files: Any, /, **fields: Any) -> httpx.Response:
        return self.post(path, data={"csrf": self.csrf, **fields}, files=files)
