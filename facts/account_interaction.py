"""Whether readers can answer an account under its posts, as far as its feed tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from facts.sources import AccountSource
from inspection.outcome import Irrelevant, Missing
from inspection.post import Post


@dataclass(frozen=True, slots=True)
class AccountInteraction:
    """The posts of one reading of which the feed tells whether they take comments, newest first; at least one."""

    open: tuple[Post, ...]
    closed: tuple[Post, ...]

    @classmethod
    def extract(cls, source: AccountSource) -> Self | Missing | Irrelevant:
        """``Irrelevant`` where the format tells it of no post."""
        reading = source.reading
        if reading.reason is not None:
            return Missing(reading.reason)
        open_ones = tuple(post for post in reading.posts if post.open_to_comments is True)
        closed = tuple(post for post in reading.posts if post.open_to_comments is False)
        if not open_ones and not closed:
            return Irrelevant("信息源不提供评论功能是否开放，需人工查看")
        return cls(open_ones, closed)
