"""The accounts' feeds in the formats that the platforms and bridges speak."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape
from zlib import crc32

from inspection.post import Post
from inspection.registry import Account, FeedFormat

Rendered = tuple[str, bytes]  # content type, body
_JSON = "application/json; charset=utf-8"


def render_feed(account: Account, posts: Sequence[Post]) -> Rendered:
    """The feed of ``account`` that shows ``posts``, in the given order (pinned first)."""
    return _FORMATS[account.feed_format](account, posts)


def _rss(account: Account, posts: Sequence[Post]) -> Rendered:
    return (_rss2, _atom, _json_feed)[crc32(account.id.encode()) % 3](account, posts)


def _rss2(account: Account, posts: Sequence[Post]) -> Rendered:
    items = "".join(
        f"<item><title><![CDATA[{post.title}]]></title><link>{post.url}</link><guid>{post.url}</guid>"
        f"<pubDate>{format_datetime(_utc(post), usegmt=True)}</pubDate>"
        f"<description><![CDATA[<p>{post.text}</p>]]></description></item>\n"
        for post in posts
    )
    head = f"<title>{escape(account.name)}</title><link>https://post.invalid/{account.id}</link><ttl>60</ttl>"
    text = f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>{head}\n{items}</channel></rss>\n'
    return "application/rss+xml; charset=utf-8", text.encode()


def _atom(account: Account, posts: Sequence[Post]) -> Rendered:
    entries = "".join(
        f"<entry><title>{escape(post.title)}</title><id>{post.id}</id><link href={post.url!r}/>"
        f"<updated>{_utc(post):%Y-%m-%dT%H:%M:%S.000Z}</updated></entry>\n"
        for post in posts
    )
    head = f"<id>urn:feed:{account.id}</id><title>{escape(account.name)}</title>"
    text = (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">{head}\n{entries}</feed>\n'
    )
    return "application/atom+xml; charset=utf-8", text.encode()


def _json_feed(account: Account, posts: Sequence[Post]) -> Rendered:
    items = [
        {
            "id": post.id,
            "url": post.url,
            "title": post.title,
            "content_html": f"<p>{post.text}</p>",
            "date_modified": f"{_utc(post):%Y-%m-%dT%H:%M:%S.000Z}",
        }
        for post in posts
    ]
    return _json({"version": "https://jsonfeed.org/version/1", "title": account.name, "items": items})


def _weibo(account: Account, posts: Sequence[Post]) -> Rendered:
    owner = 5_000_000_000 + crc32(account.id.encode()) % 1_000_000_000
    cards: list[dict[str, Any]] = []
    for post in posts:
        status: dict[str, Any] = {
            "created_at": f"{_local(post):%a %b %d %H:%M:%S +0800 %Y}",
            "id": post.id,
            "mid": post.id,
            "text": f"{post.text}<br />",
            "user": {"id": owner, "screen_name": account.name},
        }
        if post.pinned:
            status |= {"isTop": 1, "title": {"text": "置顶", "base_color": 1}}
        cards.append({"card_type": 9, "itemid": f"107603{owner}_-_{post.id}", "mblog": status})
    info = {"containerid": f"107603{owner}", "total": 1000 + len(cards)}
    return _json({"ok": 1, "data": {"cardlistInfo": info, "cards": cards}})


def _qq(account: Account, posts: Sequence[Post]) -> Rendered:
    rows: list[dict[str, Any]] = [
        {
            "id": f"{_local(post):%Y%m%d}A{post.id}",
            "title": post.title,
            "articletype": "0",
            "url": post.url,
            "chlname": account.name,
            "abstract": post.text,
            "time": f"{_local(post):%Y-%m-%d %H:%M:%S}",
            "timestamp": _seconds(post),
        }
        for post in posts
    ]
    # A label of the platform stands among the posts; it is none.
    rows.insert(1, {"id": "LABEL00", "title": "专题", "articletype": "123", "url": "https://post.invalid/label"})
    return _json({"ret": 0, "newslist": rows})


def _wechat(account: Account, posts: Sequence[Post]) -> Rendered:
    items = []
    for batch, members in groupby(posts, key=lambda post: post.batch):
        group = list(members)
        news = [_news_item(account, post) for post in group]
        items.append({"article_id": batch, "content": {"news_item": news}, "update_time": _seconds(group[0])})
    return _json({"total_count": 300 + len(items), "item_count": len(items), "item": items})


def _news_item(account: Account, post: Post) -> dict[str, str]:
    words = {"title": post.title, "digest": post.text[:40], "content": f"<p>{post.text}</p>"}
    return words | {"author": account.name, "url": post.url}


def _douyin(_account: Account, posts: Sequence[Post]) -> Rendered:
    videos = [
        {
            "item_id": post.id,
            "title": post.title,
            "create_time": _seconds(post),
            "is_top": post.pinned,
            "is_reviewed": True,
            "share_url": post.url,
        }
        for post in posts
    ]
    return _json({"data": {"error_code": 0, "description": "", "has_more": True, "cursor": 1, "list": videos}})


def _kuaishou(account: Account, posts: Sequence[Post]) -> Rendered:
    feeds = [
        {
            "type": 1,
            "author": {"id": account.id, "name": account.name},
            "photo": {
                "id": f"3x{post.id}",
                "caption": post.title,
                "timestamp": _seconds(post) * 1000,
                "profileUserTopPhoto": post.pinned or None,
            },
        }
        for post in posts
    ]
    return _json({"data": {"visionProfilePhotoList": {"result": 1, "feeds": feeds, "pcursor": "no_more"}}})


def _sheet(_account: Account, posts: Sequence[Post]) -> Rendered:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("发布时间", "标题", "链接", "置顶"))
    writer.writerows((f"{_local(p):%Y-%m-%d %H:%M}", p.title, p.url, "是" if p.pinned else "否") for p in posts)
    return "text/csv; charset=utf-8", text.getvalue().encode("utf-8-sig")


_FORMATS: dict[FeedFormat, Callable[[Account, Sequence[Post]], Rendered]] = {
    FeedFormat.RSS: _rss,
    FeedFormat.WEIBO: _weibo,
    FeedFormat.QQ: _qq,
    FeedFormat.WECHAT: _wechat,
    FeedFormat.DOUYIN: _douyin,
    FeedFormat.KUAISHOU: _kuaishou,
    FeedFormat.SHEET: _sheet,
}


def _json(value: Any) -> Rendered:
    return _JSON, json.dumps(value, ensure_ascii=False).encode()


def _local(post: Post) -> datetime:
    if post.published_at is None:
        raise ValueError(f"post {post.id} has no time")
    return post.published_at


def _utc(post: Post) -> datetime:
    return _local(post).astimezone(UTC)


def _seconds(post: Post) -> int:
    return int(_local(post).timestamp())
