"""Takes pictures of inert pages with one reused browser, two at a time; a browser that hangs or dies is replaced.

Pages run no scripts and reach nothing: script execution is off, requests for the page itself and for stored pictures
that were handed in with it are answered from memory and all others refused, names do not resolve, service workers are
blocked, and all connections go to a proxy that is not there.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from playwright.async_api import Browser, BrowserContext, Page, Playwright, Route, ViewportSize, async_playwright
from playwright.async_api import Error as PlaywrightError

from evidence.wording import Place

_ADDRESS = "http://snapshot.invalid/"
_VIEW: ViewportSize = {"width": 1280, "height": 480}
#: Nothing resolves; the address of the page itself is answered before a name would be asked.
#: Whatever still wants out, such as a preconnect to a number, is sent to a proxy that nobody runs (port 9, discard).
_ARGUMENTS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--disable-dev-shm-usage",
    "--mute-audio",
)
#: A browser is replaced after so many pages: its memory grows.
_PAGES_PER_BROWSER = 300
_TRIES = 4

#: Texts of the page in order, a line feed between blocks; the text nodes stay known for ``_RECTANGLES``.
_TEXTS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const nodes = window.__nodes = []; let text = "", block = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const tag = node.parentNode.nodeName;
    if (tag === "STYLE" || tag === "SCRIPT") continue;
    let own = node.parentElement;
    while (own !== document.body && getComputedStyle(own).display.startsWith("inline")) own = own.parentElement;
    if (block !== null && own !== block) text += "\\n";
    block = own; nodes.push([node, text.length]); text += node.data;
  }
  return text;
}"""
_RECTANGLES = """spans => spans.map(([start, end]) => {
  const nodes = window.__nodes, range = document.createRange(), at = offset => {
    let low = 0, high = nodes.length - 1;
    while (low < high) { const middle = (low + high + 1) >> 1; if (nodes[middle][1] <= offset) low = middle; else high = middle - 1; }
    return [nodes[low][0], Math.min(offset - nodes[low][1], nodes[low][0].data.length)];
  };
  range.setStart(...at(start)); const [last, offset] = at(end - 1); range.setEnd(last, Math.min(offset + 1, last.data.length));
  const shown = last.parentElement.checkVisibility({opacityProperty: true, visibilityProperty: true});
  return [...(shown ? range.getClientRects() : [])]
    .filter(r => r.width > 0 && r.height > 0 && r.right > 0 && r.left < innerWidth && r.bottom + scrollY > 0)
    .map(r => [r.x + scrollX, r.y + scrollY, r.width, r.height].map(Math.round));
})"""  # noqa: E501 - one expression

Box = tuple[int, int, int, int]  # left, top, width, height in pixels of the whole page


class CameraError(Exception):
    """No picture of this page, or no browser; the text (Chinese) says why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """``seconds`` for one page from the first byte to the last pixel; taller pages are cut at ``height`` pixels."""

    seconds: float = 30
    height: int = 12_000
    side_by_side: int = 2


@dataclass(frozen=True, slots=True)
class Picture:
    """``png`` shows the page from its top; ``height`` is that of the whole page in pixels, perhaps more than shown.

    ``text`` is what the page says; ``boxes`` has for every asked place the rectangles of its words (none: not visible).
    """

    png: bytes
    height: int
    text: str
    boxes: tuple[tuple[Box, ...], ...]


class Finder:
    """Says which places of a page's text are wanted, once the text is known."""

    def places(self, text: str) -> Sequence[Place]:
        return ()


