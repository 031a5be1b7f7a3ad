"""The one spider: asks what the walk wants, and hands every answer or failure to the sink."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.address_guard import AddressPolicy, ForbiddenAddress
from crawler.answers import SMALL_BODY, Answer, Moved, NotModified, Unusable, look_into, read_answer
from crawler.failures import TRANSIENT, name_failure
from crawler.guarded_handler import CrawlStopping
from crawler.host_health import HostHealth
from crawler.milestones import Course
from crawler.politeness import Politeness
from crawler.progress import Tally
from crawler.sink import Sink, Stored, Validators
from crawler.site_walk import SiteWalk
from facts.document import Document
from inspection.fetched import Fetched, FetchFailure, FetchProblem, Page
from inspection.visit import Role, Target

MAX_HOPS = 5
#: Fetched once, whatever leads to them; asked after all lists.
_LEAVES = frozenset({Role.ARTICLE, Role.ATTACHMENT})
logger = logging.getLogger(__name__)
Output = Iterable[Request] | AsyncIterator[Request]


@dataclass(frozen=True, slots=True)
class Ask:
    """One request on behalf of ``target``: ``url`` differs from the target's after redirects."""

    target: Target
    url: str
    hops: int = 0
    retries: int = 0
    refreshed: bool = False
    validators: Validators | None = None

    @property
    def conditional(self) -> bool:
        """Validators belong to the address that gave the body, not to one that redirects there."""
        return self.validators is not None and self.validators.final_url == self.url


