"""New-media posts and the reading of a feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Post:
    """One post. ``published_at`` aware or ``None``; ``batch`` names the 群发 it left in, where the format tells."""

    id: str
    title: str
    url: str
    published_at: datetime | None
    pinned: bool
    text: str = ""
    batch: str | None = None


@dataclass(frozen=True, slots=True)
class FeedReading:
    """What a feed said at one moment.

    ``reason`` is ``None`` exactly when the feed could be read *and* it said something: an empty list, an error body, a
    blocked answer or an unknown id is never "no posts", it is a reading with a reason (Chinese) and no posts.
    """

    account: str | None
    posts: tuple[Post, ...]
    reason: str | None

    @property
    def ok(self) -> bool:
        return self.reason is None

    @staticmethod
    def unknown(reason: str, account: str | None = None) -> FeedReading:
        return FeedReading(account=account, posts=(), reason=reason)
