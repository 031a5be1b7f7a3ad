"""Where pages go, and what earlier scans hold: the two things that whoever starts a crawl hands in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from inspection.fetched import Fetched
from inspection.visit import Target


@dataclass(frozen=True, slots=True)
class Validators:
    """The last good answer of an address, without its body. ``etag`` and ``last_modified`` as sent, or ``None``."""

    etag: str | None
    last_modified: str | None
    sha256: str
    final_url: str
    headers: tuple[tuple[str, str], ...]
    status: int


class Sink(Protocol):
    """Takes every answer as it comes, on the crawl's one thread. An exception ends the crawl and is raised by it."""

    def keep(self, target: Target, fetched: Fetched, *, not_modified: bool) -> None:
        """``not_modified``: the server confirmed the stored body, which ``fetched`` carries."""

    def close(self) -> None:
        """Called exactly once, also after an interruption or an error."""


class Stored(Protocol):
    """What earlier scans, and this one before it was interrupted, have stored."""

    def validators(self, url: str) -> Validators | None:
        """The last good answer of ``url``, for a conditional request."""

    def body(self, sha256: str) -> bytes | None: ...

    def known_article(self, url: str, listed_date: str) -> bool:
        """Whether an article or file listed under that date (ISO day or empty) was read by a scan that counts here."""

    def done(self, url: str) -> Validators | None:
        """This scan's own answer of ``url``, when it was interrupted after it: not asked and not kept again."""
