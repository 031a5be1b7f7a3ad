"""How a reader says "cannot be read", and how posts become a reading."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256

from selectolax.lexbor import LexborHTMLParser

from inspection.post import FeedReading, Post, Profile

#: Longest title and text that are kept, in characters.
MAX_TITLE, MAX_TEXT = 120, 20_000

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES = re.compile(r"\s+")
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class Unreadable(Exception):
    """The feed says nothing that could be judged; the text (Chinese) becomes the reading's reason."""


def plain(value: object, limit: int = MAX_TITLE) -> str:
    """``value`` as one clean line without markup, at most ``limit`` characters; empty for anything but a text.

    Lone surrogates and control characters go: neither a database nor a terminal takes them.
    """
    if not isinstance(value, str):
        return ""
    text = value[: limit * 20]  # markup outweighs words, but not without end
    if "<" in text or "&" in text:
        text = LexborHTMLParser(text.encode("utf-8", "replace").decode()).text(separator=" ")
    return _SPACES.sub(" ", _CONTROLS.sub("", text.encode("utf-8", "replace").decode())).strip()[:limit]


def identifier(value: object) -> str:
    """An id as text: numbers are written out, anything else but a text is empty."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return plain(value, 500)


def web_address(value: object) -> str:
    """``value`` when it is an http(s) address, else empty: a feed must not smuggle ``javascript:`` into a report."""
    text = plain(value, 2000) if isinstance(value, str) and "<" not in value else ""
    return text if text.lower().startswith(("http://", "https://")) else ""


def commented(count: object) -> bool | None:
    """``True`` for a post with comments; without any, nobody knows whether it takes them."""
    if isinstance(count, str):
        return True if re.fullmatch(r"\d{1,9}", count, re.ASCII) and int(count) > 0 else None
    return True if isinstance(count, int) and count > 0 and count is not True else None


def fingerprint(*parts: str) -> str:
    """A stable id for a post whose feed gives none."""
    return sha256("\x1f".join(parts).encode()).hexdigest()[:24]


def assemble(account: str | None, posts: Iterable[Post], profile: Profile | None = None) -> FeedReading:
    """The reading of ``posts``: ids unique (the first wins), newest first, undated last.

    Raises ``Unreadable`` when there is none (an empty list is also what blocked or dead interfaces answer), and for a
    post without an id: left out, it would make the account look more silent than it is.
    """
    unique: dict[str, Post] = {}
    for post in posts:
        if not post.id:
            raise Unreadable("列表中有条目缺少编号，接口格式可能已改变")
        unique.setdefault(post.id, post)
    if not unique:
        raise Unreadable("返回的列表为空：可能被限制访问、账号编号有误或接口已停用，不能据此认定未更新")
    newest_first = sorted(unique.values(), key=lambda post: post.published_at or _LONG_AGO, reverse=True)
    return FeedReading(account=account or None, posts=tuple(newest_first), reason=None, profile=profile)
