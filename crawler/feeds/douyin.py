"""抖音: the open platform's video list of the account (the account's consent is needed)."""

from __future__ import annotations

from datetime import datetime

from crawler.feeds.assembling import Unreadable, assemble, commented, identifier, plain, web_address
from crawler.feeds.json_body import Object, child, children, json_object, refuse_error
from crawler.feeds.moments import moment
from inspection.post import FeedReading, Post

_ERRORS = {
    10008: "访问令牌已过期",
    2190002: "访问令牌无效",
    2190004: "应用没有此接口的权限",
    2190008: "访问令牌已过期",
    2190015: "账号标识与令牌不符",
}


def read(body: bytes, as_of: datetime, _content_type: str | None) -> FeedReading:
    """Videos of the list; raises ``Unreadable``. The list may stand inside ``data``, the error inside ``extra``."""
    answer = json_object(body)
    data = child(answer, "data") or answer
    for part in (child(answer, "extra"), data, answer):
        refuse_error(part.get("error_code"), part.get("description"), _ERRORS)
    if "list" not in data:
        raise Unreadable("返回的 JSON 不是抖音视频列表")
    return assemble(None, (_post(video, as_of) for video in children(data, "list")))


def _post(video: Object, as_of: datetime) -> Post:
    title = plain(video.get("title"))
    when, pinned = moment(video.get("create_time"), as_of), video.get("is_top") in (1, True)
    comments = commented(child(video, "statistics").get("comment_count"))
    url = web_address(video.get("share_url"))
    return Post(identifier(video.get("item_id")), title, url, when, pinned, open_to_comments=comments)
