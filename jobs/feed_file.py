"""Reads one feed outside any scan, from a file or an address."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from config.settings import Settings
from crawler.feeds import read_feed
from facts.masking import mask_personal
from inspection.fetched import FetchProblem
from inspection.post import FeedReading
from inspection.registry import FeedFormat
from jobs.file_problem import in_chinese


class FeedFileError(Exception):
    """The file cannot be opened; the text (Chinese) says why."""


def read_feed_target(target: str, feed_format: FeedFormat, as_of: datetime, settings: Settings) -> FeedReading:
    """What the feed at ``target`` (path or http address) says; an unreadable one is an unknown reading.

    Titles are masked. Raises ``FeedFileError`` when there is no such file.
    """
    reading = _read(target, feed_format, as_of, settings)
    return replace(reading, posts=tuple(replace(post, title=mask_personal(post.title)) for post in reading.posts))


def _read(target: str, feed_format: FeedFormat, as_of: datetime, settings: Settings) -> FeedReading:
    if target.startswith(("http://", "https://")):
        from crawler.fetch_one import fetch_one  # noqa: PLC0415 - loads the crawler, which files do not need

        fetched = fetch_one(target, settings)
        if isinstance(fetched, FetchProblem):
            return FeedReading.unknown(fetched.reason)
        return read_feed(fetched.body, feed_format, as_of, fetched.header("content-type"))
    path = Path(target)
    try:
        if path.stat().st_size > settings.max_bytes:
            return FeedReading.unknown(f"文件超过 {settings.max_bytes} 字节")
        body = path.read_bytes()
    except OSError as problem:
        raise FeedFileError(f"无法读取“{target}”：{in_chinese(problem)}") from problem
    return read_feed(body, feed_format, as_of)
