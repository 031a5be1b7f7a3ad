"""Walks through the console along its links, to one page of every kind that there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from selectolax.lexbor import LexborHTMLParser

from tests.web.visiting import Visitor


@dataclass(frozen=True)
class Visited:
    """``pattern`` is the route's path with its parameters in braces."""

    pattern: str
    path: str
    answer: httpx.Response

    @property
    def is_html(self) -> bool:
        return self.answer.headers.get("content-type", "").startswith("text/html")

    @property
    def is_page(self) -> bool:
        """Whether it is a whole page, and not a piece that a page fetches."""
        return self.is_html and self.answer.text.lstrip()[:9].lower() == "<!doctype"


def walk(app: FastAPI, person: Visitor) -> Iterator[Visited]:
    """The first two addresses of each GET route that links lead to; routes without parameters are tried anyway."""
    patterns = _patterns(app)
    waiting = [path for path in patterns if "{" not in path]
    counted: dict[str, int] = {}
    known = set(waiting)
    while waiting:
        path = waiting.pop(0)
        pattern = next((one for one, regex in patterns.items() if regex.fullmatch(urlsplit(path).path)), None)
        if pattern is None or counted.get(pattern, 0) >= 2:
            continue
        counted[pattern] = counted.get(pattern, 0) + 1
        answer = person.get(path)
        visited = Visited(pattern, path, answer)
        yield visited
        fresh = [link for link in _links(path, answer) if link not in known] if visited.is_html else []
        known.update(fresh)
        waiting += fresh


def _patterns(app: FastAPI) -> dict[str, re.Pattern[str]]:
    """Fixed paths first: ``/sites/new`` is no ``/sites/{site_id}``."""
    found = {
        str(route.path)
        for route in iter_route_contexts(app.routes)
        if isinstance(route.original_route, APIRoute) and "GET" in (route.methods or ())
    }
    return {path: re.compile(_regex(path)) for path in sorted(found, key=lambda path: (path.count("{"), path))}


def _regex(path: str) -> str:
    parts = re.split(r"(\{\w+(?::path)?\})", path)
    return "".join((".+" if ":path" in one else "[^/]+") if one.startswith("{") else re.escape(one) for one in parts)


#: What a page leads to, shows or fetches by itself.
_NAMED = (("a[href]", "href"), ("img[src]", "src"), ("iframe[src]", "src"), ("[data-refresh]", "data-refresh"))


def _links(path: str, answer: httpx.Response) -> list[str]:
    """Addresses within the console that the page names."""
    tree = LexborHTMLParser(answer.text)
    named = [node.attributes.get(name) or "" for selector, name in _NAMED for node in tree.css(selector)]
    found = []
    for one in named:
        there = urlsplit(urljoin(path, one.split("#")[0] or path))
        own = not there.scheme and not there.netloc and there.path.startswith("/")
        if own and not there.path.startswith("/static/"):
            found.append(there.path + (f"?{there.query}" if there.query else ""))
    return list(dict.fromkeys(found))
