"""企鹅号: the public JSON list ``getSubNewsMixedList``."""

from __future__ import annotations

from datetime import datetime

from crawler.feeds.assembling import Unreadable, assemble, identifier, plain, web_address
from crawler.feeds.json_body import Object, children, json_object, refuse_error
from crawler.feeds.moments import moment
from inspection.post import FeedReading, Post

#: Article types that are labels and special topics of the platform, not posts of the account.
_NOT_POSTS = frozenset({"123", "560"})


def read(body: bytes, as_of: datetime, _content_type: str | None) -> FeedReading:
    """Posts of the list, without labels, topics and rows that have no id; raises ``Unreadable``."""
    answer = json_object(body)
    if "ret" not in answer and "newslist" not in answer:
        raise Unreadable("返回的 JSON 不是企鹅号列表")
    refuse_error(answer.get("ret"), answer.get("msg") or answer.get("info"), {})
    rows = [row for row in children(answer, "newslist") if _is_post(row)]
    name = next((plain(row.get("chlname")) for row in rows if row.get("chlname")), "")
    return assemble(name, (_post(row, as_of) for row in rows))


def _is_post(row: Object) -> bool:
    return bool(identifier(row.get("id"))) and identifier(row.get("articletype")) not in _NOT_POSTS


def _post(row: Object, as_of: datetime) -> Post:
    when = moment(row.get("timestamp"), as_of) or moment(row.get("time"), as_of)
    pinned = row.get("is_top") in (1, True, "1")
    text = plain(row.get("abstract"))
    return Post(identifier(row.get("id")), plain(row.get("title")), web_address(row.get("url")), when, pinned, text)