class InspectionSpider(Spider):
    """Runs one crawl.

    ``stopping``: nothing more is asked; what was queued is dropped without a trace, as if it had never been planned.
    ``fatal`` is the sink's exception, if it raised.
    """

    name = "inspection"

    def __init__(
        self,
        walk: SiteWalk,
        sink: Sink,
        stored: Stored,
        policy: AddressPolicy,
        politeness: Politeness,
        proxy: dict[str, Any],
        tally: Tally,
        course: Course,
    ) -> None:
        super().__init__()
        self.walk = walk
        self.sink = sink
        self.stored = stored
        self.policy = policy
        self.politeness = politeness
        self.proxy = proxy
        self.tally = tally
        self.course = course
        self.health = HostHealth(politeness.breaker_failures, politeness.breaker_rest)
        self.stopping = False
        self.fatal: Exception | None = None
        self._claimed: set[object] = set()

    async def start(self) -> AsyncIterator[Request]:
        for request in self._requests(self.walk.start()):
            yield request
        self.course.started = True
        self._store(self.course.tell)

    def _requests(self, targets: Iterable[Target]) -> Iterator[Request]:
        """Requests for the targets not claimed before; those this scan has already are walked on from the store."""
        waiting = deque(targets)
        while waiting:
            target = waiting.popleft()
            if not self._claim(target):
                continue
            self.tally.planned(target)
            self.course.planned(target)
            done = self.stored.done(target.url)
            if done is not None:
                further = self._resumed(target, done)
                if further is not None:
                    waiting.extend(further)
                    continue
            yield from self._ask(Ask(target, target.url, validators=self.stored.validators(target.url)))

    def _claim(self, target: Target) -> bool:
        """An article or file is fetched once; a page registered as home and list, or in two columns, once for each."""
        if target.role in _LEAVES:
            key: object = target.url
        else:
            key = (target.url, target.role, target.column_id or target.account_id or target.site_id)
        if key in self._claimed:
            return False
        self._claimed.update((key, target.url))
        return True

    def _resumed(self, target: Target, done: Validators) -> Iterable[Target] | None:
        if not self.walk.leads_on(target):
            self.tally.reused(target)
            self.course.ended(target)
            return ()
        body = self.stored.body(done.sha256)
        if body is None:
            return None
        self.tally.reused(target)
        self.course.ended(target)
        return self._walk_on(target, Document(_stored_page(target, done, body)))

    def _ask(self, ask: Ask) -> Iterator[Request]:
        if refusal := self.walk.refusal(ask.target):
            self._give_up(ask, FetchFailure.LEFT_OUT, refusal)
            return
        try:
            place = self.policy.check(ask.url)
        except ForbiddenAddress as refusal:
            self._give_up(ask, FetchFailure.FORBIDDEN_ADDRESS, str(refusal))
            return
        headers = dict(self.proxy.get("headers", {}))
        if ask.conditional and ask.validators:
            if ask.validators.etag:
                headers["If-None-Match"] = ask.validators.etag
            if ask.validators.last_modified:
                headers["If-Modified-Since"] = ask.validators.last_modified
        yield Request(
            ask.url,
            callback=self.received,
            errback=self.failed,
            headers=headers,
            meta={"ask": ask, "host": place.host, **self.proxy.get("meta", {}), **self._bounds(ask.target)},
            dont_filter=True,
            priority=0 if ask.target.role in _LEAVES else 1,  # all lists first: then it is known what there is
        )

    def _bounds(self, target: Target) -> dict[str, Any]:
        """Scrapy's per-request limits: a file is no page that a reader waits for."""
        if target.role is not Role.ATTACHMENT:
            return {}
        politeness = self.politeness
        return {"download_maxsize": politeness.attachment_max_bytes, "download_timeout": 4 * politeness.timeout}

    def received(self, response: Response) -> Output:
        """Callback for every HTTP answer, whatever its status."""
        ask: Ask = response.meta["ask"]
        self.health.answered(response.meta["host"])
        answer = read_answer(ask.target.url, response, conditional=ask.conditional)
        output = self._act(ask, answer, response.meta["host"])
        self._store(self.course.tell)
        return output

    def failed(self, failure: Failure) -> Output:
        """Errback: no HTTP answer, or one that may not be used."""
        if isinstance(failure.value, CrawlStopping):
            return ()
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy puts it there
        kind, detail = name_failure(failure.value or ConnectionError())
        unusable = Unusable(kind, detail, again=kind in TRANSIENT)
        output = self._act(request.meta["ask"], unusable, request.meta["host"])
        self._store(self.course.tell)
        return output

    def _act(self, ask: Ask, answer: Answer, host: str) -> Output:
        if isinstance(answer, Page):
            return self._take(ask, answer, not_modified=False)
        if isinstance(answer, NotModified):
            return self._take_stored(ask, answer)
        if isinstance(answer, Moved):
            return self._move(ask, answer)
        wait = self._wait(ask, answer)
        if wait is not None:
            return self._later(replace(ask, retries=ask.retries + 1), wait)
        self.health.failed(host, answer.failure)
        self._give_up(ask, answer.failure, answer.detail)
        return ()

    def _wait(self, ask: Ask, answer: Unusable) -> float | None:
        """Seconds before the next try; ``None`` = no further try."""
        if not answer.again or ask.retries >= self.politeness.retries:
            return None
        wait = max(answer.retry_after or 0.0, self.politeness.backoff_before(ask.retries + 1))
        return wait if wait <= self.politeness.longest_wait else None

    async def _later(self, ask: Ask, wait: float) -> AsyncIterator[Request]:
        await asyncio.sleep(wait)
        for request in self._ask(ask):
            yield request

    def _move(self, ask: Ask, moved: Moved) -> Output:
        if ask.hops >= MAX_HOPS or moved.url == ask.url:
            self._give_up(ask, FetchFailure.BROKEN, "跳转次数过多")
            return ()
        return self._ask(replace(ask, url=moved.url, hops=ask.hops + 1, refreshed=ask.refreshed or moved.refresh))

    def _take_stored(self, ask: Ask, answer: NotModified) -> Output:
        validators = ask.validators
        body = self.stored.body(validators.sha256) if validators else None
        if validators is None or body is None:
            return self._ask(replace(ask, validators=None))
        page = replace(_stored_page(ask.target, validators, body), server=answer.server)
        return self._take(ask, page, not_modified=True)

    def _take(self, ask: Ask, page: Page, *, not_modified: bool) -> Output:
        target = ask.target
        document = Document(page)
        if _worth_a_look(target, page):
            fault = look_into(document)
            if isinstance(fault, Moved):
                if target.role in _LEAVES or ask.refreshed:
                    fault = Unusable(FetchFailure.STUB, fault.url)
                else:
                    return self._move(ask, fault)
            if fault is not None:
                self._give_up(ask, fault.failure, fault.detail)
                return ()
        self._keep(target, page, not_modified=not_modified)
        self.tally.kept(target, not_modified=not_modified)
        return list(self._requests(self._walk_on(target, document))) if self.walk.leads_on(target) else ()

    def _walk_on(self, target: Target, document: Document) -> list[Target]:
        try:
            return list(self.walk.after(target, document))
        except Exception:  # a list we cannot read is our fault and one column's loss; its page is stored for the judges
            logger.exception("cannot read the list %s", target.url)
            self.tally.note(f"列表页解析出错，未能继续：{target.url}")
            return []

    def _give_up(self, ask: Ask, failure: FetchFailure, detail: str) -> None:
        problem = FetchProblem(ask.target.url, failure, detail, datetime.now(UTC))
        self._keep(ask.target, problem, not_modified=False)
        self.tally.failed(problem)

    def _keep(self, target: Target, fetched: Fetched, *, not_modified: bool) -> None:
        self._store(lambda: self.sink.keep(target, fetched, not_modified=not_modified))
        self.course.ended(target)

    def _store(self, action: Callable[[], None]) -> None:
        """Run what may fail for want of a disk or a database: its first failure ends the crawl."""
        if self.fatal:
            return
        try:
            action()
        except Exception as problem:
            self.fatal = problem
            self.stopping = True
            raise CloseSpider("storage") from problem


def _worth_a_look(target: Target, page: Page) -> bool:
    """Whether a 200 answer may be something else than it says; of files, only what looks like a page is asked."""
    small = len(page.body) < SMALL_BODY
    if target.role is Role.ATTACHMENT:
        return small and page.body.lstrip().startswith(b"<")
    return target.role is Role.LIST or (small and target.role is not Role.FEED)


def _stored_page(target: Target, stored: Validators, body: bytes) -> Page:
    return Page(target.url, stored.final_url, stored.status, stored.headers, body, datetime.now(UTC))
