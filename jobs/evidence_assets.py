"""Brings the style sheets and pictures of pages with findings: from the store, or asked anew through the guard."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from crawler.asset_fetch import OUT_OF_TIME, AssetFetcher
from db import assets
from db.snapshots import SnapshotDamaged, SnapshotMissing
from evidence.dressing import DEEPEST
from evidence.page_assets import MOST_PICTURES, MOST_STYLES, PageAssets, Picture, Sheet, Wish, page_wishes, sheet_wishes
from evidence.picture_kind import picture_kind
from facts import ocr
from facts.document import Document
from facts.masking import hidden_spans
from inspection.asset import Asset, AssetKind
from inspection.fetched import Fetched, Page
from jobs.workspace import Workspace

logger = logging.getLogger(__name__)
#: How long an answer is good for, and how long a failure is not asked again.
_FRESH, _FAILED = timedelta(days=7), timedelta(days=1)
#: All files of a page together, in bytes.
_MOST_BYTES = 24 * 1024 * 1024
#: Seconds that one capture may spend on asking.
SECONDS = 1800.0
#: Smaller pictures hold no readable text (pixels).
_READABLE = 60 * 24
_NO_STYLE, _NO_PICTURE = "不是样式文件", "不是可显示的图片，或尺寸过大"


class AssetShelf:
    """Dresses pages. One per capture: every address is asked at most once in it."""

    def __init__(self, work: Workspace, seconds: float = SECONDS) -> None:
        self._work = work
        self._fetcher = AssetFetcher(work.settings, seconds)
        self._personal: dict[str, bool] = {}
        self._bodies: dict[str, bytes] = {}

    def of_pages(self, documents: Sequence[Document]) -> list[PageAssets]:
        """What is at hand for each page, in their order. Blocks while hosts are asked."""
        self._bodies.clear()
        pages = [_Page(document) for document in documents]
        for _ in range(DEEPEST + 1):
            wishes = {wish for page in pages for wish in page.open}
            if not wishes:
                break
            known = self._bring(wishes)
            for page in pages:
                page.take(known, self)
        for page in pages:
            page.close()
        return [page.assets for page in pages]

    def stop(self) -> None:
        """Ask for nothing more: whoever waits is going home."""
        self._fetcher.stop()

    def body(self, asset: Asset) -> bytes:
        """The stored bytes, shared by all pages of a call. Raises ``SnapshotMissing`` or ``SnapshotDamaged``."""
        digest = asset.sha256 or ""
        if digest not in self._bodies:
            self._bodies[digest] = self._work.snapshots.get(digest)
        return self._bodies[digest]

    def personal(self, picture: Picture) -> bool:
        """Whether it shows personal numbers, as far as this machine can read pictures."""
        digest = picture.asset.sha256 or ""
        if digest not in self._personal:
            self._personal[digest] = _shows_personal_data(picture)
        return self._personal[digest]

    def _bring(self, wishes: Iterable[Wish]) -> dict[str, Asset]:
        now, kinds = datetime.now(UTC), {wish.url: wish.kind for wish in wishes}
        with self._work.database.reading() as cx:
            known = assets.known(cx, kinds)
        usable = {url: one for url, one in known.items() if self._usable(one, now)}
        got = self._fetcher.fetch(url for url in kinds if url not in usable)
        fresh = {url: self._kept(url, kinds[url], fetched) for url, fetched in got.items()}
        told = [one for one in fresh.values() if OUT_OF_TIME not in one.missing]
        if told:
            with self._work.database.writing() as cx:
                assets.remember(cx, told)
        return usable | fresh

    def _usable(self, one: Asset, now: datetime) -> bool:
        if one.sha256 is None:
            return now - one.at < _FAILED
        return now - one.at < _FRESH and self._work.snapshots.has(one.sha256)

    def _kept(self, url: str, kind: AssetKind, fetched: Fetched) -> Asset:
        if not isinstance(fetched, Page):
            return Asset(url, kind, "", 0, "", None, fetched.reason, fetched.at)
        content_type = fetched.header("content-type") or ""
        missing = _fault(fetched, kind, content_type)
        digest = None if missing else self._work.snapshots.put(fetched.body)
        return Asset(
            url, kind, fetched.final_url, fetched.status, content_type, digest, missing, fetched.fetched_at,
            fetched.server,
        )  # fmt: skip


class _Page:
    """One page on its way to being dressed. ``open``: what it refers to and nobody has looked for yet."""

    def __init__(self, document: Document) -> None:
        self.assets = PageAssets()
        self.open: list[Wish] = []
        self._left = {AssetKind.STYLE: MOST_STYLES, AssetKind.IMAGE: MOST_PICTURES}
        self._bytes = _MOST_BYTES
        self._seen: set[Wish] = set()
        self._want(page_wishes(document))

    def take(self, known: dict[str, Asset], shelf: AssetShelf) -> None:
        """Take what is there of what is open; what style sheets refer to is open afterwards."""
        wishes, self.open = self.open, []
        for wish in wishes:
            asset = known[wish.url]
            self.assets.missing.pop(wish, None)
            reason = asset.missing or self._take(wish, asset, shelf)
            if reason:
                self.assets.missing[wish] = reason

    def close(self) -> None:
        for wish in self.open:
            self.assets.missing[wish] = f"样式文件相互引用超过 {DEEPEST} 层"

    def _take(self, wish: Wish, asset: Asset, shelf: AssetShelf) -> str:
        """Why it is not taken; empty when it is."""
        try:
            body = shelf.body(asset)
        except (SnapshotMissing, SnapshotDamaged) as problem:
            return str(problem)
        if len(body) > self._bytes:
            return "本页样式和图片的总量超过上限"
        self._bytes -= len(body)
        if wish.kind is AssetKind.STYLE:
            sheet = Sheet(asset, body)
            self.assets.sheets[wish.url] = sheet
            self._want(sheet_wishes(sheet.text, asset.final_url))
            return ""
        kind = picture_kind(body)
        if kind is None:
            return _NO_PICTURE
        picture = Picture(asset, kind, body)
        self.assets.pictures[wish.url] = picture
        if shelf.personal(picture):
            self.assets.covered.add(picture.name)
        return ""

    def _want(self, wishes: Iterable[Wish]) -> None:
        for wish in wishes:
            if wish in self._seen:
                continue
            self._seen.add(wish)
            if self._left[wish.kind] == 0:
                self.assets.missing[wish] = "本页引用的文件过多"
                continue
            self._left[wish.kind] -= 1
            self.open.append(wish)


def _fault(page: Page, kind: AssetKind, content_type: str) -> str:
    """Why the answer is not what was asked for (Chinese); empty when it is."""
    if not 200 <= page.status < 300:
        return f"服务器返回状态 {page.status}"
    if kind is AssetKind.IMAGE:
        return "" if picture_kind(page.body) else _NO_PICTURE
    opened = page.body[:200].lstrip().lower()
    return _NO_STYLE if "html" in content_type.lower() or opened.startswith((b"<!doctype", b"<html")) else ""


def _shows_personal_data(picture: Picture) -> bool:
    if not picture.kind.width:  # a drawing: its words stand in it
        return bool(hidden_spans(picture.body.decode("utf-8", "replace")))
    if picture.kind.width * picture.kind.height < _READABLE or not ocr.available():
        return False
    try:
        return bool(hidden_spans(ocr.picture_text(picture.body)))
    except Exception:  # the library's own errors are of any kind; a picture it chokes on is not shown
        logger.exception("cannot read the picture %s", picture.name)
        return True
