"""RSS 2.0, Atom (also with ``updated`` only) and JSON Feed, as the bridges render them."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.sax import SAXException

import feedparser

from crawler.feeds.assembling import (
    MAX_TEXT,
    Unreadable,
    assemble,
    commented,
    fingerprint,
    identifier,
    plain,
    web_address,
)
from crawler.feeds.json_body import Object, child, children, json_object
from crawler.feeds.moments import moment
from inspection.post import FeedReading, Post

log = logging.getLogger(__name__)

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE | re.ASCII)
_PINNED = ("[置顶]", "【置顶】")


def read(body: bytes, as_of: datetime, content_type: str | None) -> FeedReading:
    """Posts of an XML or JSON feed; raises ``Unreadable``."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        feed = json_object(body)
        if not plain(feed.get("version")).startswith("https://jsonfeed.org/version/"):
            raise Unreadable("返回的 JSON 不是 JSON Feed 订阅源" + _said(feed))
        return assemble(plain(feed.get("title")), _json_posts(feed, as_of))
    parsed = _parse_xml(body, content_type)
    return assemble(plain(parsed.feed.get("title")), _xml_posts(parsed.entries, as_of))


def _said(feed: Object) -> str:
    message = plain(feed.get("message") or child(feed, "error").get("message") or feed.get("error"), 80)
    return f"：{message}" if message else ""


def _parse_xml(body: bytes, content_type: str | None) -> Any:
    # An entity declaration has no business in a feed: refusing it keeps entity bombs and external files out.
    if b"<!entity" in body.replace(b"\x00", b"").lower():
        raise Unreadable("订阅源含有 XML 实体声明，为安全起见未读取")
    charset = _CHARSET.search(content_type or "")
    headers = {"content-type": f"application/xml; charset={charset[1]}"} if charset else {}
    try:
        # A stream, never a text: feedparser would take a text for an address or a file name.
        parsed = feedparser.parse(
            io.BytesIO(body), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
        )
    except Exception as problem:  # the library's loose parser breaks in many ways on hostile bytes
        log.warning("feedparser gave up: %r", problem)
        raise Unreadable("订阅源无法解析") from problem
    if isinstance(parsed.get("bozo_exception"), SAXException):
        # Cut off or malformed: the posts that were lost might be the newest ones.
        raise Unreadable("订阅源不是完整的 XML")
    if not parsed.version:
        raise Unreadable("返回的内容不是 RSS 或 Atom 订阅源")
    return parsed


def _xml_posts(entries: list[Any], as_of: datetime) -> Iterator[Post]:
    for number, entry in enumerate(entries):
        content = next((part.get("value") for part in entry.get("content", ())), None)
        yield _post(
            number,
            key=identifier(entry.get("id")),
            title=plain(entry.get("title")),
            url=web_address(entry.get("link")),
            # "updated" only where there is no "published": an old post that was edited is not a new one
            when=moment(entry.get("published"), as_of) or moment(_updated(entry), as_of),
            text=plain(content or entry.get("summary"), MAX_TEXT),
            comments=commented(entry.get("slash_comments")),
        )


def _updated(entry: Any) -> Any:
    # feedparser answers "updated" with "published" where the former is absent, and warns about it
    return entry.get("updated") if "updated" in entry.keys() else None  # noqa: SIM118


def _json_posts(feed: Object, as_of: datetime) -> Iterator[Post]:
    for number, entry in enumerate(children(feed, "items")):
        yield _post(
            number,
            key=identifier(entry.get("id")),
            title=plain(entry.get("title")),
            url=web_address(entry.get("url") or entry.get("external_url")),
            when=moment(entry.get("date_published"), as_of) or moment(entry.get("date_modified"), as_of),
            text=plain(entry.get("content_text") or entry.get("content_html"), MAX_TEXT),
            comments=None,
        )


def _post(
    number: int, *, key: str, title: str, url: str, when: datetime | None, text: str, comments: bool | None
) -> Post:
    words = title or text
    # Entries that say nothing at all stay apart by their place: merged, they would count as one post.
    fallback = url or (fingerprint(words, str(when)) if words or when else f"#{number}")
    pinned = title.startswith(_PINNED)
    return Post(key or fallback, title or text[:60], url, when, pinned, text, open_to_comments=comments)
