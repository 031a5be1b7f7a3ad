"""Feed readers: one file per format. Whatever arrives, the answer is a ``FeedReading``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from crawler.feeds import douyin, kuaishou, qq, rss, sheet, wechat, weibo
from crawler.feeds.assembling import Unreadable
from inspection.post import FeedReading
from inspection.registry import FeedFormat

#: Largest feed that is read, in bytes.
MAX_BODY = 8 * 1024 * 1024

Reader = Callable[[bytes, datetime, str | None], FeedReading]

_READERS: dict[FeedFormat, Reader] = {
    FeedFormat.RSS: rss.read,
    FeedFormat.WEIBO: weibo.read,
    FeedFormat.QQ: qq.read,
    FeedFormat.WECHAT: wechat.read,
    FeedFormat.DOUYIN: douyin.read,
    FeedFormat.KUAISHOU: kuaishou.read,
    FeedFormat.SHEET: sheet.read,
}


def read_feed(body: bytes, format: FeedFormat, as_of: datetime, content_type: str | None = None) -> FeedReading:
    """Read the feed ``body``; never raises on hostile bytes.

    ``as_of`` (aware) anchors relative times; ``content_type`` is the response header, if there was one. Posts come
    with unique ids, newest first, in Beijing time. Empty lists, error bodies, block pages and broken or oversized
    bodies give ``FeedReading.unknown`` with a Chinese reason: none of them proves that an account was silent.
    """
    try:
        _refuse_at_a_glance(body)
        return _READERS[format](body, as_of, content_type)
    except Unreadable as why:
        return FeedReading.unknown(str(why))


def _refuse_at_a_glance(body: bytes) -> None:
    if len(body) > MAX_BODY:
        raise Unreadable(f"内容超过 {MAX_BODY // 1024 // 1024} MB，未读取")
    if not body.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise Unreadable("返回的内容为空")
    start = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<script", b"<head", b"<body")):
        raise Unreadable("返回的是网页而不是数据（可能要求登录或被拦截）")
