"""Whether a site is reached over https, and how long its certificate still holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self
from urllib.parse import urlsplit

from facts.sources import HostSource
from inspection.certificate import Certificate
from inspection.fetched import FetchProblem
from inspection.moment import beijing_day


@dataclass(frozen=True, slots=True)
class HostSecurity:
    """``plain``: the home page answered over http and sent nobody on to https.

    ``certificate`` is ``None`` with the reason in ``unseen`` (Chinese) when none was seen; ``days_left`` counts whole
    Beijing days from the inspection day to the certificate's last day, negative when it has expired. ``sites`` names
    the registered sites on the host.
    """

    host: str
    plain: bool
    certificate: Certificate | None
    unseen: str
    days_left: int | None
    last_day: date | None
    not_yet: bool = False
    sites: tuple[str, ...] = ()

    @classmethod
    def extract(cls, source: HostSource) -> Self:
        """Never missing: what the home page answered over is known; the certificate may not be."""
        parts = urlsplit(source.url)
        host, plain = parts.hostname or "", parts.scheme == "http"
        if isinstance(source.tls, FetchProblem):
            return cls(host, plain, None, source.tls.reason, None, None, sites=source.sites)
        last = beijing_day(source.tls.last)
        days = (last - beijing_day(source.as_of)).days
        # To the second: on its last day a certificate may be over already.
        left = min(days, -1) if source.tls.last < source.as_of else days
        not_yet = source.tls.first > source.as_of
        return cls(host, plain, source.tls, "", left, last, not_yet=not_yet, sites=source.sites)
