"""微信公众号: the official ``freepublish/batchget``, called with the account's own token.

It lists 发布 items; each may hold several articles, which left together and are one batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from crawler.feeds.assembling import MAX_TEXT, Unreadable, assemble, identifier, plain, web_address
from crawler.feeds.json_body import Object, child, children, json_object, refuse_error
from crawler.feeds.moments import moment
from inspection.post import FeedReading, Post

#: ``need_open_comment`` of an article.
_COMMENTS = {"0": False, "1": True}
_ERRORS = {
    40001: "访问令牌无效",
    40014: "访问令牌无效",
    40164: "调用地址不在公众号的 IP 白名单中",
    42001: "访问令牌已过期",
    45009: "接口调用次数已达上限",
    48001: "该公众号没有此接口的权限（个人或未认证账号不能调用）",
    200003: "登录已失效",
    200013: "访问过于频繁，被平台限制",
}


def read(body: bytes, as_of: datetime, _content_type: str | None) -> FeedReading:
    """Articles of the published items, deleted ones left out; raises ``Unreadable``."""
    answer = json_object(body)
    base = child(answer, "base_resp")
    refuse_error(answer.get("errcode"), answer.get("errmsg"), _ERRORS)
    refuse_error(base.get("ret"), base.get("err_msg"), _ERRORS)
    if "item" not in answer:
        raise Unreadable("返回的 JSON 不是公众号发布列表")
    return assemble(None, _posts(answer, as_of))


def _posts(answer: Object, as_of: datetime) -> Iterator[Post]:
    for item in children(answer, "item"):
        batch = identifier(item.get("article_id"))
        content = child(item, "content")
        # The official page shows the time beside "content"; live answers carry it inside (reported by users).
        when = moment(item.get("update_time"), as_of) or moment(content.get("update_time"), as_of)
        for number, article in enumerate(children(content, "news_item")):
            if article.get("is_deleted") is not True:
                text = plain(article.get("content") or article.get("digest"), MAX_TEXT)
                title, url = plain(article.get("title")), web_address(article.get("url"))
                comments = _COMMENTS.get(identifier(article.get("need_open_comment")))
                key = f"{batch}/{number}" if batch else ""
                yield Post(key, title or text[:60], url, when, False, text, batch, comments)
