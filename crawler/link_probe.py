"""Asks a bounded set of links, politely, what stands behind them: each host one request at a time, each failure twice.

Why not the crawl: links lead to hundreds of hosts that are not registered, one request each. Every address, and every
redirect, passes the same guard as a crawl's; only ordinary web ports on public addresses are asked.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Event
from urllib.parse import urlsplit

from protego import Protego

from config.settings import Settings
from crawler.link_request import Reply, request
from crawler.politeness import BLOCKING_STATUSES
from crawler.side_by_side import side_by_side
from crawler.told import Progress, Told
from facts.links import resolve
from inspection.fetched import Fetched, FetchFailure, FetchProblem, Page

#: What a target needs to show to be judged: its title and first words.
BODY_BYTES = 256 * 1024
_HOSTS_AT_ONCE = 8
_MOST_HOPS = 5
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_REFUSALS = BLOCKING_STATUSES | {401, 407, 451}
_GONE = frozenset(("404", "410"))
#: After so many addresses in a row without an answer a host is not asked any more in this round.
_PATIENCE = 3
#: Nothing changes by asking again.
_FINAL = frozenset((FetchFailure.FORBIDDEN_ADDRESS, FetchFailure.ROBOTS))
_SILENT = frozenset((FetchFailure.TIMEOUT, FetchFailure.DNS, FetchFailure.REFUSED, FetchFailure.BROKEN))


@dataclass(frozen=True, slots=True)
class LinkQuestion:
    """One absolute http(s) address. ``read_body``: its first ``BODY_BYTES`` are wanted, else HEAD is enough."""

    url: str
    read_body: bool


@dataclass(slots=True)
class _Host:
    """What one round learned about one host."""

    failures: int = 0
    told_to_stop: bool = False
    robots: dict[str, Protego | None] = field(default_factory=dict)

    @property
    def left_alone(self) -> bool:
        return self.told_to_stop or self.failures >= _PATIENCE


def probe_links(
    questions: Iterable[LinkQuestion],
    settings: Settings,
    *,
    second_try_after: float = 60.0,
    progress: Progress | None = None,
) -> dict[str, Fetched]:
    """The answer of every address, asked again ``second_try_after`` seconds later where none came.

    A page for any 2xx (its body empty after HEAD), else a problem; "gone" (404, 410) only when both tries say so.
    Blocks until all are answered, at most ``settings.timeout_seconds`` per request.
    """
    asked = {question.url: question for question in questions}
    told = Told(progress)
    answers = _round(asked.values(), settings, told)
    again = [asked[url] for url, answer in answers.items() if isinstance(answer, FetchProblem) and _worth(answer)]
    if again:
        time.sleep(second_try_after)
        later = _round(again, settings, told)
        answers |= {url: _agreed(answers[url], later[url]) for url in later}
    return answers


def _worth(problem: FetchProblem) -> bool:
    return problem.failure not in _FINAL


def _agreed(first: Fetched, second: Fetched) -> Fetched:
    """The second answer, unless it alone says "gone"."""
    return first if is_gone(second) and not is_gone(first) else second


def is_gone(answer: Fetched) -> bool:
    """Whether the server itself says that there is no such page."""
    return isinstance(answer, FetchProblem) and answer.failure is FetchFailure.HTTP_STATUS and answer.detail in _GONE


def _round(questions: Iterable[LinkQuestion], settings: Settings, told: Told) -> dict[str, Fetched]:
    by_host: defaultdict[str, list[LinkQuestion]] = defaultdict(list)
    for question in questions:
        by_host[urlsplit(question.url).hostname or ""].append(question)
    told.plan(sum(map(len, by_host.values())))
    shares: list[Mapping[str, Fetched]] = side_by_side(
        lambda some, stop: _ask_host(some, settings, told, stop), by_host.values(), _HOSTS_AT_ONCE
    )
    return {url: answer for share in shares for url, answer in share.items()}


def _ask_host(questions: list[LinkQuestion], settings: Settings, told: Told, stop: Event) -> dict[str, Fetched]:
    host, answers = _Host(), dict[str, Fetched]()
    for number, question in enumerate(questions):
        if host.left_alone:
            answers[question.url] = _problem(question.url, FetchFailure.SKIPPED)
            told.answered(failed=True)
            continue
        if number:
            stop.wait(settings.delay_seconds)
        if stop.is_set():
            break
        answer = _ask(question, settings, host)
        told.answered(failed=isinstance(answer, FetchProblem))
        silent = isinstance(answer, FetchProblem) and answer.failure in _SILENT
        host.failures = host.failures + 1 if silent else 0
        answers[question.url] = answer
    return answers


def _ask(question: LinkQuestion, settings: Settings, host: _Host) -> Fetched:
    """HEAD where that may be enough, and GET when it is not: many servers refuse HEAD or answer it wrongly."""
    if not question.read_body:
        answer = _follow("HEAD", question.url, settings, host)
        if isinstance(answer, Page) or host.told_to_stop or answer.failure in _FINAL | _SILENT:
            return answer
        time.sleep(settings.delay_seconds)
    return _follow("GET", question.url, settings, host)


def _follow(method: str, url: str, settings: Settings, host: _Host) -> Fetched:
    at = url
    for _ in range(_MOST_HOPS + 1):
        if not _allowed(at, settings, host):
            return _problem(url, FetchFailure.ROBOTS)
        reply = request(method, at, settings, BODY_BYTES)
        if isinstance(reply, FetchProblem):
            return replace(reply, url=url)
        target = reply.header("location") if reply.status in _REDIRECTS else None
        if target is None:
            return _answer(url, at, reply, host)
        onward = resolve(at, target)
        if onward is None:
            return _problem(url, FetchFailure.BROKEN, "跳转地址无法识别")
        at = onward
    return _problem(url, FetchFailure.BROKEN, "跳转次数过多")


def _answer(url: str, at: str, reply: Reply, host: _Host) -> Fetched:
    if 200 <= reply.status < 300:
        return Page(url, at, reply.status, reply.headers, reply.body, datetime.now(UTC))
    if reply.status == 429 or (reply.status == 503 and reply.header("retry-after")):
        host.told_to_stop = True
    failure = FetchFailure.BLOCKED if reply.status in _REFUSALS else FetchFailure.HTTP_STATUS
    return _problem(url, failure, str(reply.status))


def _allowed(url: str, settings: Settings, host: _Host) -> bool:
    """Whether robots.txt lets us ask; as in a crawl, only one that was read forbids anything."""
    if settings.robots == "ignore":
        return True
    root = "/".join(url.split("/", 3)[:3])
    if root not in host.robots:
        reply = request("GET", f"{root}/robots.txt", settings, BODY_BYTES)
        read = isinstance(reply, Reply) and reply.status == 200
        host.robots[root] = Protego.parse(reply.body.decode("utf-8", "replace")) if read else None  # type: ignore[union-attr]
    rules = host.robots[root]
    return rules is None or bool(rules.can_fetch(url, settings.http_user_agent))


def _problem(url: str, failure: FetchFailure, detail: str = "") -> FetchProblem:
    return FetchProblem(url, failure, detail, datetime.now(UTC))
