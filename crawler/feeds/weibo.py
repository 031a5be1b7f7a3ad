"""新浪微博: the list of m.weibo.cn (cards) and the open platform's ``statuses/user_timeline``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from crawler.feeds.assembling import MAX_TEXT, Unreadable, assemble, commented, identifier, plain, web_address
from crawler.feeds.json_body import Object, child, children, json_object, refuse_error
from crawler.feeds.moments import moment
from inspection.post import FeedReading, Post, Profile

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
#: In the address of the picture that an account has until it chooses one.
_DEFAULT_PICTURE = "/default/"


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
    user: Object = next((child(status, "user") for status in statuses), {})
    posts = (_post(status, as_of) for status in statuses if not _deleted(status))
    return assemble(plain(user.get("screen_name")), posts, _profile(user))


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


def _profile(user: Object) -> Profile:
    pictures = [
        user[key] for key in ("avatar_hd", "avatar_large", "profile_image_url") if isinstance(user.get(key), str)
    ]
    introduction, certified = user.get("description"), user.get("verified")
    return Profile(
        avatar=any(web_address(one) and _DEFAULT_PICTURE not in one for one in pictures) if pictures else None,
        introduction=bool(plain(introduction)) if isinstance(introduction, str) else None,
        certified=certified if isinstance(certified, bool) else None,
    )


def _deleted(status: Object) -> bool:
    return status.get("deleted") in (1, True, "1")


def _post(status: Object, as_of: datetime) -> Post:
    number = identifier(status.get("idstr")) or identifier(status.get("mid")) or identifier(status.get("id"))
    text = plain(status.get("text"), MAX_TEXT) or plain(status.get("raw_text"), MAX_TEXT)
    pinned = status.get("isTop") in (1, True, "1") or "置顶" in plain(child(status, "title").get("text"))
    slug = identifier(status.get("bid")) or number
    url = f"https://m.weibo.cn/status/{slug}" if slug.isalnum() else ""
    when, comments = moment(status.get("created_at"), as_of), commented(status.get("comments_count"))
    return Post(number, text[:60], url, when, pinned, text, open_to_comments=comments)
