"""快手: the GraphQL answer ``visionProfilePhotoList`` of a profile page."""

from __future__ import annotations

from datetime import datetime

from crawler.feeds.assembling import Unreadable, assemble, identifier, plain
from crawler.feeds.json_body import Object, child, children, json_object, refuse_error
from crawler.feeds.moments import moment
from inspection.post import FeedReading, Post

_ERRORS = {2: "访问过于频繁，被平台限制", 50: "未登录，平台不返回作品", 400002: "需要完成验证"}


def read(body: bytes, as_of: datetime, _content_type: str | None) -> FeedReading:
    """Works of the profile; raises ``Unreadable``."""
    answer = json_object(body)
    errors = children(answer, "errors")
    if errors:
        raise Unreadable(f"平台返回错误：{plain(errors[0].get('message'), 80) or '未说明原因'}")
    listed = child(answer, "data", "visionProfilePhotoList") or answer
    if "result" not in listed:
        raise Unreadable("返回的 JSON 不是快手作品列表")
    refuse_error(listed.get("result"), listed.get("error_msg"), _ERRORS, ok=1)
    feeds = children(listed, "feeds")
    name = next((plain(child(feed, "author").get("name")) for feed in feeds), "")
    return assemble(name, (_post(child(feed, "photo"), as_of) for feed in feeds))


def _post(photo: Object, as_of: datetime) -> Post:
    key = identifier(photo.get("id"))
    url = f"https://www.kuaishou.com/short-video/{key}" if key.isalnum() else ""
    pinned = photo.get("profileUserTopPhoto") in (1, True)
    return Post(key, plain(photo.get("caption")), url, moment(photo.get("timestamp"), as_of), pinned)
