"""New-media posts and the reading of a feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Post:
    """One post. ``published_at`` aware or ``None``; ``batch`` names the 群发 it left in, where the format tells.

    ``open_to_comments``: whether readers can answer under it; ``None`` where the feed does not tell.
    """

    id: str
    title: str
    url: str
    published_at: datetime | None
    pinned: bool
    text: str = ""
    batch: str | None = None
    open_to_comments: bool | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """Whether the account shows a picture of its own, an introduction, a certification; ``None``: it is silent."""

    avatar: bool | None = None
    introduction: bool | None = None
    certified: bool | None = None


@dataclass(frozen=True, slots=True)
class FeedReading:
    """What a feed said at one moment.

    ``reason`` is ``None`` exactly when the feed could be read *and* it said something: an empty list, an error body, a
    blocked answer or an unknown id is never "no posts", it is a reading with a reason (Chinese) and no posts.
    ``profile`` is ``None`` where the format says nothing about the account beside its name.
    """

    account: str | None
    posts: tuple[Post, ...]
    reason: str | None
    profile: Profile | None = None

    @property
    def ok(self) -> bool:
        return self.reason is None

    @staticmethod
    def unknown(reason: str, account: str | None = None) -> FeedReading:
        return FeedReading(account=account, posts=(), reason=reason)