class Camera:
    """``async with Camera(program, arguments) as camera``; ``photograph`` may be called from several tasks."""

    def __init__(self, program: str, arguments: Sequence[str], limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.restarts = 0
        self.version = ""
        self._program, self._arguments = program, [*arguments, *_ARGUMENTS]
        self._turns = asyncio.Semaphore(self.limits.side_by_side)
        self._starting = asyncio.Lock()
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self.process = 0  # of the browser; 0 before it runs
        self._taken = 0
        self._gone = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._playwright = await async_playwright().start()
        try:
            await self._running()
        except CameraError:
            await self._playwright.stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._end(self._browser)
        if self._playwright:
            await self._playwright.stop()

    async def photograph(
        self, html: bytes, finder: Finder | None = None, files: Mapping[str, tuple[str, bytes]] | None = None
    ) -> Picture:
        """One picture of ``html`` (inert, UTF-8). ``files``: media type and bytes of what it may show, by the address
        the page gives. Raises ``CameraError`` when it cannot be had in time, four times."""
        reason = ""
        async with self._turns:
            for _ in range(_TRIES):
                browser = await self._running()
                try:
                    async with asyncio.timeout(self.limits.seconds):
                        answer = _Answer(html, files or {})
                        return await _unless(self._gone, self._take(browser, answer, finder or Finder()))
                except TimeoutError:
                    reason = f"{self.limits.seconds:g} 秒内没有完成"
                    await self._end(browser)
                except _Gone:
                    reason = "浏览器意外退出"
                except PlaywrightError as problem:
                    reason = str(problem).strip().splitlines()[0][:200]
        raise CameraError(f"无法生成页面图片：{reason}")

    async def _take(self, browser: Browser, answer: _Answer, finder: Finder) -> Picture:
        context = await browser.new_context(
            java_script_enabled=False, service_workers="block", viewport=_VIEW, accept_downloads=False, offline=False
        )
        try:
            await context.route("**/*", answer)
            page = await context.new_page()
            page.set_default_timeout(self.limits.seconds * 1000)
            await page.goto(_ADDRESS, wait_until="load")
            text: str = await page.evaluate(_TEXTS)
            places = finder.places(text)
            boxes = await page.evaluate(_RECTANGLES, [[place.start, place.end] for place in places])
            height = int(await page.evaluate("() => document.documentElement.scrollHeight"))
            png = await self._shoot(page, height)
        finally:
            with suppress(PlaywrightError):
                await _closed(context)
        self._taken += 1
        return Picture(png, height, text, tuple(tuple(tuple(box) for box in group) for group in boxes))

    async def _shoot(self, page: Page, height: int) -> bytes:
        shown = max(1, min(height, self.limits.height))
        clip = {"x": 0, "y": 0, "width": _VIEW["width"], "height": shown}
        return await page.screenshot(full_page=True, clip=clip, animations="disabled", caret="hide")  # type: ignore[arg-type]

    async def _running(self) -> Browser:
        """The browser, started anew where it died or has worked long enough."""
        async with self._starting:
            old = self._browser
            worn = self._taken >= _PAGES_PER_BROWSER and self._turns._value == self.limits.side_by_side - 1
            if old is not None and old.is_connected() and not worn:
                return old
            if old is not None:
                self.restarts += 1
                await self._end(old)
            self._browser, self._taken = await self._start(), 0
            return self._browser

    async def _start(self) -> Browser:
        if self._playwright is None:
            raise CameraError("浏览器没有打开")
        try:
            browser = await self._playwright.chromium.launch(
                executable_path=self._program, args=self._arguments, timeout=60_000
            )
            told = await (await browser.new_browser_cdp_session()).send("SystemInfo.getProcessInfo")
        except PlaywrightError as problem:
            first = str(problem).strip().splitlines()[0]
            raise CameraError(f"浏览器 {self._program} 无法启动：{first}") from problem
        self._gone = asyncio.Event()
        browser.on("disconnected", _tell(self._gone))
        self.version = browser.version
        self.process = next((int(one["id"]) for one in told["processInfo"] if one["type"] == "browser"), 0)
        return browser

    async def _end(self, browser: Browser | None) -> None:
        """Close it; one that does not answer is killed."""
        if browser is None or not browser.is_connected():
            return
        process = self.process
        try:
            async with asyncio.timeout(5):
                await browser.close()
        except (TimeoutError, PlaywrightError):
            if process:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)


class _Gone(Exception):
    """The browser ended while it worked."""


async def _unless(gone: asyncio.Event, work: Coroutine[Any, Any, Picture]) -> Picture:
    """What ``work`` gives. Raises ``_Gone`` as soon as the browser is gone: the driver may leave calls unanswered."""
    working, going = asyncio.ensure_future(work), asyncio.ensure_future(gone.wait())
    try:
        await asyncio.wait((working, going), return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise _Gone
    finally:
        for task in (working, going):
            task.cancel()
        await asyncio.gather(working, going, return_exceptions=True)


def _tell(gone: asyncio.Event) -> Callable[[Browser], None]:
    return lambda _browser: gone.set()


async def _closed(context: BrowserContext) -> None:
    """A hung page must not hold the camera; the browser is ended by whoever noticed the time."""
    with suppress(TimeoutError):
        async with asyncio.timeout(5):
            await context.close()


class _Answer:
    """Answers for the page itself and the pictures that are at hand, and refuses everything else."""

    def __init__(self, html: bytes, files: Mapping[str, tuple[str, bytes]]) -> None:
        self._html = html
        self._files = {f"{_ADDRESS}{name}": file for name, file in files.items()}

    async def __call__(self, route: Route) -> None:
        if route.request.url == _ADDRESS and route.request.is_navigation_request():
            await route.fulfill(status=200, body=self._html, content_type="text/html; charset=utf-8")
        elif route.request.resource_type == "image" and (file := self._files.get(route.request.url)):
            headers = {"X-Content-Type-Options": "nosniff"}
            await route.fulfill(status=200, body=file[1], content_type=file[0], headers=headers)
        else:
            await route.abort("blockedbyclient")
