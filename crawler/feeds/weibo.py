"""新浪微博: the list of m.weibo.cn (cards) and the open platform's ``statuses/user_timeline``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from crawler.feeds.assembling import MAX_TEXT, Unreadable, assemble, identifier, plain
from crawler.feeds.json_body import Object, child, children, json_object, refuse_error
from crawler.feeds.moments import moment
from inspection.post import FeedReading, Post

_STATUS_CARD = 9
_OPEN_ERRORS = {
    10023: "访问次数超过限制",
    10024: "访问次数超过限制",
    20003: "用户不存在",
    21301: "认证失败",
    21314: "访问令牌已失效",
    21315: "访问令牌已过期",
    21327: "访问令牌已过期",
    21332: "访问令牌无效",
    21335: "只能读取授权账号自己的微博",
}
_MOBILE_ERRORS = {
    0: "没有内容（账号编号有误或被限制访问时也是这个回答）",
    -100: "需要登录",
}
#: Container ids of m.weibo.cn user lists: this prefix, then the account's number.
_USER_LIST = "107603"


def read(body: bytes, as_of: datetime, _content_type: str | None) -> FeedReading:
    """Posts of either list; raises ``Unreadable``."""
    answer = json_object(body)
    if "error_code" in answer or "statuses" in answer:
        refuse_error(answer.get("error_code"), answer.get("error"), _OPEN_ERRORS)
        statuses = children(answer, "statuses")
    elif "ok" in answer:
        data = child(answer, "data")
        refuse_error(answer.get("ok"), answer.get("msg") or data.get("msg"), _MOBILE_ERRORS, ok=1)
        statuses = list(_own_statuses(data))
    else:
        raise Unreadable("返回的 JSON 不是微博列表")
    name = next((plain(child(status, "user").get("screen_name")) for status in statuses), "")
    return assemble(name, (_post(status, as_of) for status in statuses if not _deleted(status)))


def _own_statuses(data: Object) -> Iterator[Object]:
    container = identifier(child(data, "cardlistInfo").get("containerid"))
    owner = container.removeprefix(_USER_LIST) if container.startswith(_USER_LIST) else ""
    for card in children(data, "cards"):
        for member in (card, *children(card, "card_group")):
            status = child(member, "mblog")
            author = identifier(child(status, "user").get("id"))
            # Recommended and liked posts of other people stand in the same list.
            if status and member.get("card_type") == _STATUS_CARD and (not owner or author in ("", owner)):
                yield status


def _deleted(status: Object) -> bool:
    return status.get("deleted") in (1, True, "1")


def _post(status: Object, as_of: datetime) -> Post:
    number = identifier(status.get("idstr")) or identifier(status.get("mid")) or identifier(status.get("id"))
    text = plain(status.get("text"), MAX_TEXT) or plain(status.get("raw_text"), MAX_TEXT)
    pinned = status.get("isTop") in (1, True, "1") or "置顶" in plain(child(status, "title").get("text"))
    slug = identifier(status.get("bid")) or number
    url = f"https://m.weibo.cn/status/{slug}" if slug.isalnum() else ""
    return Post(number, text[:60], url, moment(status.get("created_at"), as_of), pinned, text)
