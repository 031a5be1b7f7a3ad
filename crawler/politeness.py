"""How gently and how patiently servers are asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Literal

from config.settings import Settings

#: Statuses by which a server says "not now": worth asking again.
BUSY_STATUSES = frozenset({429, 500, 502, 503, 504, 522, 524})
#: Statuses by which a server refuses the crawler. A 403 is asked again because firewalls answer bursts with it.
BLOCKING_STATUSES = frozenset({403, 429})


@dataclass(frozen=True, slots=True)
class Politeness:
    """All times in seconds. ``delay`` lies between two requests to one host, ``timeout`` covers a whole download.

    ``retries`` come after the first try, the n-th after ``backoff`` × 2ⁿ⁻¹. A Retry-After beyond ``longest_wait`` is
    not waited for: the address is given up instead of being asked too early, after a 429 its whole host is skipped.
    After ``breaker_failures`` addresses in a row without any answer a host is left alone for ``breaker_rest``.
    """

    user_agent: str
    delay: float
    concurrency_per_host: int
    timeout: float
    max_bytes: int
    retries: int
    robots: Literal["obey", "ignore"]
    backoff: float = 1.0
    longest_wait: float = 120.0
    breaker_failures: int = 10
    breaker_rest: float = 300.0
    attachment_max_bytes: int = 10 * 1024 * 1024

    @classmethod
    def of(cls, settings: Settings) -> Politeness:
        return cls(
            user_agent=settings.http_user_agent,
            delay=settings.delay_seconds,
            concurrency_per_host=settings.concurrency_per_host,
            timeout=settings.timeout_seconds,
            max_bytes=settings.max_bytes,
            attachment_max_bytes=settings.attachment_max_bytes,
            retries=settings.max_retries,
            robots=settings.robots,
        )

    def backoff_before(self, retry: int) -> float:
        """Seconds to wait before retry number ``retry`` (1-based)."""
        return min(self.backoff * 2.0 ** (retry - 1), self.longest_wait)


def retry_after_seconds(value: bytes | None, now: datetime) -> float | None:
    """The header Retry-After (seconds, or an HTTP date) as seconds from the aware ``now``; never negative.

    ``None`` when it is absent or unreadable.
    """
    if value is None:
        return None
    text = value.decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return max(0.0, (moment - now).total_seconds())
