"""``python -m benchmarks.console_pages FOLDER [SMALLER] [--times 20] [--role admin]``: the cost of every page.

FOLDER is one that ``benchmarks.console_history`` filled. Every GET route is asked along the links of the pages, up to
three addresses a route; printed are the server's time (without network), the weight, and the number of database
queries. With a SMALLER folder the same routes are asked there too: a number of queries that grows with the history is
named. Ends with 1 where a page misses the targets.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute, iter_route_contexts
from httpx import ASGITransport, AsyncClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import event

from benchmarks.console_rows import NOW
from config.settings import load_settings
from db import users
from inspection.viewer import Role, Viewer
from jobs.workspace import Workspace, workspace
from web.app import create_app
from web.frame.desk import Desk

#: The targets: 95th percentile in milliseconds, and bytes of a page.
SLOWEST, HEAVIEST = 150.0, 500 * 1000
#: There only where it is set up.
_OFF = "/login/openid"
_ADDRESSES = 3
#: Asked beside what pages link to: the first page of filters that leave few of many, and many of many.
_FILTERS = tuple(
    f"/ledger?state={state}{other}"
    for state in ("all", "closed", "passed")
    for other in ("", "&quarter=2021Q1", "&quarter=2026Q1", "&quarter=2030Q4", "&rule=website.news-stale")
)
_NAMED = (("a[href]", "href"), ("[data-refresh]", "data-refresh"))
#: Files to download and pieces that are no pages; they are listed, and held to nothing.
_FREE = (".xlsx", ".csv", ".docx", ".pdf", ".svg", "/metrics")


@dataclass(slots=True)
class Cost:
    """Of one route: milliseconds of every answer, by the clock and of the processor (of use where others work too), the
    largest weight in bytes, the most queries, status codes.
    """

    milliseconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    weight: int = 0
    queries: int = 0
    statuses: set[int] = field(default_factory=set)

    @property
    def p95(self) -> float:
        ordered = sorted(self.milliseconds)
        return ordered[ceil(len(ordered) * 0.95) - 1]

    @property
    def busy(self) -> float:
        """The median of the processor's milliseconds."""
        return sorted(self.processor)[len(self.processor) // 2]

    @property
    def median(self) -> float:
        return sorted(self.milliseconds)[len(self.milliseconds) // 2]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.console_pages")
    parser.add_argument("folder", type=Path)
    parser.add_argument("smaller", type=Path, nargs="?")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--role", type=Role, default=Role.ADMIN)
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    costs = measured(options.folder, options.role, options.times, options.database)
    few = measured(options.smaller, options.role, 1) if options.smaller else {}
    missed = 0
    print(f"{'route':44}{'p50 ms':>8}{'p95 ms':>8}{'CPU ms':>8}{'KB':>7}{'queries':>9}  ")
    for pattern, cost in sorted(costs.items(), key=lambda pair: -pair[1].p95):
        faults = list(_faults(pattern, cost, few.get(pattern)))
        missed += bool(faults)
        numbers = f"{cost.median:>8.0f}{cost.p95:>8.0f}{cost.busy:>8.0f}{cost.weight / 1000:>7.0f}{cost.queries:>9}"
        print(f"{pattern:44}{numbers}  {'; '.join(faults)}")
    print(f"{len(costs)} routes, {missed} missed")
    return 1 if missed else 0


def _faults(pattern: str, cost: Cost, small: Cost | None) -> Iterator[str]:
    if pattern.endswith(_FREE):
        return
    if cost.p95 > SLOWEST:
        yield "SLOW"
    if cost.weight > HEAVIEST:
        yield "HEAVY"
    if any(status >= 400 for status in cost.statuses) and not pattern.startswith(_OFF):
        yield f"answers {sorted(cost.statuses)}"
    if small is not None and cost.queries > small.queries + 2:
        yield f"queries grow: {small.queries} -> {cost.queries}"


def measured(folder: Path, role: Role, times: int, url: str = "") -> dict[str, Cost]:
    """By route: what it cost to ask each of its addresses ``times`` times."""
    settings = load_settings(
        database_url=url or f"sqlite:///{folder}/xunjian.sqlite3", data_dir=folder, districts_dir=folder / "districts"
    )
    with workspace(settings) as work:
        person = _viewer(work, role)

        def signed_in(request: Request) -> Viewer:
            request.state.csrf, request.state.session_id = "", 0
            return person

        app = create_app(Desk(work, signed_in, lambda: NOW))
        asked = 0

        def count(*_: object) -> None:
            nonlocal asked
            asked += 1

        event.listen(work.database.engine, "before_cursor_execute", count)
        costs: defaultdict[str, Cost] = defaultdict(Cost)

        async def ask_all() -> None:
            nonlocal asked
            transport = ASGITransport(app, raise_app_exceptions=False)
            async with AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                linked = [pair async for pair in _addresses(app, client)]
                for pattern, path in linked + [("/ledger?…", path) for path in _FILTERS]:
                    for _ in range(times):
                        asked, began, used = 0, time.perf_counter(), time.process_time()
                        answer = await client.get(path)
                        cost = costs[pattern]
                        cost.milliseconds.append((time.perf_counter() - began) * 1000)
                        cost.processor.append((time.process_time() - used) * 1000)
                        cost.weight = max(cost.weight, len(answer.content))
                        cost.queries = max(cost.queries, asked)
                        cost.statuses.add(answer.status_code)

        asyncio.run(ask_all())
        return dict(costs)


def _viewer(work: Workspace, role: Role) -> Viewer:
    with work.database.reading() as cx:
        user = users.by_login(cx, role.value)
    if user is None:
        raise SystemExit(f"no user called {role.value}: fill the folder with benchmarks.console_history")
    return Viewer(user.id, user.name, role, user.unit_id)


async def _addresses(app: FastAPI, client: AsyncClient) -> AsyncIterator[tuple[str, str]]:
    """Up to three addresses of every GET route, as the pages link to them."""
    patterns = sorted(
        {
            str(route.path)
            for route in iter_route_contexts(app.routes)
            if isinstance(route.original_route, APIRoute) and "GET" in (route.methods or ())
        },
        key=lambda path: (path.count("{"), path),
    )
    waiting = [path for path in patterns if "{" not in path]
    known, counted = set(waiting), defaultdict(int)
    while waiting:
        path = waiting.pop(0)
        pattern = next((one for one in patterns if _fits(one, urlsplit(path).path)), "")
        if not pattern or counted[pattern] >= _ADDRESSES:
            continue
        counted[pattern] += 1
        yield pattern, path
        answer = await client.get(path)
        if answer.headers.get("content-type", "").startswith("text/html"):
            fresh = [link for link in _links(path, answer.text) if link not in known]
            known.update(fresh)
            waiting += fresh
        elif location := answer.headers.get("location"):
            waiting.append(location)


def _fits(pattern: str, path: str) -> bool:
    parts, given = pattern.split("/"), path.split("/")
    return len(parts) == len(given) and all(
        one == two or one.startswith("{") for one, two in zip(parts, given, strict=True)
    )


def _links(path: str, text: str) -> list[str]:
    tree = LexborHTMLParser(text)
    named = [node.attributes.get(name) or "" for selector, name in _NAMED for node in tree.css(selector)]
    whole = [urlsplit(urljoin(path, one.split("#")[0] or path)) for one in named]
    own = [one for one in whole if not one.netloc and not one.scheme and not one.path.startswith("/static/")]
    return list(dict.fromkeys(one.path + (f"?{one.query}" if one.query else "") for one in own))


if __name__ == "__main__":
    sys.exit(main())
